"""Deleting one's account: what is left of it, and what is not."""

import asyncio
from uuid import UUID

from chassis.testing import Running
from services.users.tests.mailbox import Mailbox
from services.users.tests.make import PASSWORD, as_client, log_in, refresh, register, signed_in


async def test_a_deleted_account_leaves_no_person_behind(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    await person.http.send("PATCH", "/v1/me", {"name": "Carmen Canaria", "phone": "+34612345678"})
    address = {"name": "Carmen", "line1": "Calle Canaria 1", "city": "Madrid", "country": "ES"}
    assert (await person.http.post("/v1/me/addresses", address | {"postal_code": "28013"})).status == 201
    await person.http.put("/v1/me/consents/marketing", {"is_granted": True, "version": "canary-version"})
    await users.http.post("/v1/auth/forgot-password", {"email": person.email})
    orders = await as_client(users, "orders")
    assert (await person.http.send("DELETE", "/v1/me", {"password": "wrong horse battery"})).status == 403
    assert (await person.http.send("DELETE", "/v1/me", {"password": PASSWORD})).status == 204
    assert (await refresh(users, person.refresh_token)).status == 401
    assert (await log_in(users, person.email)).status == 401
    assert (await person.http.get("/v1/me")).status == 404
    assert (await orders.get(f"/internal/accounts/{person.account_id}/state")).json["is_disabled"] is True
    assert (await orders.get(f"/internal/profiles?ids={person.account_id}")).json["items"] == []
    assert (await mailbox.subjects(person.email))[-1] == "Your account was deleted"
    events = [event["type"] for event in await users.published()]
    assert events[-2:] == ["users.user_disabled.v1", "users.erase_requested.v1"]
    everything = await all_rows(users)
    for trace in (person.email, "Canaria", "612345678", "127.0.0.1"):
        assert trace not in everything, trace
    assert str(person.account_id) in everything


async def all_rows(users: Running) -> str:
    tables = await users.db.all(str, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [await users.db.all(str, f'SELECT t::text FROM "{table}" t') for table in tables]  # noqa: S608
    return str(rows)


async def test_the_address_of_a_deleted_account_is_free_again(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    await person.http.send("DELETE", "/v1/me", {"password": PASSWORD})
    assert (await register(users, person.email)).status == 201
    assert (await log_in(users, person.email)).status == 200
    again = await person.http.send("DELETE", "/v1/me", {"password": PASSWORD})
    assert again.status in (403, 404)
    assert await users.db.all(UUID, "SELECT id FROM accounts WHERE email IS NULL") == [person.account_id]


async def test_an_admin_gives_up_that_role_first(users: Running) -> None:
    admin = await signed_in(users, "admin")
    answer = await admin.http.send("DELETE", "/v1/me", {"password": PASSWORD})
    assert (answer.status, answer.problem) == (409, "own-account")
    assert (await refresh(users, admin.refresh_token)).status == 200


async def test_deleting_twice_at_once_is_deleting_once(users: Running) -> None:
    person = await signed_in(users)
    answers = await asyncio.gather(
        *(person.http.send("DELETE", "/v1/me", {"password": PASSWORD}) for _ in range(5))
    )
    assert sorted(answer.status for answer in answers)[0] == 204
    assert {answer.status for answer in answers} <= {204, 403, 404}
    assert len(await users.published("users.erase_requested.v1")) == 1
