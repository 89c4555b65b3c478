"""Login, refresh, logout: one live token per session, reuse ends it, time ends it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.testing import Answer, Running
from chassis.tokens import Actor
from services.users.tests.make import (
    PASSWORD,
    Person,
    claims_of,
    log_in,
    log_out,
    refresh,
    register,
    registered,
    signed_in,
)
from users.account import commands as accounts
from users.account.routes import CREATION_SECONDS
from users.session import commands, store, workers
from users.session.commands import Checked, Grant
from users.session.model import GRACE, IDLE, LIFE, Session, Verdict, WrongCredentials

CLAIMS = ("iss", "sub", "aud", "iat", "exp", "jti", "sid", "permissions", "acr", "amr", "auth_time")
NOW = datetime(2030, 1, 1, tzinfo=UTC)


async def newest(users: Running, answer: Answer) -> str:
    assert answer.status == 200, answer
    return str(answer.json["refresh_token"])


async def count(users: Running, table: str) -> int | None:
    return await users.db.one(int, f"SELECT count(*) FROM {table}")  # noqa: S608 - a test's own words


async def test_a_login_earns_both_tokens(users: Running) -> None:
    email = await registered(users)
    answer = await log_in(users, email)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json | {"access_token": "", "refresh_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 300,
        "refresh_token": "",
        "refresh_expires_in": 7 * 24 * 3600,
    }
    assert len(answer.json["refresh_token"]) == 43  # 256 bits


async def test_the_access_token_says_who_it_is_and_verifies_with_the_published_keys(users: Running) -> None:
    agent = await signed_in(users, "support_agent")
    keys = KeySet.import_key_set((await users.http.get("/.well-known/jwks.json")).json)
    token = jwt.decode(agent.tokens["access_token"], keys, algorithms=["ES256"])
    assert token.header == {"alg": "ES256", "typ": "at+jwt", "kid": keys.keys[0].kid}
    claims = token.claims
    assert claims["iss"] == users.http.url
    assert (claims["sub"], claims["aud"]) == (str(agent.account_id), "zoco")
    assert claims["permissions"] == [
        "accounts:read",
        "orders:read",
        "orders:refund",
        "stock:read",
        "tickets:read",
        "tickets:reply",
    ]
    assert (claims["acr"], claims["amr"]) == ("2", ["pwd", "otp", "mfa"])
    assert claims["exp"] - claims["iat"] == 300
    assert claims["iat"] - 5 <= claims["auth_time"] <= claims["iat"]
    assert set(claims) == set(CLAIMS)


async def test_a_refresh_keeps_session_and_login_time_and_takes_todays_permissions(users: Running) -> None:
    person = await signed_in(users)
    before = claims_of(person.tokens["access_token"])
    await users.db.all(
        int,
        "UPDATE accounts SET roles = '{customer,catalogue_manager}' WHERE id = $1 RETURNING 1",
        person.account_id,
    )
    users.clock.advance(minutes=4)
    after = claims_of((await refresh(users, person.refresh_token)).json["access_token"])
    assert (after["sid"], after["auth_time"]) == (before["sid"], before["auth_time"])
    assert after["jti"] != before["jti"]
    assert after["iat"] >= before["iat"] + 240
    assert before["permissions"] == []
    assert after["permissions"] == ["products:write", "promotions:write", "stock:read", "stock:write"]


async def test_a_login_is_refused_the_same_for_unknown_and_wrong(users: Running) -> None:
    email = await registered(users)
    wrong = await log_in(users, email, password="wrong horse battery")
    unknown = await log_in(users, "nobody@example.com")
    assert wrong.problem == unknown.problem == "wrong-credentials"
    assert wrong.status == unknown.status == 401
    assert visible(wrong) == visible(unknown)
    assert await count(users, "sessions") == 0


def visible(answer: Answer) -> tuple[object, ...]:
    """All of an answer that may not differ between a known and an unknown address."""
    headers = {k: v for k, v in answer.headers.items() if k not in ("x-request-id", "date")}
    return answer.status, headers, answer.json | {"request_id": ""}


async def hashing(users: Running, figure: str) -> float:
    """`count` or `sum` of the seconds that this process spent on passwords so far."""
    lines = (await users.http.get("/metrics")).content.decode().splitlines()
    name = f"password_hash_seconds_{figure} "
    return next(float(line.removeprefix(name)) for line in lines if line.startswith(name))


async def test_known_and_unknown_cost_the_same_work(users: Running) -> None:
    email = await registered(users)
    costs = []
    for attempt in (
        lambda: log_in(users, email, password="wrong horse battery"),
        lambda: log_in(users, "nobody@example.com"),
        lambda: register(users, email),
        lambda: register(users, "somebody@example.com"),
    ):
        before = await hashing(users, "count")
        await attempt()
        costs.append(await hashing(users, "count") - before)
    assert costs == [1, 1, 1, 1]


async def test_registering_takes_its_time_whether_or_not_there_is_an_account(users: Running) -> None:
    for _ in range(3):
        hashed, started = await hashing(users, "sum"), time.perf_counter()
        await register(users, "somebody@example.com")
        elapsed = time.perf_counter() - started
        assert elapsed - (await hashing(users, "sum") - hashed) >= CREATION_SECONDS


async def test_a_disabled_account_is_told_so_only_with_the_right_password(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    assert (await log_in(users, person.email, password="wrong horse battery")).problem == "wrong-credentials"
    right = await log_in(users, person.email)
    assert (right.status, right.problem) == (403, "account-disabled")


async def test_a_refresh_token_is_good_once(users: Running) -> None:
    first = (await signed_in(users)).refresh_token
    second = await newest(users, await refresh(users, first))
    third = await newest(users, await refresh(users, second))
    assert len({first, second, third}) == 3
    users.clock.advance(seconds=11)
    reused = await refresh(users, second)
    assert (reused.status, reused.problem) == (401, "invalid-refresh-token")
    assert reused.headers["www-authenticate"].startswith("Bearer")
    assert (await refresh(users, third)).status == 401


async def test_an_older_token_ends_the_session_even_at_once(users: Running) -> None:
    first = (await signed_in(users)).refresh_token
    second = await newest(users, await refresh(users, first))
    third = await newest(users, await refresh(users, second))
    assert (await refresh(users, first)).status == 401
    assert (await refresh(users, third)).status == 401


async def test_the_token_just_before_is_a_race_for_ten_seconds_and_changes_nothing(users: Running) -> None:
    first = (await signed_in(users)).refresh_token
    second = await newest(users, await refresh(users, first))
    users.clock.advance(seconds=8)
    tokens = await count(users, "refresh_tokens")
    for _ in range(3):
        raced = await refresh(users, first)
        assert (raced.status, raced.problem) == (409, "refresh-raced")
    assert await count(users, "refresh_tokens") == tokens
    assert (await refresh(users, second)).status == 200


async def test_reuse_ends_only_its_own_session(users: Running) -> None:
    person = await signed_in(users)
    elsewhere = (await log_in(users, person.email)).json["refresh_token"]
    await refresh(users, person.refresh_token)
    users.clock.advance(seconds=11)
    assert (await refresh(users, person.refresh_token)).status == 401
    assert (await refresh(users, elsewhere)).status == 200


async def test_ten_at_once_are_one(users: Running) -> None:
    token = (await signed_in(users)).refresh_token
    for _ in range(50):
        answers = await asyncio.gather(*(refresh(users, token) for _ in range(10)))
        won = [answer for answer in answers if answer.status == 200]
        assert len(won) == 1
        assert {answer.problem for answer in answers if answer.status != 200} == {"refresh-raced"}
        token = won[0].json["refresh_token"]
    assert await users.db.one(int, "SELECT count(*) FROM sessions WHERE revoked_at IS NOT NULL") == 0


async def test_ten_thieves_at_once_revoke_and_get_nothing(users: Running) -> None:
    old = (await signed_in(users)).refresh_token
    live = await newest(users, await refresh(users, old))
    users.clock.advance(seconds=11)
    answers = await asyncio.gather(*(refresh(users, old) for _ in range(10)))
    assert {answer.status for answer in answers} == {401}
    assert (await refresh(users, live)).status == 401


async def test_an_idle_session_ends_after_seven_days(users: Running) -> None:
    token = (await signed_in(users)).refresh_token
    users.clock.advance(days=6.9)
    token = await newest(users, await refresh(users, token))
    users.clock.advance(days=7, seconds=1)
    assert (await refresh(users, token)).problem == "invalid-refresh-token"


async def test_a_busy_session_ends_after_thirty_days(users: Running) -> None:
    token = (await signed_in(users)).refresh_token
    for _ in range(4):
        users.clock.advance(days=6)
        answer = await refresh(users, token)
        token = await newest(users, answer)
    assert answer.json["refresh_expires_in"] <= 6 * 24 * 3600
    users.clock.advance(days=5.9)
    token = await newest(users, await refresh(users, token))
    users.clock.advance(days=0.2)
    assert (await refresh(users, token)).status == 401


async def test_a_logout_ends_the_session_with_any_of_its_tokens(users: Running) -> None:
    first = (await signed_in(users)).refresh_token
    second = await newest(users, await refresh(users, first))
    assert (await log_out(users, first)).status == 204
    assert (await refresh(users, second)).status == 401
    assert (await refresh(users, first)).status == 401
    assert (await log_out(users, second)).status == 204
    assert (await log_out(users, "never heard of")).status == 204


async def test_a_disabled_account_loses_every_session_for_good(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    elsewhere = (await log_in(users, person.email)).json["refresh_token"]
    path = f"/v1/admin/accounts/{person.account_id}"
    assert (await admin.http.post(f"{path}/disable")).json["is_disabled"]
    assert (await admin.http.post(f"{path}/enable")).json["is_disabled"] is False
    for token in (person.refresh_token, elsewhere):
        assert (await refresh(users, token)).status == 401
    assert (await log_in(users, person.email)).status == 200
    assert (await refresh(users, admin.refresh_token)).status == 200


async def test_a_login_beside_a_disable_leaves_no_session_alive(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    path = f"/v1/admin/accounts/{person.account_id}"
    token = person.refresh_token
    for _ in range(10):
        login, refreshed, disabled = await asyncio.gather(
            log_in(users, person.email),
            refresh(users, token),
            admin.http.post(f"{path}/disable"),
        )
        assert disabled.status == 200
        assert login.status in (200, 403)
        for answer in (login, refreshed):
            if answer.status == 200:
                assert (await refresh(users, answer.json["refresh_token"])).status == 401
        await admin.http.post(f"{path}/enable")
        token = (await log_in(users, person.email)).json["refresh_token"]


async def test_a_login_waits_for_a_disable_that_came_first(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    async with users.db.transaction() as tx:
        await accounts.disable(tx, person.account_id, by=Actor(account_id=admin.account_id))
        login = asyncio.create_task(log_in(users, person.email))
        await asyncio.wait([login], timeout=0.5)
        assert not login.done()
    assert (await login).problem == "account-disabled"
    assert await count(users, "sessions") == 2


async def test_a_disable_waits_for_a_login_that_came_first_and_ends_it(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    holder = await store.find_holder(users.db, person.email)
    assert holder is not None
    async with users.db.transaction() as tx:
        grant = await commands.log_in(
            tx,
            users.service.provide["issuer"],
            person.account_id,
            password=Checked(holder.password_hash),
        )
        assert isinstance(grant, Grant)
        path = f"/v1/admin/accounts/{person.account_id}/disable"
        disabling = asyncio.create_task(admin.http.post(path))
        await asyncio.wait([disabling], timeout=0.5)
        assert not disabling.done()
    assert (await disabling).status == 200
    assert (await refresh(users, grant.refresh_token)).status == 401


async def test_a_login_beside_a_change_of_password_does_not_pass_with_the_old_one(users: Running) -> None:
    email = await registered(users)
    holder = await store.find_holder(users.db, email)
    assert holder is not None
    await users.db.all(int, "UPDATE passwords SET hash = 'another' RETURNING 1")
    issuer = users.service.provide["issuer"]
    with pytest.raises(WrongCredentials):
        async with users.db.transaction() as tx:
            await commands.log_in(tx, issuer, holder.account_id, password=Checked(holder.password_hash))
    assert await count(users, "sessions") == 0


async def test_only_digests_are_stored(users: Running) -> None:
    person: Person = await signed_in(users)
    stored = await users.db.all(str, "SELECT encode(hash, 'hex') FROM refresh_tokens")
    assert len(stored) == 1
    assert person.refresh_token not in stored[0]
    assert PASSWORD not in str(await users.db.all(str, "SELECT hash FROM passwords"))


async def test_sessions_past_their_life_are_forgotten(users: Running) -> None:
    old = await signed_in(users)
    users.clock.advance(days=29)
    kept = (await log_in(users, old.email)).json["refresh_token"]
    assert await workers.forget_expired(users.db) is False
    assert await count(users, "sessions") == 2
    users.clock.advance(days=2)
    await workers.forget_expired(users.db)
    assert (await count(users, "sessions"), await count(users, "refresh_tokens")) == (1, 1)
    assert (await refresh(users, kept)).status == 200


@pytest.mark.parametrize(
    ("generation", "seconds", "revoked", "verdict"),
    [
        (4, 0, False, Verdict.RACED),
        (4, 10, False, Verdict.RACED),
        (4, 10.001, False, Verdict.REUSED),
        (3, 0, False, Verdict.REUSED),
        (1, 5, False, Verdict.REUSED),
        (5, 0, False, Verdict.DEAD),
        (4, 0, True, Verdict.DEAD),
        (1, 0, True, Verdict.DEAD),
        (4, IDLE.total_seconds(), False, Verdict.DEAD),
    ],
)
def test_what_an_old_token_means(generation: int, seconds: float, revoked: bool, verdict: Verdict) -> None:
    session = Session(uuid4(), uuid4(), 5, NOW, NOW, NOW + IDLE, NOW + LIFE, "1", ["pwd"])
    session.revoked_at = NOW if revoked else None
    assert session.judge(generation, NOW + timedelta(seconds=seconds)) is verdict


def test_the_times_are_those_promised() -> None:
    assert timedelta(seconds=10) == GRACE
    assert timedelta(days=7) == IDLE
    assert timedelta(days=30) == LIFE
