"""Profiles: phone and consents, and what other services are told, by the scopes of their tokens."""

import asyncio

import pytest

from chassis.testing import Running
from services.users.tests.make import as_client, registered, signed_in

MARKETING = "/v1/me/consents/marketing"
MADRID = {
    "name": "Carmen",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28013",
    "country": "ES",
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+34 612 345 678", "+34612345678"),
        ("+34-612-34-56-78", "+34612345678"),
        ("+44 (0) 20 7946 0958", "+442079460958"),
        ("+1 650-253-0000", "+16502530000"),
    ],
)
async def test_a_phone_number_has_one_spelling(users: Running, typed: str, kept: str) -> None:
    person = await signed_in(users)
    answer = await person.http.send("PATCH", "/v1/me", {"phone": typed})
    assert (answer.status, answer.json["phone"]) == (200, kept)
    assert (await person.http.send("PATCH", "/v1/me", {"phone": None})).json["phone"] is None


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "612345678",
        "+34",
        "+34 000 000 000",
        "+999 1234567",
        "abc",
        "+34612345678 ext. 5",
        "+" * 40,
        "x" * 41,
        34612345678,
    ],
)
async def test_what_is_no_phone_number_is_refused(shared: Running, phone: object) -> None:
    person = await signed_in(shared)
    answer = await person.http.send("PATCH", "/v1/me", {"phone": phone})
    assert (answer.status, answer.json["pointer"]) == (422, "/phone")
    assert (await person.http.get("/v1/me")).json["phone"] is None


async def test_a_phone_number_is_announced_by_name_only(users: Running) -> None:
    person = await signed_in(users)
    await person.http.send("PATCH", "/v1/me", {"phone": "+34612345678"})
    await person.http.send("PATCH", "/v1/me", {"phone": "+34 612 345 678"})
    [event] = await users.published("users.profile_changed.v1")
    assert event["fields"] == ["phone"]
    assert "612345678" not in str(event)


async def test_every_answer_about_marketing_is_kept(users: Running) -> None:
    person = await signed_in(users)
    assert (await person.http.get("/v1/me/consents")).json == {"items": [], "next": None}
    for is_granted, version in ((True, "2026-11"), (True, "2026-11"), (True, "2026-12"), (False, "2026-12")):
        answer = await person.http.put(MARKETING, {"is_granted": is_granted, "version": version})
        assert (answer.status, answer.json["is_granted"], answer.json["version"]) == (
            200,
            is_granted,
            version,
        )
    items = (await person.http.get("/v1/me/consents")).json["items"]
    assert [(item["is_granted"], item["version"]) for item in items] == [
        (False, "2026-12"),
        (True, "2026-12"),
        (True, "2026-11"),
    ]
    events = await users.published("users.profile_changed.v1")
    assert [event["fields"] for event in events] == [["marketing_consent"]] * 3
    [entry] = (await person.http.get("/v1/me/activity?limit=1")).json["items"]
    facts = {"purpose": "marketing", "is_granted": False, "version": "2026-12"}
    assert (entry["action"], entry["facts"]) == ("consent_changed", facts)


async def test_the_same_answer_ten_times_at_once_is_one(users: Running) -> None:
    person = await signed_in(users)
    body = {"is_granted": True, "version": "1"}
    answers = await asyncio.gather(*(person.http.put(MARKETING, body) for _ in range(10)))
    assert {answer.status for answer in answers} == {200}
    assert len((await person.http.get("/v1/me/consents")).json["items"]) == 1


async def test_consents_are_read_in_pages_by_their_owner_only(users: Running) -> None:
    person, other = await signed_in(users), await signed_in(users)
    for version in ("1", "2", "3"):
        await person.http.put(MARKETING, {"is_granted": True, "version": version})
    page = (await person.http.get("/v1/me/consents?limit=2")).json
    rest = (await person.http.get(f"/v1/me/consents?limit=2&cursor={page['next']}")).json
    assert [item["version"] for item in page["items"] + rest["items"]] == ["3", "2", "1"]
    assert rest["next"] is None
    assert (await other.http.get("/v1/me/consents")).json["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"is_granted": True}, "/version"),
        ({"version": "1"}, "/is_granted"),
        ({"is_granted": "true", "version": "1"}, "/is_granted"),
        ({"is_granted": True, "version": ""}, "/version"),
        ({"is_granted": True, "version": "a b"}, "/version"),
        ({"is_granted": True, "version": "1\n"}, "/version"),
        ({"is_granted": True, "version": "x" * 51}, "/version"),
        ({"is_granted": True, "version": "1", "at": "2020-01-01T00:00:00Z"}, "/at"),
    ],
)
async def test_a_wrong_answer_is_refused(shared: Running, body: dict[str, object], pointer: str) -> None:
    person = await signed_in(shared)
    answer = await person.http.put(MARKETING, body)
    assert (answer.status, answer.json["pointer"]) == (422, pointer)
    assert (await person.http.get("/v1/me/consents")).json["items"] == []


async def test_a_service_is_told_what_its_scopes_allow(users: Running) -> None:
    person, stranger = await signed_in(users), await registered(users)
    await person.http.send("PATCH", "/v1/me", {"phone": "+34612345678"})
    await person.http.post("/v1/me/addresses", MADRID)
    await person.http.post("/v1/me/addresses", MADRID | {"city": "Getafe", "is_default_billing": True})
    path = f"/internal/profiles?ids={person.account_id}"
    support, orders = await as_client(users, "support"), await as_client(users, "orders")
    [basic] = (await support.get(path)).json["items"]
    assert basic == {
        "account_id": str(person.account_id),
        "name": "Carmen Cliente",
        "email": person.email,
        "locale": "en",
        "email_verified_at": None,
    }
    [full] = (await orders.get(path)).json["items"]
    contact = full.pop("contact")
    assert full == basic
    assert contact["phone"] == "+34612345678"
    assert (contact["shipping_address"]["city"], contact["billing_address"]["city"]) == ("Madrid", "Getafe")
    assert contact["shipping_address"].keys() == {*MADRID, "line2", "region", "phone"}
    assert stranger not in str(full)


async def test_a_profile_without_contact_says_so(users: Running) -> None:
    person = await signed_in(users)
    orders = await as_client(users, "orders")
    [profile] = (await orders.get(f"/internal/profiles?ids={person.account_id}")).json["items"]
    assert profile["contact"] == {"phone": None, "shipping_address": None, "billing_address": None}
    less = await as_client(users, "orders", "profiles:contact")
    assert (await less.get(f"/internal/profiles?ids={person.account_id}")).status == 403
