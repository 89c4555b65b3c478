"""Step-up: the running session proves again who it is, and carries on stronger."""

import asyncio
from uuid import uuid4

import pytest

from chassis.testing import Answer, Client, Running
from chassis.tokens import Actor
from services.users.tests.authenticator import Authenticator
from services.users.tests.make import (
    PASSWORD,
    TOTP_SECRET,
    Person,
    claims_of,
    code,
    log_in,
    log_out,
    refresh,
    registered,
    signed_in,
)
from users.session import commands
from users.session.model import Proof, SessionEnded
from users.totp import commands as totps

STEP_UP = "/v1/auth/step-up"


async def weak_session(users: Running) -> Person:
    """Somebody who logged in before they had an authenticator app."""
    person = await signed_in(users)
    async with users.db.transaction() as tx:
        await totps.provide(tx, users.service.provide["seal"], person.account_id, TOTP_SECRET)
    return person


async def step_up(who: Client, **body: object) -> Answer:
    return await who.post(STEP_UP, body)


async def test_password_and_code_raise_the_running_session(users: Running) -> None:
    person = await weak_session(users)
    before = claims_of(person.tokens["access_token"])
    users.clock.advance(seconds=40)
    answer = await step_up(person.http, password=PASSWORD, code=code(users))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert set(answer.json) == {"access_token", "token_type", "expires_in"}
    after = claims_of(answer.json["access_token"])
    assert (after["sid"], after["acr"], after["amr"]) == (before["sid"], "2", ["pwd", "otp", "mfa"])
    assert after["auth_time"] >= before["auth_time"] + 40
    later = claims_of((await refresh(users, person.refresh_token)).json["access_token"])
    assert (later["acr"], later["auth_time"]) == ("2", after["auth_time"])


async def test_a_challenge_is_answered_by_a_step_up(users: Running) -> None:
    """RFC 9470 from end to end: refused for age, proven again, done."""
    person = await signed_in(users)
    users.clock.advance(minutes=4, seconds=59)
    assert (await person.http.post("/v1/me/totp")).status == 201
    users.clock.advance(minutes=6)
    refused = await person.http.post("/v1/me/totp")
    assert (refused.problem, refused.json["max_age"]) == ("insufficient-user-authentication", 600)
    proven = await step_up(person.http, password=PASSWORD)
    claims = claims_of(proven.json["access_token"])
    assert claims["acr"] == "1"
    assert claims["auth_time"] >= int(users.clock.now().timestamp()) - 5


async def test_a_passkey_raises_the_session_too(users: Running) -> None:
    person, device = await signed_in(users), Authenticator()
    wanted = (await person.http.post("/v1/me/passkeys/options")).json["public_key"]
    assert (await person.http.post("/v1/me/passkeys", {"credential": device.create(wanted)})).status == 201
    asked = (await users.http.post("/v1/auth/passkey/options")).json["public_key"]
    answer = await step_up(person.http, passkey=device.get(asked))
    claims = claims_of(answer.json["access_token"])
    assert (claims["sid"], claims["acr"]) == (claims_of(person.tokens["access_token"])["sid"], "2")
    stranger = await signed_in(users)
    asked = (await users.http.post("/v1/auth/passkey/options")).json["public_key"]
    assert (await step_up(stranger.http, passkey=device.get(asked))).problem == "passkey-refused"


async def test_a_recovery_code_raises_the_session_once(users: Running) -> None:
    person = await signed_in(users)
    secret = (await person.http.post("/v1/me/totp")).json["secret"]
    confirmed = await person.http.post("/v1/me/totp/confirm", {"code": code(users, secret)})
    spare = confirmed.json["recovery_codes"][3]
    assert (await step_up(person.http, password=PASSWORD, code=spare)).status == 200
    assert (await step_up(person.http, password=PASSWORD, code=spare)).problem == "second-factor-wrong"


async def test_without_the_code_the_factors_are_named(users: Running) -> None:
    person = await weak_session(users)
    answer = await step_up(person.http, password=PASSWORD)
    assert (answer.problem, answer.json["factors"]) == ("second-factor-required", ["totp"])


async def test_wrong_passwords_and_codes_are_counted_together(users: Running) -> None:
    person = await weak_session(users)
    for number in range(5):
        body = {"password": "wrong horse battery"} if number % 2 else {"password": PASSWORD, "code": "000000"}
        answer = await step_up(person.http, **body)
        assert answer.problem == ("wrong-credentials" if number % 2 else "second-factor-wrong")
    answer = await step_up(person.http, password=PASSWORD, code=code(users))
    assert (answer.status, answer.problem) == (429, "too-many-wrong-codes")
    assert claims_of((await refresh(users, person.refresh_token)).json["access_token"])["acr"] == "1"


async def test_a_code_used_at_login_does_not_step_up(users: Running) -> None:
    email = await registered(users, "admin")
    used = code(users)
    login = (await log_in(users, email, code=used)).json
    answer = await step_up(users.http.acting(login["access_token"]), password=PASSWORD, code=used)
    assert answer.problem == "second-factor-wrong"


async def test_ten_step_ups_with_one_code_are_one(users: Running) -> None:
    person = await weak_session(users)
    digits = code(users)
    answers = await asyncio.gather(*(step_up(person.http, password=PASSWORD, code=digits) for _ in range(10)))
    assert [answer.status for answer in answers].count(200) == 1


async def test_an_ended_session_cannot_be_raised(users: Running) -> None:
    person = await weak_session(users)
    await log_out(users, person.refresh_token)
    answer = await step_up(person.http, password=PASSWORD, code=code(users))
    assert (answer.status, answer.problem) == (401, "session-ended")


async def test_a_disabled_account_cannot_step_up(users: Running) -> None:
    person, admin = await weak_session(users), await signed_in(users, "admin")
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    answer = await step_up(person.http, password=PASSWORD, code=code(users))
    assert (answer.status, answer.problem) == (403, "account-disabled")


@pytest.mark.parametrize("body", [{}, {"code": "123456"}, {"password": PASSWORD, "passkey": {}}])
async def test_one_proof_is_asked_for(shared: Running, body: dict[str, object]) -> None:
    person = await signed_in(shared)
    answer = await person.http.post(STEP_UP, body)
    assert answer.status == 422


async def test_a_token_without_a_session_of_ours_is_refused(users: Running) -> None:
    """No issuer of ours signs one, so only the command can be asked."""
    person = await signed_in(users)
    for session_id in (None, "", "x", str(uuid4())):
        by = Actor(account_id=person.account_id, session_id=session_id)
        async with users.db.transaction() as tx:
            with pytest.raises(SessionEnded):
                await commands.strengthen(tx, users.service.provide["issuer"], Proof("1", ["pwd"]), by=by)
