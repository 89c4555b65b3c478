"""Authenticator apps and recovery codes: who may enrol, what a code is good for, and how often."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest

from chassis.testing import Answer, Client, Running
from services.users.tests.make import (
    Person,
    claims_of,
    code,
    log_in,
    refresh,
    registered,
    signed_in,
)
from users.totp.model import step_of

TOTP, CONFIRM = "/v1/me/totp", "/v1/me/totp/confirm"


async def enrolled(users: Running, person: Person) -> tuple[str, list[str]]:
    """The secret of a confirmed app, and the recovery codes."""
    secret = str((await person.http.post(TOTP)).json["secret"])
    answer = await person.http.post(CONFIRM, {"code": code(users, secret, steps=-1)})
    assert answer.status == 200, answer
    return secret, answer.json["recovery_codes"]


async def with_code(users: Running, person: Person, digits: str) -> Client:
    answer = await log_in(users, person.email, code=digits)
    assert answer.status == 200, answer
    return users.http.acting(answer.json["access_token"])


def challenge(answer: Answer) -> str:
    assert (answer.status, answer.problem) == (401, "insufficient-user-authentication")
    return answer.headers["www-authenticate"]


async def test_an_app_counts_once_a_code_confirms_it(users: Running) -> None:
    person = await signed_in(users)
    enrolment = await person.http.post(TOTP)
    secret = enrolment.json["secret"]
    assert enrolment.headers["cache-control"] == "no-store"
    assert pyotp.parse_uri(enrolment.json["otpauth_uri"]).secret == secret
    assert pyotp.parse_uri(enrolment.json["otpauth_uri"]).name == person.email
    assert (await log_in(users, person.email)).status == 200
    wrong = await person.http.post(CONFIRM, {"code": code(users, secret, steps=9)})
    assert wrong.problem == "second-factor-wrong"
    assert (await person.http.get("/v1/me/factors")).json == {"factors": [], "recovery_codes_left": 0}
    confirmed = await person.http.post(CONFIRM, {"code": code(users, secret)})
    assert len(set(confirmed.json["recovery_codes"])) == 10
    assert (await person.http.get("/v1/me/factors")).json == {
        "factors": ["totp", "recovery-code"],
        "recovery_codes_left": 10,
    }
    refused = await log_in(users, person.email)
    assert (refused.status, refused.problem) == (401, "second-factor-required")
    assert refused.json["factors"] == ["totp", "recovery-code"]


async def test_factors_are_named_only_after_the_right_password(users: Running) -> None:
    email = await registered(users, "admin")
    answer = await log_in(users, email, password="wrong horse battery", code=code(users))
    assert answer.problem == "wrong-credentials"
    assert "factors" not in answer.json


async def test_a_login_with_a_code_is_two_factors_and_stays_so(users: Running) -> None:
    admin = await signed_in(users, "admin")
    claims = claims_of(admin.tokens["access_token"])
    assert (claims["acr"], claims["amr"]) == ("2", ["pwd", "otp", "mfa"])
    users.clock.advance(hours=1)
    later = claims_of((await refresh(users, admin.refresh_token)).json["access_token"])
    assert (later["acr"], later["amr"], later["auth_time"]) == ("2", claims["amr"], claims["auth_time"])


async def test_a_code_is_good_once_and_never_an_older_one_after_it(users: Running) -> None:
    email = await registered(users, "admin")
    now, before, after = (code(users, steps=steps) for steps in (0, -1, 1))
    assert (await log_in(users, email, code=now)).status == 200
    for used in (now, before):
        assert (await log_in(users, email, code=used)).problem == "second-factor-wrong"
    assert (await log_in(users, email, code=after)).status == 200


async def test_ten_logins_with_one_code_are_one(users: Running) -> None:
    email = await registered(users, "admin")
    answers = await asyncio.gather(*(log_in(users, email, code=code(users)) for _ in range(10)))
    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.status for answer in answers} <= {200, 401, 429}


@pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_one_step_before_and_after_is_near_enough(users: Running, steps: int, is_good: bool) -> None:
    email = await registered(users, "admin")
    assert (await log_in(users, email, code=code(users, steps=steps))).status == (200 if is_good else 401)


def test_the_vectors_of_rfc_6238() -> None:
    """Appendix B, SHA-1, the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, digits in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert step_of(secret, digits, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


async def test_five_wrong_codes_make_everybody_wait_but_not_for_ever(users: Running) -> None:
    email = await registered(users, "admin")
    for _ in range(5):
        assert (await log_in(users, email, code="000000")).problem == "second-factor-wrong"
    answer = await log_in(users, email, code=code(users))
    assert (answer.status, answer.problem) == (429, "too-many-wrong-codes")
    assert 0 < int(answer.headers["retry-after"]) <= 900
    users.clock.advance(minutes=15, seconds=1)
    assert (await log_in(users, email, code=code(users))).status == 200


async def test_wrong_codes_side_by_side_are_counted_too(users: Running) -> None:
    email = await registered(users, "admin")
    answers = await asyncio.gather(*(log_in(users, email, code=f"{n:06}") for n in range(20)))
    assert [answer.problem for answer in answers].count("second-factor-wrong") <= 5


async def test_a_recovery_code_is_good_once_however_it_is_typed(users: Running) -> None:
    person = await signed_in(users)
    _, codes = await enrolled(users, person)
    typed = codes[0].upper().replace("-", " ")
    answer = await log_in(users, person.email, code=typed)
    assert claims_of(answer.json["access_token"])["acr"] == "2"
    assert (await log_in(users, person.email, code=codes[0])).problem == "second-factor-wrong"
    strong = users.http.acting(answer.json["access_token"])
    assert (await strong.get("/v1/me/factors")).json["recovery_codes_left"] == 9
    renewed = (await strong.post("/v1/me/recovery-codes")).json["recovery_codes"]
    assert not set(renewed) & set(codes)
    assert (await log_in(users, person.email, code=codes[1])).problem == "second-factor-wrong"
    assert (await log_in(users, person.email, code=renewed[0])).status == 200


async def test_somebody_elses_recovery_code_is_good_for_nothing(users: Running) -> None:
    ana, bob = await signed_in(users), await signed_in(users)
    (_, codes), _ = await enrolled(users, ana), await enrolled(users, bob)
    assert (await log_in(users, bob.email, code=codes[0])).problem == "second-factor-wrong"


async def test_the_first_factor_needs_a_recent_login(users: Running) -> None:
    person = await signed_in(users)
    users.clock.advance(minutes=10, seconds=5)
    answer = await person.http.post(TOTP)
    assert challenge(answer) == (
        'Bearer realm="zoco", error="insufficient_user_authentication", acr_values="1", max_age="600"'
    )
    assert (answer.json["acr_values"], answer.json["max_age"]) == ("1", 600)


async def test_whoever_has_a_factor_must_have_shown_it_to_change_any(users: Running) -> None:
    person = await signed_in(users)
    secret, _ = await enrolled(users, person)
    for answer in (
        await person.http.post(TOTP),
        await person.http.send("DELETE", TOTP),
        await person.http.post("/v1/me/recovery-codes"),
    ):
        assert 'acr_values="2", max_age="600"' in challenge(answer)
    strong = await with_code(users, person, code(users, secret))
    assert (await strong.post(TOTP)).problem == "totp-enrolled"
    assert (await strong.post(CONFIRM, {"code": "000000"})).problem == "totp-enrolled"
    assert (await strong.send("DELETE", TOTP)).status == 204
    assert (await strong.get("/v1/me/factors")).json == {"factors": [], "recovery_codes_left": 0}
    assert (await log_in(users, person.email)).status == 200
    assert (await strong.send("DELETE", TOTP)).problem == "totp-not-found"


async def test_staff_without_a_second_factor_can_enrol_and_nothing_else(users: Running) -> None:
    email = await registered(users, "admin")
    await users.db.execute("DELETE FROM totps")
    login = (await log_in(users, email)).json
    claims = claims_of(login["access_token"])
    assert claims["acr"] == "1"
    assert "accounts:read" in claims["permissions"]
    weak = users.http.acting(login["access_token"])
    assert 'acr_values="2"' in challenge(await weak.get("/v1/admin/accounts"))
    secret = (await weak.post(TOTP)).json["secret"]
    assert (await weak.post(CONFIRM, {"code": code(users, secret, steps=-1)})).status == 200
    strong = (await log_in(users, email, code=code(users, secret))).json["access_token"]
    assert (await users.http.acting(strong).get("/v1/admin/accounts")).status == 200


async def test_a_secret_is_sealed_for_its_account_and_codes_are_hashed(users: Running) -> None:
    person = await signed_in(users)
    secret, codes = await enrolled(users, person)
    stored = await users.db.all(
        str, "SELECT t::text FROM totps t UNION ALL SELECT r::text FROM recovery_codes r"
    )
    text = "\n".join(stored)
    for hidden in (secret, *codes, *(each.replace("-", "") for each in codes)):
        assert hidden not in text
        assert hidden.encode().hex() not in text


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", None, 123456])
async def test_what_is_no_code_is_not_looked_at(shared: Running, wrong: Any) -> None:
    person = await signed_in(shared)
    answer = await person.http.post(CONFIRM, {"code": wrong})
    assert (answer.status, answer.json["pointer"]) == (422, "/code")
