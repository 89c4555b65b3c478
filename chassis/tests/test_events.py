"""Events: outbox to topic to queue to inbox, once, in any order, whatever dies."""

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg
import pytest
from notebook.app import MIGRATIONS, NoteWritten, PageAdded, TitleChanged, build

from chassis import messaging
from chassis.events import NotYet
from chassis.ids import new_id
from chassis.inbox import Poison
from chassis.outbox import LEASE, Relay
from chassis.settings import Settings
from chassis.testing import Parts, Running, TurnedClock, message, serving

PATIENCE = 10


@pytest.fixture
async def working(running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[Running]:
    """The service with its relay, its queue and its workers."""
    clock = TurnedClock()
    async with serving(
        build(Settings.load(environment), clock), clock, running_parts.issuer, role="serve"
    ) as running:
        yield running


async def write_note(running: Running) -> UUID:
    answer = await running.as_account(uuid4()).post("/v1/notes", {"text": "hello"}, key=str(uuid4()))
    return UUID(answer.json["id"])


async def pages(running: Running, note_id: UUID) -> int:
    return await running.db.one(int, "SELECT pages FROM notes WHERE id = $1", note_id) or 0


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    """Wait for an effect, not for a time."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.005)


async def test_an_event_travels_from_the_outbox_to_the_queue(working: Running) -> None:
    note_id = await write_note(working)

    async def published() -> bool:
        return await working.db.one(int, "SELECT count(*) FROM outbox") == 0

    await until(published)
    [event] = await working.published()
    assert (event["type"], event["of"], event["version"]) == ("notebook.note_written.v1", note_id, 1)


async def test_a_message_from_the_topic_has_its_effect_once(
    working: Running, environment: dict[str, str]
) -> None:
    note_id = await write_note(working)
    sent = message(PageAdded(note_id=note_id), of=note_id)
    async with messaging.client("sqs") as sqs:
        for _ in range(3):
            await sqs.send_message(QueueUrl=environment["QUEUE_URL"], MessageBody=messaging.encode(sent))

    async def handled() -> bool:
        attributes = await depth(environment["QUEUE_URL"])
        return attributes == 0 and await pages(working, note_id) == 1

    await until(handled)


async def depth(queue_url: str) -> int:
    """Messages waiting and in flight."""
    async with messaging.client("sqs") as sqs:
        answer = await sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])
    found = answer["Attributes"]
    return int(found["ApproximateNumberOfMessages"]) + int(found["ApproximateNumberOfMessagesNotVisible"])


@pytest.mark.parametrize(
    "body", ["not json", "{}", '{"Type":"Notification","Message":"{}"}', '{"specversion":"1.0"}']
)
async def test_poison_goes_to_the_dead_letters_and_others_flow(
    working: Running, environment: dict[str, str], body: str
) -> None:
    note_id = await write_note(working)
    async with messaging.client("sqs") as sqs:
        for text in (body, messaging.encode(message(PageAdded(note_id=note_id), of=note_id))):
            await sqs.send_message(QueueUrl=environment["QUEUE_URL"], MessageBody=text)

    async def settled() -> bool:
        dead = await depth(environment["DEAD_LETTER_QUEUE_URL"])
        return dead == 1 and await depth(environment["QUEUE_URL"]) == 0 and await pages(working, note_id) == 1

    await until(settled)


async def test_an_event_that_comes_too_early_comes_again(
    working: Running, environment: dict[str, str]
) -> None:
    note_id = uuid4()
    async with messaging.client("sqs") as sqs:
        sent = message(PageAdded(note_id=note_id), of=note_id)
        await sqs.send_message(QueueUrl=environment["QUEUE_URL"], MessageBody=messaging.encode(sent))

    async def received() -> bool:
        return await depth(environment["QUEUE_URL"]) == 1

    await until(received)
    async with working.db.transaction() as tx:
        await tx.execute("INSERT INTO notes (id, owner_id, text) VALUES ($1, $1, 'late')", note_id)

    async def handled() -> bool:
        return await pages(working, note_id) == 1

    await until(handled)


async def test_effects_act_once_per_event_and_in_any_order(notebook: Running) -> None:
    for order in itertools.permutations(range(3)):
        note_id = await write_note(notebook)
        events = [message(PageAdded(note_id=note_id), of=note_id, version=number + 1) for number in range(3)]
        for number in order:
            await notebook.deliver(events[number], events[number])
        assert await pages(notebook, note_id) == 3


async def test_events_that_come_together_act_once_each(notebook: Running) -> None:
    for order in itertools.permutations(range(3)):
        note_id = await write_note(notebook)
        added = message(PageAdded(note_id=note_id), of=note_id, version=1)
        titles = [
            message(TitleChanged(note_id=note_id, title=title), of=note_id, version=number)
            for number, title in enumerate(("second", "third"), start=2)
        ]
        events = [added, *titles]
        await notebook.deliver(*(events[number] for number in (*order, *order)), together=True)
        await notebook.deliver(titles[0], added, together=True)
        assert await pages(notebook, note_id) == 1
        assert await notebook.db.one(str, "SELECT title FROM notes WHERE id = $1", note_id) == "third"


async def test_one_that_cannot_be_handled_keeps_none_of_the_others(
    working: Running, environment: dict[str, str]
) -> None:
    note_id = await write_note(working)
    sent = [message(PageAdded(note_id=each), of=each) for each in (note_id, uuid4(), note_id)]
    with pytest.raises(NotYet):
        await working.deliver(*sent, together=True)
    assert await pages(working, note_id) == 0
    async with messaging.client("sqs") as sqs:
        entries = [{"Id": str(n), "MessageBody": messaging.encode(each)} for n, each in enumerate(sent)]
        await sqs.send_message_batch(QueueUrl=environment["QUEUE_URL"], Entries=entries)

    async def handled() -> bool:
        return await pages(working, note_id) == 2

    await until(handled)


async def test_an_older_version_never_replaces_a_newer_one(notebook: Running) -> None:
    for order in itertools.permutations(range(3)):
        note_id = await write_note(notebook)
        events = [
            message(TitleChanged(note_id=note_id, title=f"title {number}"), of=note_id, version=number + 1)
            for number in range(3)
        ]
        for number in order:
            await notebook.deliver(events[number], events[number])
        assert await notebook.db.one(str, "SELECT title FROM notes WHERE id = $1", note_id) == "title 2"


async def test_eight_copies_at_once_are_one_effect(notebook: Running) -> None:
    note_id = await write_note(notebook)
    sent = message(PageAdded(note_id=note_id), of=note_id)
    await asyncio.gather(*(notebook.deliver(sent) for _ in range(8)))
    assert await pages(notebook, note_id) == 1


async def test_what_nobody_listens_to_is_poison(notebook: Running) -> None:
    with pytest.raises(Poison):
        await notebook.deliver(message(NoteWritten(note_id=new_id(), pages=1), of=new_id()))


async def test_a_failed_handler_leaves_no_inbox_row(notebook: Running) -> None:
    note_id = uuid4()
    sent = message(PageAdded(note_id=note_id), of=note_id)
    with pytest.raises(NotYet):
        await notebook.deliver(sent)
    assert await notebook.db.one(int, "SELECT count(*) FROM inbox") == 0


async def test_versions_are_gapless_and_history_cannot_be_rewritten(notebook: Running) -> None:
    note_id = await write_note(notebook)
    async with notebook.db.transaction() as tx:
        for _ in range(3):
            await tx.publish(NoteWritten(note_id=note_id, pages=1), of=note_id)
    assert [event["version"] for event in await notebook.published()] == [1, 2, 3, 4]
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        async with notebook.db.transaction() as tx:
            await tx.execute("DELETE FROM events")


async def test_what_a_dead_relay_leased_is_published_by_another(
    notebook: Running, environment: dict[str, str]
) -> None:
    async with messaging.client("sns") as sns:
        dead = Relay(notebook.db, sns, source="notebook", topic_arn=environment["EVENTS_TOPIC_ARN"])
        async with notebook.db.transaction() as tx:
            await tx.publish(NoteWritten(note_id=new_id(), pages=1), of=new_id())
            await tx.store_published()
            # Leased in the same transaction, as by a relay that died before it could publish.
            await tx.execute("UPDATE outbox SET lease_until = $1", tx.now + LEASE)
        assert not await dead.publish_next()
        assert await notebook.db.one(int, "SELECT count(*) FROM outbox") == 1
        notebook.clock.advance(seconds=16)
        await dead.publish_next()
    assert await notebook.db.one(int, "SELECT count(*) FROM outbox") == 0


async def test_a_rolled_back_transaction_announces_nothing(notebook: Running) -> None:
    async def fail() -> None:
        async with notebook.db.transaction() as tx:
            await tx.publish(NoteWritten(note_id=new_id(), pages=1), of=new_id())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await notebook.published() == []


@pytest.mark.parametrize("role", ["api", "work"])
async def test_a_process_ends_cleanly_on_sigterm(
    running_parts: Parts, environment: dict[str, str], role: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "notebook",
        role,
        env=os.environ
        | environment
        | {"PORT": "0", "LOG_LEVEL": "info", "PYTHONPATH": str(MIGRATIONS.parent.parent)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while b'"started"' not in (line := await process.stdout.readline()):
            assert line, "the process ended before it had started"
        process.terminate()
        rest = await process.stdout.read()
        assert await process.wait() == 0, rest
    assert b"Traceback" not in rest
