"""A copy of everything, and being forgotten by all: complete when each service has answered."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.events import Event
from chassis.testing import Running, message
from services.users.tests.mailbox import Mailbox
from services.users.tests.make import PASSWORD, Person, signed_in
from users.privacy import workers
from users.subscribed import (
    CatalogEraseDone,
    OrdersEraseDone,
    OrdersExportDone,
    SupportEraseDone,
    SupportExportDone,
)

ERASED: list[type[Event]] = [CatalogEraseDone, OrdersEraseDone, SupportEraseDone]


async def erased(users: Running, account_id: UUID, scan: int, kinds: list[type[Event]] = ERASED) -> None:
    for version, kind in enumerate(kinds, 1):
        event = kind(account_id=account_id, scan=scan)
        await users.deliver(*[message(event, of=account_id, version=scan * 10 + version)] * 2)


async def exported(users: Running, kind: type[Event], export_id: str) -> None:
    await users.deliver(*[message(kind(export_id=UUID(export_id)), of=UUID(export_id))] * 2)


async def deleted(users: Running) -> Person:
    person = await signed_in(users)
    assert (await person.http.send("DELETE", "/v1/me", {"password": PASSWORD})).status == 204
    return person


@pytest.fixture
async def officer(users: Running) -> Person:
    """Staff who may see erasures; signed in before any test turns the clock."""
    return await signed_in(users, "admin")


async def erasure(officer: Person, person: Person) -> dict[str, Any]:
    items = (await officer.http.get("/v1/admin/erasures?limit=100")).json["items"]
    found: dict[str, Any] = next(item for item in items if item["account_id"] == str(person.account_id))
    return found


async def scans(users: Running, person: Person) -> list[int]:
    asked = await users.published("users.erase_requested.v1")
    return [event["scan"] for event in asked if event["of"] == person.account_id]


async def test_forgetting_is_complete_when_every_service_has_done_it_twice(
    users: Running, officer: Person
) -> None:
    person = await deleted(users)
    assert await scans(users, person) == [1]
    await erased(users, person.account_id, 1)
    assert (await erasure(officer, person))["completed_at"] is None
    users.clock.advance(minutes=29)
    assert await workers.tidy(users.db) is False
    users.clock.advance(minutes=2)
    while await workers.tidy(users.db):
        pass
    assert await scans(users, person) == [1, 2]
    await erased(users, person.account_id, 2, ERASED[:2])
    assert (await erasure(officer, person))["completed_at"] is None
    await erased(users, person.account_id, 2, ERASED[2:])
    done = await erasure(officer, person)
    assert done["acknowledged"] == {"catalog": 2, "orders": 2, "support": 2}
    assert done["completed_at"] is not None
    open_ones = (await officer.http.get("/v1/admin/erasures?is_open=true&limit=100")).json["items"]
    assert str(person.account_id) not in [item["account_id"] for item in open_ones]


async def test_answers_may_come_in_any_order(users: Running, officer: Person) -> None:
    person = await deleted(users)
    users.clock.advance(minutes=31)
    while await workers.tidy(users.db):
        pass
    await erased(users, person.account_id, 2)
    await erased(users, person.account_id, 1)
    assert (await erasure(officer, person))["completed_at"] is not None


async def test_a_service_that_has_not_answered_is_seen(users: Running, officer: Person) -> None:
    person = await deleted(users)
    await erased(users, person.account_id, 1, [OrdersEraseDone])
    assert (await erasure(officer, person))["acknowledged"] == {"orders": 1}


async def test_an_answer_about_nobody_changes_nothing(users: Running) -> None:
    await erased(users, uuid4(), 1)
    await exported(users, OrdersExportDone, str(uuid4()))


async def test_a_copy_is_ready_and_told_when_every_part_is_there(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    asked = await person.http.post("/v1/me/exports")
    assert (asked.status, asked.json["status"]) == (202, "gathering"), asked
    export_id = asked.json["id"]
    [event] = await users.published("users.export_requested.v1")
    assert (event["of"], event["account_id"]) == (UUID(export_id), str(person.account_id))
    await exported(users, SupportExportDone, export_id)
    [export] = (await person.http.get("/v1/me/exports")).json["items"]
    assert [part["is_ready"] for part in export["parts"]] == [True, False, True]
    assert "The copy of your data is ready" not in await mailbox.subjects(person.email)
    await exported(users, OrdersExportDone, export_id)
    assert (await person.http.get("/v1/me/exports")).json["items"][0]["status"] == "ready"
    assert (await mailbox.subjects(person.email)).count("The copy of your data is ready") == 1


async def test_a_copy_holds_what_users_knows_for_its_owner_only(users: Running) -> None:
    person, other = await signed_in(users), await signed_in(users)
    address = {
        "name": "Ana",
        "line1": "Calle Mayor 1",
        "city": "Madrid",
        "country": "ES",
        "postal_code": "28013",
    }
    assert (await person.http.post("/v1/me/addresses", address)).status == 201
    path = f"/v1/exports/{(await person.http.post('/v1/me/exports')).json['id']}/users"
    copy = (await person.http.get(path)).json
    assert copy["account"]["email"] == person.email
    assert [each["line1"] for each in copy["addresses"]] == ["Calle Mayor 1"]
    assert "logged_in" in [entry["action"] for entry in copy["activity"]]
    assert len(copy["sessions"]) == 1
    assert "hash" not in str(copy)
    assert (await other.http.get(path)).problem == "export-not-found"


async def test_copies_are_few_and_gone_after_a_week(users: Running) -> None:
    person = await signed_in(users)
    ids = [(await person.http.post("/v1/me/exports")).json["id"] for _ in range(3)]
    refused = await person.http.post("/v1/me/exports")
    assert (refused.status, refused.problem) == (409, "too-many-exports")
    users.clock.advance(days=8)
    await workers.tidy(users.db)
    assert (await person.http.get(f"/v1/exports/{ids[0]}/users")).status == 404


async def test_who_is_forgotten_has_no_copy_left(users: Running) -> None:
    person = await signed_in(users)
    path = f"/v1/exports/{(await person.http.post('/v1/me/exports')).json['id']}/users"
    assert (await person.http.send("DELETE", "/v1/me", {"password": PASSWORD})).status == 204
    assert (await person.http.get(path)).status == 404
