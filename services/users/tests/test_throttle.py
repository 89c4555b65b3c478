"""Throttling: guessing is slow, whoever knows the password gets in, nobody learns who has an account."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chassis.ids import new_id
from chassis.testing import Answer, Parts, Running
from services.users.tests.conftest import started
from services.users.tests.make import PASSWORD, registered, signed_in
from users.throttle import workers
from users.throttle.model import LIMITS, Purpose, network

WRONG = "wrong horse battery"
HERE, THERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
async def strict(running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[Running]:
    """With the limits as they are."""
    async with started(running_parts, environment | {"THROTTLE_FACTOR": "1"}) as running:
        yield running


async def log_in(users: Running, email: str, password: str, address: str = HERE) -> Answer:
    body = {"email": email, "password": password}
    return await users.http.post("/v1/auth/login", body, X_Envoy_External_Address=address)


async def forget(users: Running, email: str, address: str = HERE) -> Answer:
    body = {"email": email}
    return await users.http.post("/v1/auth/forgot-password", body, X_Envoy_External_Address=address)


async def tries_until_refused(users: Running) -> tuple[int, Answer]:
    """How many accounts one address can try."""
    tried = 0
    while (answer := await log_in(users, an_address(), WRONG)).status == 401:
        tried += 1
    assert answer.status == 429
    return tried, answer


def an_address() -> str:
    return f"{new_id().hex}@example.com"


async def test_guesses_are_counted_and_the_owner_gets_in_from_elsewhere(strict: Running) -> None:
    email = await registered(strict)
    answers = [await log_in(strict, email, WRONG) for _ in range(12)]
    assert [answer.status for answer in answers] == [401] * 10 + [429] * 2
    assert (await log_in(strict, email, PASSWORD)).status == 429
    assert (await log_in(strict, email, PASSWORD, THERE)).status == 200
    strict.clock.advance(seconds=31)
    assert (await log_in(strict, email, PASSWORD)).status == 200
    assert (await log_in(strict, email, WRONG)).status == 401


async def test_a_refusal_says_when_to_come_back(strict: Running) -> None:
    email = an_address()
    for _ in range(10):
        await log_in(strict, email, WRONG)
    answer = await log_in(strict, email, WRONG)
    assert answer.problem == "too-many-requests"
    wait = int(answer.headers["retry-after"])
    assert 25 <= wait <= 30
    assert answer.headers["ratelimit-policy"] == '"login-account";q=10;w=300'
    assert answer.headers["ratelimit"] == f'"login-account";r=0;t={wait}'
    strict.clock.advance(seconds=wait)
    assert (await log_in(strict, email, WRONG)).status == 401
    assert (await log_in(strict, email, WRONG)).status == 429


async def test_a_known_and_an_unknown_account_are_slowed_alike(strict: Running) -> None:
    known, unknown = await registered(strict), an_address()
    for one in (log_in(strict, email, WRONG) for email in [known, unknown] * 10):
        assert (await one).status == 401
    refusals = [await log_in(strict, email, WRONG) for email in (known, unknown)]
    for answer in refusals:
        assert int(answer.headers["retry-after"]) in (28, 29, 30)
        for varying in ("x-request-id", "date", "retry-after", "ratelimit"):
            answer.headers.pop(varying, None)
    assert refusals[0].headers == refusals[1].headers
    assert refusals[0].json | {"request_id": ""} == refusals[1].json | {"request_id": ""}
    asked = [[(await forget(strict, email)).status for _ in range(6)] for email in (known, unknown)]
    assert asked[0] == asked[1] == [202] * 5 + [429]


async def test_a_hundred_guesses_at_once_are_counted_as_a_hundred(strict: Running) -> None:
    email = await registered(strict)
    answers = await asyncio.gather(*(log_in(strict, email, WRONG) for _ in range(60)))
    assert sum(answer.status == 401 for answer in answers) == 10
    assert {answer.status for answer in answers} == {401, 429}


async def test_an_address_that_tries_many_accounts_is_slowed_and_others_are_not(strict: Running) -> None:
    tried, refused = await tries_until_refused(strict)
    assert 100 <= tried < 110  # while it lasts, some come back
    assert refused.headers["ratelimit-policy"].startswith('"login-address";q=100')
    assert (await log_in(strict, an_address(), WRONG, THERE)).status == 401


async def test_what_is_refused_empties_no_wider_bucket(strict: Running) -> None:
    email = an_address()
    answers = [await log_in(strict, email, WRONG) for _ in range(150)]
    assert sum(answer.status == 429 for answer in answers) > 135
    assert (await log_in(strict, an_address(), WRONG)).status == 401


async def test_all_of_an_ipv6_network_is_one_address(strict: Running) -> None:
    email = an_address()
    for n in range(10):
        assert (await log_in(strict, email, WRONG, f"2001:db8:1:2::{n:x}")).status == 401
    assert (await log_in(strict, email, WRONG, "2001:db8:1:2:ffff::1")).status == 429
    assert (await log_in(strict, email, WRONG, "2001:db8:1:3::1")).status == 401


async def test_who_gets_it_right_has_all_tries_again(strict: Running) -> None:
    email = await registered(strict)
    for _ in range(3):
        for _ in range(9):
            assert (await log_in(strict, email, WRONG)).status == 401
        assert (await log_in(strict, email, PASSWORD)).status == 200
    tried, _ = await tries_until_refused(strict)
    assert 73 <= tried < 85


async def test_a_login_of_ones_own_does_not_refresh_guesses_at_another(strict: Running) -> None:
    own, victim = await registered(strict), await registered(strict)
    for _ in range(10):
        await log_in(strict, victim, WRONG)
        assert (await log_in(strict, own, PASSWORD)).status == 200
    assert (await log_in(strict, victim, WRONG)).status == 429


async def test_guesses_with_a_stolen_token_are_counted(strict: Running) -> None:
    person = await signed_in(strict)
    body = {"current_password": WRONG, "new_password": "a much better passphrase"}
    answers = [await person.http.post("/v1/me/password", body) for _ in range(11)]
    assert [answer.status for answer in answers] == [403] * 10 + [429]
    assert (await person.http.send("DELETE", "/v1/me", {"password": PASSWORD})).status == 429


async def test_registrations_and_resent_mails_are_counted(strict: Running) -> None:
    email = an_address()
    body = {"email": email, "password": PASSWORD, "name": "Carmen"}
    answers = [await strict.http.post("/v1/auth/register", body) for _ in range(11)]
    assert [answer.status for answer in answers] == [201] * 10 + [429]
    person = await signed_in(strict)
    resent = [await person.http.post("/v1/auth/verify-email/resend") for _ in range(6)]
    assert [answer.status for answer in resent] == [202] * 5 + [429]


async def test_full_buckets_are_swept(strict: Running) -> None:
    for _ in range(3):
        await log_in(strict, an_address(), WRONG)
    assert await strict.db.one(int, "SELECT count(*) FROM throttles") == 5
    strict.clock.advance(seconds=29)
    await workers.sweep(strict.db)
    assert await strict.db.one(int, "SELECT count(*) FROM throttles") == 3
    strict.clock.advance(seconds=2)
    await workers.sweep(strict.db)
    assert await strict.db.one(int, "SELECT count(*) FROM throttles") == 0


async def test_the_table_tells_nobody_who_tried(strict: Running) -> None:
    email = an_address()
    await log_in(strict, email, WRONG)
    stored = str(await strict.db.all(str, "SELECT t::text FROM throttles t"))
    assert email not in stored
    assert email.encode().hex() not in stored
    assert (
        await strict.db.one(str, "SELECT relpersistence::text FROM pg_class WHERE relname = 'throttles'")
        == "u"
    )


@pytest.mark.parametrize("purpose", Purpose)
def test_a_narrower_limit_is_tighter(purpose: Purpose) -> None:
    account, address, everybody = LIMITS[purpose]
    assert account.burst < address.burst < everybody.burst
    assert account.every > address.every > everybody.every


def test_who_shares_a_network() -> None:
    assert network("203.0.113.7") == "203.0.113.7"
    assert network("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
