"""The audit log: what its owner sees, and that nothing in it can be changed."""

import asyncpg
import pytest

from chassis.testing import Answer, Client, Running
from services.users.tests.mailbox import Mailbox
from services.users.tests.make import (
    PASSWORD,
    Person,
    log_in,
    log_out,
    refresh,
    register,
    registered,
    signed_in,
)
from users.audit import commands, workers
from users.audit.model import Action

PHONE = {"X_Envoy_External_Address": "203.0.113.7", "User_Agent": "Phone/1.0"}


async def activity(person: Client, query: str = "") -> Answer:
    answer = await person.get(f"/v1/me/activity{query}")
    assert answer.status == 200, answer
    return answer


async def actions(person: Person) -> list[str]:
    return [entry["action"] for entry in (await activity(person.http)).json["items"]]


async def test_the_owner_sees_logins_and_changes_with_where_they_came_from(users: Running) -> None:
    person = await signed_in(users)
    body = {"email": person.email, "password": "wrong horse battery"}
    assert (await users.http.post("/v1/auth/login", body, **PHONE)).status == 401
    await person.http.send("PATCH", "/v1/me", {"locale": "es"})
    changed, failed, login, registration = (await activity(person.http)).json["items"]
    assert (changed["action"], changed["facts"]) == ("profile_changed", {"fields": ["locale"]})
    assert (changed["is_own"], changed["is_this_session"]) == (True, True)
    assert (failed["action"], failed["is_own"], failed["is_this_session"]) == ("login_failed", False, False)
    assert (failed["address"], failed["user_agent"]) == ("203.0.113.7", "Phone/1.0")
    assert (login["action"], login["is_this_session"], login["address"]) == ("logged_in", True, "127.0.0.1")
    assert (registration["action"], registration["is_own"]) == ("registered", False)


async def test_a_stolen_token_and_a_logout_are_told(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    elsewhere = (await log_in(users, person.email)).json["refresh_token"]
    newer = (await refresh(users, elsewhere)).json["refresh_token"]
    users.clock.advance(seconds=11)
    assert (await refresh(users, elsewhere)).status == 401
    await log_out(users, newer)
    await log_out(users, person.refresh_token)
    await log_out(users, person.refresh_token)
    assert (await actions(person))[:2] == ["logged_out", "refresh_token_reused"]
    assert (await mailbox.subjects(person.email))[-1] == "A session was ended for your safety"


async def test_nobody_sees_anybody_elses(users: Running) -> None:
    one, other = await signed_in(users), await signed_in(users)
    assert len(await actions(one)) == len(await actions(other)) == 2
    assert (await users.http.get("/v1/me/activity")).status == 401


async def test_what_staff_do_is_told_without_saying_from_where(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/enable")
    items = (await activity(person.http)).json["items"]
    assert [entry["action"] for entry in items[:3]] == ["enabled", "disabled", "logged_in"]
    for entry in items[:2]:
        assert (entry["is_own"], entry["address"], entry["user_agent"]) == (False, None, None)


async def test_the_log_is_read_in_pages(users: Running) -> None:
    person = await signed_in(users)
    for locale in ("es", "en", "es"):
        await person.http.send("PATCH", "/v1/me", {"locale": locale})
    found, query = [], "?limit=2"
    while query:
        page = (await activity(person.http, query)).json
        assert len(page["items"]) <= 2
        found += [entry["id"] for entry in page["items"]]
        query = page["next"] and f"?limit=2&cursor={page['next']}"
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5
    for wrong in ("?limit=0", "?limit=101", "?cursor=x"):
        assert (await person.http.get(f"/v1/me/activity{wrong}")).status == 422


async def test_what_is_refused_leaves_no_entry(users: Running) -> None:
    person = await signed_in(users)
    assert (await person.http.send("PATCH", "/v1/me", {"locale": "xx"})).status == 422
    assert (await log_in(users, "nobody@example.com")).status == 401
    await register(users, person.email)
    assert await actions(person) == ["logged_in", "registered"]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit RETURNING 1",
        "UPDATE audit SET action = 'nothing' RETURNING 1",
        "UPDATE audit SET address = NULL, user_agent = NULL, at = at + interval '1 day' RETURNING 1",
        "UPDATE audit SET address = '192.0.2.1' RETURNING 1",
        "TRUNCATE audit",
    ],
)
async def test_an_entry_cannot_be_changed(users: Running, change: str) -> None:
    await registered(users)
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await users.db.execute(change)


async def test_where_it_came_from_is_forgotten_after_a_year(users: Running) -> None:
    person = await signed_in(users)
    async with users.db.transaction() as tx:
        await commands.note(tx, person.account_id, Action.ENABLED, by=None)
    users.clock.advance(days=364)
    assert await workers.forget_old_senders(users.db) is False
    assert await users.db.one(int, "SELECT count(address) FROM audit") == 2
    users.clock.advance(days=2)
    await workers.forget_old_senders(users.db)
    assert await users.db.one(int, "SELECT count(address) FROM audit") == 0
    assert await actions(person) == ["enabled", "logged_in", "registered"]


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
async def test_the_address_is_the_one_the_edge_tells(users: Running, header: str, kept: str) -> None:
    email = await registered(users)
    body = {"email": email, "password": PASSWORD}
    answer = await users.http.post("/v1/auth/login", body, X_Envoy_External_Address=header)
    entry = (await activity(users.http.acting(answer.json["access_token"]))).json["items"][0]
    assert (entry["action"], entry["address"]) == ("logged_in", kept)
