"""Where one is signed in: the list, ending one, ending all."""

import asyncio
from uuid import uuid4

from chassis.testing import Running
from services.users.tests.make import PASSWORD, claims_of, log_in, refresh, signed_in
from services.users.tests.test_session import count

SESSIONS = "/v1/me/sessions"


async def test_the_list_says_which_device_from_where_and_when(users: Running) -> None:
    person = await signed_in(users)
    users.clock.advance(minutes=1)
    await users.http.post(
        "/v1/auth/login",
        {"email": person.email, "password": PASSWORD},
        User_Agent="Netscape 4.0",
        X_Envoy_External_Address="203.0.113.7",
    )
    newest, current = (await person.http.get(SESSIONS)).json["items"]
    assert (newest["user_agent"], newest["address"]) == ("Netscape 4.0", "203.0.113.7")
    assert (newest["is_current"], current["is_current"]) == (False, True)
    assert current["session_id"] == claims_of(person.tokens["access_token"])["sid"]
    assert current["opened_at"] < newest["opened_at"] < newest["expires_at"]
    users.clock.advance(minutes=1)
    await refresh(users, person.refresh_token)
    again = (await person.http.get(SESSIONS)).json["items"][1]
    assert again["last_used_at"] > current["last_used_at"]
    assert again["opened_at"] == current["opened_at"]


async def test_pages_hold_every_living_session_once(users: Running) -> None:
    person = await signed_in(users)
    for _ in range(4):
        await log_in(users, person.email)
    found: list[str] = []
    path = f"{SESSIONS}?limit=2"
    while path:
        page = (await person.http.get(path)).json
        found += [session["session_id"] for session in page["items"]]
        path = page["next"] and f"{SESSIONS}?limit=2&cursor={page['next']}"
    assert len(found) == len(set(found)) == 5
    assert found == sorted(found, reverse=True)
    users.clock.advance(days=8)
    await log_in(users, person.email)
    assert len((await person.http.get(SESSIONS)).json["items"]) == 1


async def test_a_session_is_ended_by_its_owner_once(users: Running) -> None:
    person = await signed_in(users)
    lost = (await log_in(users, person.email)).json
    sid = claims_of(lost["access_token"])["sid"]
    assert (await person.http.send("DELETE", f"{SESSIONS}/{sid}")).status == 204
    assert (await refresh(users, lost["refresh_token"])).problem == "invalid-refresh-token"
    assert (await refresh(users, person.refresh_token)).status == 200
    again = await person.http.send("DELETE", f"{SESSIONS}/{sid}")
    assert (again.status, again.problem) == (404, "session-not-found")
    [told] = (await person.http.get("/v1/me/activity?limit=1")).json["items"]
    assert told["action"] == "session_ended"


async def test_somebody_elses_session_is_not_there(users: Running) -> None:
    person, stranger = await signed_in(users), await signed_in(users)
    sid = claims_of(person.tokens["access_token"])["sid"]
    theirs = await stranger.http.send("DELETE", f"{SESSIONS}/{sid}")
    missing = await stranger.http.send("DELETE", f"{SESSIONS}/{uuid4()}")
    assert theirs.status == missing.status == 404
    assert theirs.problem == missing.problem == "session-not-found"
    assert (await refresh(users, person.refresh_token)).status == 200


async def test_logout_everywhere_ends_all_of_ones_own_and_nobody_elses(users: Running) -> None:
    person, other = await signed_in(users), await signed_in(users)
    elsewhere = (await log_in(users, person.email)).json["refresh_token"]
    assert (await person.http.post("/v1/auth/logout-everywhere")).status == 204
    for token in (person.refresh_token, elsewhere):
        assert (await refresh(users, token)).status == 401
    assert (await refresh(users, other.refresh_token)).status == 200
    assert (await person.http.get(SESSIONS)).json["items"] == []


async def test_a_login_beside_a_logout_everywhere_is_before_or_after_it(users: Running) -> None:
    person = await signed_in(users)
    for _ in range(5):
        login, ended = await asyncio.gather(
            log_in(users, person.email), person.http.post("/v1/auth/logout-everywhere")
        )
        assert (login.status, ended.status) == (200, 204)
        alive = await users.db.one(int, "SELECT count(*) FROM sessions WHERE revoked_at IS NULL")
        is_alive = (await refresh(users, login.json["refresh_token"])).status == 200
        assert (alive == 1) is is_alive


async def test_reuse_is_told_to_the_owner(users: Running) -> None:
    person = await signed_in(users)
    newer = (await refresh(users, person.refresh_token)).json["refresh_token"]
    users.clock.advance(seconds=11)
    assert (await refresh(users, person.refresh_token)).status == 401
    assert (await refresh(users, newer)).status == 401
    [told] = (await person.http.get("/v1/me/activity?limit=1")).json["items"]
    assert (told["action"], told["is_own"]) == ("refresh_token_reused", False)
    assert await count(users, "sessions") == 1
