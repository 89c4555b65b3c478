"""People get a copy of their tickets, and are forgotten in them."""

from uuid import UUID, uuid4

from chassis.events import Envelope
from chassis.testing import Client, Running, message
from services.support.tests.make import ADA, BOB, create, opened
from support.privacy import workers
from support.subscribed import EraseRequested, ExportRequested

CANARY = "Canary Winifred"


def erase(account_id: UUID, scan: int = 1) -> Envelope:
    return message(EraseRequested(account_id=account_id, scan=scan), of=account_id, version=scan)


def export(account_id: UUID, export_id: UUID) -> Envelope:
    return message(ExportRequested(export_id=export_id, account_id=account_id), of=export_id)


async def talked(customer: Client, agent: Client) -> str:
    """A ticket in which both sides and a colleague wrote the person's name."""
    ticket_id = str((await opened(customer, subject=f"I am {CANARY}", text=f"{CANARY} here"))["id"])
    for body in ({"text": f"Dear {CANARY}"}, {"text": f"{CANARY} again", "is_internal": True}):
        assert (await create(agent, f"/v1/admin/tickets/{ticket_id}/messages", body)).status == 201
    return ticket_id


async def mentions(support: Running) -> list[str]:
    """Every table that still holds a word of the person."""
    tables = await support.db.all(str, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
    found = []
    for table in tables:
        sql = f"SELECT count(*) FROM \"{table}\" AS row WHERE row::text ILIKE '%canary%'"  # noqa: S608
        if await support.db.one(int, sql):
            found.append(table)
    return sorted(found)


async def test_who_is_forgotten_leaves_a_closed_ticket_without_words(
    support: Running, ada: Client, bob: Client, agent: Client
) -> None:
    ticket_id, others = await talked(ada, agent), await opened(bob, subject="Mine stays")
    assert "messages" in await mentions(support)
    await support.deliver(*[erase(ADA)] * 2, erase(ADA, 2))
    assert await mentions(support) == []
    ticket = (await agent.get(f"/v1/admin/tickets/{ticket_id}")).json
    assert (ticket["status"], ticket["subject"]) == ("closed", "–")
    assert (await bob.get(f"/v1/support/tickets/{others['id']}")).json["subject"] == "Mine stays"
    done = await support.published("support.erase_done.v1")
    assert [(event["of"], event["scan"]) for event in done] == [(ADA, 1), (ADA, 2)]


async def test_a_copy_holds_what_both_sides_said_and_no_notes(
    support: Running, ada: Client, bob: Client, agent: Client
) -> None:
    await talked(ada, agent)
    export_id = uuid4()
    await support.deliver(*[export(ADA, export_id)] * 2)
    path = f"/v1/exports/{export_id}/support"
    [ticket] = (await ada.get(path)).json["tickets"]
    assert [(said["author"], said["text"]) for said in ticket["messages"]] == [
        ("customer", f"{CANARY} here"),
        ("agent", f"Dear {CANARY}"),
    ]
    assert (await bob.get(path)).problem == "export-not-found"
    assert [event["export_id"] for event in await support.published("support.export_done.v1")] == [
        str(export_id)
    ]


async def test_a_copy_is_gone_after_a_week_and_when_its_owner_is_forgotten(
    support: Running, ada: Client, agent: Client
) -> None:
    await talked(ada, agent)
    old, new, late = uuid4(), uuid4(), uuid4()
    await support.deliver(export(ADA, old))
    support.clock.advance(days=8)
    await support.deliver(export(ADA, new))
    await workers.tidy(support.db)
    assert (await ada.get(f"/v1/exports/{old}/support")).status == 404
    assert (await ada.get(f"/v1/exports/{new}/support")).status == 200
    await support.deliver(erase(ADA), export(ADA, late))
    for gone in (new, late):
        assert (await ada.get(f"/v1/exports/{gone}/support")).status == 404
    assert await mentions(support) == []


async def test_nobody_is_told_of_another_account(support: Running, bob: Client) -> None:
    await opened(bob)
    await support.deliver(erase(ADA))
    assert (await bob.get("/v1/support/tickets")).json["items"][0]["subject"] == "My parcel"
    assert BOB not in [event["of"] for event in await support.published("support.erase_done.v1")]
