"""The address book: what an address must have where, whose it is, how many, which is the default."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Answer, Running
from services.users.tests.make import Person, signed_in
from users.address.countries import CODES, COUNTRIES, is_postal_code
from users.address.model import MOST

BOOK = "/v1/me/addresses"
MADRID = {
    "name": "Carmen",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28013",
    "country": "ES",
}
LONDON = {
    "name": "Carmen",
    "line1": "10 Downing St",
    "city": "London",
    "postal_code": "sw1a 2aa",
    "country": "GB",
}


async def added(person: Person, body: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    answer = await person.http.post(BOOK, (body or MADRID) | more)
    assert answer.status == 201, answer
    found: dict[str, Any] = answer.json
    return found


async def book(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.http.get(BOOK)).json["items"]
    return found


async def test_an_address_is_added_read_changed_and_removed(users: Running) -> None:
    person = await signed_in(users)
    address = await added(person, line2="3º B", phone="+34 612 345 678")
    path = f"{BOOK}/{address['id']}"
    assert address | {"id": "", "created_at": ""} == MADRID | {
        "id": "",
        "line2": "3º B",
        "region": None,
        "phone": "+34612345678",
        "is_default_shipping": True,
        "is_default_billing": True,
        "created_at": "",
    }
    assert (await person.http.get(path)).json == address
    changed = await person.http.put(path, LONDON)
    assert (changed.status, changed.json["postal_code"], changed.json["line2"]) == (200, "SW1A 2AA", None)
    assert changed.json["created_at"] == address["created_at"]
    assert await book(person) == [changed.json]
    assert (await person.http.send("DELETE", path)).status == 204
    assert await book(person) == []
    for answer in (
        await person.http.get(path),
        await person.http.put(path, LONDON),
        await person.http.send("DELETE", path),
    ):
        assert (answer.status, answer.problem) == (404, "address-not-found")


async def test_a_change_is_announced_by_name_and_told_to_the_owner(users: Running) -> None:
    person = await signed_in(users)
    address = await added(person)
    path = f"{BOOK}/{address['id']}"
    await person.http.put(path, LONDON | {"is_default_shipping": True, "is_default_billing": True})
    await person.http.put(path, LONDON | {"is_default_shipping": True, "is_default_billing": True})
    await person.http.send("DELETE", path)
    events = await users.published("users.profile_changed.v1")
    assert [event["fields"] for event in events] == [["addresses"]] * 3
    entries = (await person.http.get("/v1/me/activity?limit=3")).json["items"]
    assert [entry["action"] for entry in entries] == ["address_removed", "address_changed", "address_added"]
    assert "Mayor" not in str(events) + str(entries)


async def test_nobody_reaches_anybody_elses(users: Running) -> None:
    owner, other = await signed_in(users), await signed_in(users)
    address = await added(owner)
    path = f"{BOOK}/{address['id']}"
    for answer in (
        await other.http.get(path),
        await other.http.put(path, LONDON),
        await other.http.send("DELETE", path),
    ):
        assert (answer.status, answer.problem) == (404, "address-not-found")
    assert await book(owner) == [address]
    assert await book(other) == []
    assert (await users.http.get(path)).status == 401


async def test_there_is_one_default_of_each_kind(users: Running) -> None:
    person = await signed_in(users)
    first = await added(person)
    second = await added(person, LONDON, is_default_shipping=True)
    assert [(a["is_default_shipping"], a["is_default_billing"]) for a in await book(person)] == [
        (False, True),
        (True, False),
    ]
    await person.http.put(f"{BOOK}/{first['id']}", MADRID | {"is_default_shipping": True})
    assert [(a["is_default_shipping"], a["is_default_billing"]) for a in await book(person)] == [
        (True, False),
        (False, False),
    ]
    assert UUID(first["id"]) < UUID(second["id"])


async def test_two_defaults_at_once_are_one(users: Running) -> None:
    person = await signed_in(users)
    addresses = [await added(person) for _ in range(4)]
    wanted = MADRID | {"is_default_shipping": True, "is_default_billing": True}
    answers = await asyncio.gather(*(person.http.put(f"{BOOK}/{a['id']}", wanted) for a in addresses))
    assert {answer.status for answer in answers} == {200}
    assert sum(address["is_default_shipping"] for address in await book(person)) == 1


async def test_a_book_holds_twenty_also_when_many_come_at_once(users: Running) -> None:
    person = await signed_in(users)
    answers = await asyncio.gather(*(person.http.post(BOOK, MADRID) for _ in range(MOST + 5)))
    assert sorted(answer.status for answer in answers) == [201] * MOST + [409] * 5
    full = next(answer for answer in answers if answer.status == 409)
    assert (full.problem, full.json["most"]) == ("address-book-full", 20)
    assert len(await book(person)) == MOST


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"postal_code": "2801"}, "/postal_code"),
        ({"postal_code": "53001"}, "/postal_code"),
        ({"postal_code": "00001"}, "/postal_code"),
        ({"postal_code": "٢٨٠١٣"}, "/postal_code"),
        ({"postal_code": None}, "/postal_code"),
        ({"country": "XX"}, "/country"),
        ({"country": "es"}, "/country"),
        ({"country": "US", "postal_code": "95014"}, "/region"),
        ({"country": "US", "postal_code": "9501"}, "/postal_code"),
        ({"country": "GB", "postal_code": "28013"}, "/postal_code"),
        ({"country": "HK"}, "/postal_code"),
        ({"country": "PT", "postal_code": "1250096"}, "/postal_code"),
        ({"name": " "}, "/name"),
        ({"line1": "a\nb"}, "/line1"),
        ({"line2": "a\u2028b"}, "/line2"),
        ({"city": ""}, "/city"),
        ({"city": "x" * 101}, "/city"),
        ({"phone": "612345678"}, "/phone"),
        ({"phone": "+34 000"}, "/phone"),
        ({"is_default_shipping": 1}, "/is_default_shipping"),
        ({"account_id": str(uuid4())}, "/account_id"),
    ],
)
async def test_a_wrong_address_is_refused_where_it_is_wrong(
    shared: Running, change: dict[str, Any], pointer: str
) -> None:
    person = await signed_in(shared)
    answer: Answer = await person.http.post(BOOK, MADRID | change)
    assert (answer.status, answer.json["pointer"]) == (422, pointer), answer
    assert answer.problem in ("address-invalid", "phone-invalid", "invalid")
    assert await book(person) == []


@pytest.mark.parametrize(
    ("country", "more"),
    [
        ("PT", {"postal_code": "1250-096"}),
        ("US", {"postal_code": "95014-1234", "region": "CA"}),
        ("IE", {"postal_code": "d6w xy00"}),
        ("HK", {"postal_code": None}),
        ("AE", {"postal_code": None, "region": "Dubai"}),
        ("CL", {"postal_code": None}),
        ("KE", {"postal_code": "00100"}),
        ("KE", {"postal_code": None}),
        ("DE", {"postal_code": "\uff11\uff10\uff11\uff11\uff15"}),
    ],
)
async def test_each_country_has_its_own_rules(users: Running, country: str, more: dict[str, Any]) -> None:
    person = await signed_in(users)
    answer = await person.http.post(BOOK, MADRID | {"country": country} | more)
    assert answer.status == 201, answer


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_example_of_each_country_is_a_code_of_it(code: str) -> None:
    country = COUNTRIES[code]
    assert code in CODES
    assert country.postal_code is None or is_postal_code(country, country.example)


def test_all_countries_are_known() -> None:
    assert len(CODES) == 249
