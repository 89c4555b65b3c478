"""What waits can be seen, and how long it has."""

from uuid import uuid4

from notebook.app import NoteWritten, TitleChanged
from prometheus_client import REGISTRY

from chassis import messaging
from chassis.database import Database
from chassis.gauges import measuring
from chassis.testing import Running, TurnedClock, message


async def test_what_is_not_published_ages_and_what_is_dead_is_counted(environment: dict[str, str]) -> None:
    clock = TurnedClock()
    urls = {
        "queue_url": environment["QUEUE_URL"],
        "dead_letter_queue_url": environment["DEAD_LETTER_QUEUE_URL"],
    }
    async with Database(environment["DATABASE_URL"], clock=clock) as db, messaging.client("sqs") as sqs:
        worker = measuring(db, sqs, **urls)
        await worker.step()
        assert seen("outbox_events") == seen("outbox_oldest_seconds") == 0
        async with db.transaction() as tx:
            await tx.publish(NoteWritten(note_id=uuid4(), pages=0), of=uuid4())
        for _ in range(2):
            await sqs.send_message(QueueUrl=urls["dead_letter_queue_url"], MessageBody="{}")
        await sqs.send_message(QueueUrl=urls["queue_url"], MessageBody="{}")
        clock.advance(seconds=7)
        await worker.step()
    assert seen("outbox_events") == 1
    assert 7 <= seen("outbox_oldest_seconds") < 60
    assert (seen("queue_messages", place="dead"), seen("queue_messages", place="waiting")) == (2, 1)


async def test_the_age_of_an_event_is_told_when_it_was_handled(notebook: Running) -> None:
    before = seen("events_age_seconds_count"), seen("events_age_seconds_sum")
    title = message(TitleChanged(note_id=uuid4(), title="New"), of=uuid4())
    notebook.clock.advance(seconds=30)
    await notebook.deliver(title, title)
    assert seen("events_age_seconds_count") == before[0] + 1
    assert 30 <= seen("events_age_seconds_sum") - before[1] < 60


def seen(name: str, **labels: str) -> float:
    value = REGISTRY.get_sample_value(name, labels)
    assert value is not None, name
    return value
