"""Passkeys, with an authenticator made of software: register, log in, and everything that must be refused."""

import asyncio
from typing import Any

import cbor2
import pytest

from chassis.testing import Answer, Client, Running
from services.users.tests.authenticator import (
    PRESENT,
    SYNCABLE,
    SYNCED,
    VERIFIED,
    Authenticator,
    decode,
    encode,
)
from services.users.tests.make import Person, claims_of, log_in, registered, signed_in
from users.passkey import workers

OPTIONS, PASSKEYS = "/v1/me/passkeys/options", "/v1/me/passkeys"
LOGIN_OPTIONS, LOGIN = "/v1/auth/passkey/options", "/v1/auth/passkey"


async def register(who: Client, device: Authenticator, **more: Any) -> Answer:
    options = (await who.post(OPTIONS)).json["public_key"]
    return await who.post(PASSKEYS, {"credential": device.create(options)} | more)


async def with_passkey(users: Running, *roles: str, **knobs: Any) -> tuple[Person, Authenticator]:
    """Somebody who has no other second factor."""
    person, device = await signed_in(users), Authenticator(**knobs)
    answer = await register(person.http, device)
    assert answer.status == 201, answer
    if roles:
        names = ["customer", *roles]
        await users.db.execute("UPDATE accounts SET roles = $2 WHERE id = $1", person.account_id, names)
    return person, device


async def options(users: Running) -> dict[str, Any]:
    answer = await users.http.post(LOGIN_OPTIONS)
    assert answer.headers["cache-control"] == "no-store"
    wanted: dict[str, Any] = answer.json["public_key"]
    return wanted


async def log_in_with(users: Running, device: Authenticator) -> Answer:
    return await users.http.post(LOGIN, {"credential": device.get(await options(users))})


async def test_a_passkey_is_registered_and_logs_in_with_two_factors(users: Running) -> None:
    person, device = await signed_in(users), Authenticator(counter=1)
    wanted = (await person.http.post(OPTIONS)).json["public_key"]
    assert (wanted["rp"]["id"], wanted["user"]["name"]) == ("shop.example", person.email)
    selection = wanted["authenticatorSelection"]
    assert (selection["residentKey"], selection["userVerification"]) == ("required", "required")
    answer = await person.http.post(PASSKEYS, {"credential": device.create(wanted), "name": "My phone"})
    assert (answer.status, answer.json["passkey"]["name"]) == (201, "My phone")
    assert len(answer.json["recovery_codes"]) == 10
    login = await log_in_with(users, device)
    assert login.status == 200, login
    claims = claims_of(login.json["access_token"])
    assert claims["sub"] == str(person.account_id)
    assert (claims["acr"], claims["amr"]) == ("2", ["hwk", "user", "mfa"])
    listed = (await person.http.get(PASSKEYS)).json["items"]
    assert [(each["name"], each["is_synced"]) for each in listed] == [("My phone", False)]
    assert listed[0]["last_used_at"] is not None


async def test_a_synced_passkey_says_that_it_is_in_software(users: Running) -> None:
    _, device = await with_passkey(users, flags=PRESENT | VERIFIED | SYNCABLE | SYNCED)
    claims = claims_of((await log_in_with(users, device)).json["access_token"])
    assert claims["amr"] == ["swk", "user", "mfa"]


async def test_staff_may_use_a_passkey_alone(users: Running) -> None:
    _, device = await with_passkey(users, "admin")
    token = (await log_in_with(users, device)).json["access_token"]
    assert (await users.http.acting(token).get("/v1/admin/accounts")).status == 200


async def test_a_password_alone_does_not_pass_a_passkey_by(users: Running) -> None:
    person, _ = await with_passkey(users)
    answer = await log_in(users, person.email)
    assert answer.problem == "second-factor-required"
    assert answer.json["factors"] == ["passkey", "recovery-code"]


async def test_an_answer_is_good_once(users: Running) -> None:
    _, device = await with_passkey(users)
    body = {"credential": device.get(await options(users))}
    answers = await asyncio.gather(*(users.http.post(LOGIN, body) for _ in range(8)))
    assert sorted(answer.status for answer in answers) == [200] + [401] * 7
    assert {answer.problem for answer in answers if answer.status == 401} == {"passkey-refused"}


async def test_a_challenge_is_good_for_five_minutes(users: Running) -> None:
    _, device = await with_passkey(users)
    early, late = await options(users), await options(users)
    users.clock.advance(minutes=4, seconds=50)
    assert (await users.http.post(LOGIN, {"credential": device.get(early)})).status == 200
    users.clock.advance(seconds=15)
    assert (await users.http.post(LOGIN, {"credential": device.get(late)})).problem == "passkey-refused"
    await workers.forget_expired_challenges(users.db)
    assert await users.db.one(int, "SELECT count(*) FROM passkey_challenges") == 0


async def test_a_counter_that_does_not_grow_is_a_copy(users: Running) -> None:
    _, device = await with_passkey(users, counter=10)
    assert (await log_in_with(users, device)).status == 200
    device.counter = 9
    assert (await log_in_with(users, device)).problem == "passkey-refused"
    device.counter = 11
    assert (await log_in_with(users, device)).status == 200


LIES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://shop.example.evil"},
    "a subdomain": {"origin": "https://evil.shop.example"},
    "another domain": {"domain": "evil.example"},
    "nobody verified": {"flags": PRESENT},
    "nobody there": {"flags": VERIFIED},
    "another user": {"user_handle": b"0123456789abcdef"},
    "no user": {"user_handle": b"\x00"},
    "another key": {"key": Authenticator().key},
    "an unknown credential": {"credential_id": b"unknown"},
    "synced but not syncable": {"flags": PRESENT | VERIFIED | SYNCED},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_login_that_lies_is_refused(users: Running, lie: str) -> None:
    _, device = await with_passkey(users)
    honest = {name: getattr(device, name) for name in LIES[lie]}
    for name, value in LIES[lie].items():
        setattr(device, name, value)
    assert (await log_in_with(users, device)).problem == "passkey-refused"
    for name, value in honest.items():
        setattr(device, name, value)
    assert (await log_in_with(users, device)).status == 200


@pytest.mark.parametrize("lie", ["another origin", "another domain", "nobody verified", "nobody there"])
async def test_a_registration_that_lies_is_refused_and_leaves_nothing(users: Running, lie: str) -> None:
    person = await signed_in(users)
    assert (await register(person.http, Authenticator(**LIES[lie]))).problem == "passkey-refused"
    assert (await person.http.get(PASSKEYS)).json["items"] == []
    assert (await person.http.get("/v1/me/factors")).json["factors"] == []


async def test_a_challenge_is_good_for_whom_and_what_it_was_given(users: Running) -> None:
    ana, bob = await signed_in(users), await signed_in(users)
    for_ana = (await ana.http.post(OPTIONS)).json["public_key"]
    for_login = await options(users)
    for wanted in (for_ana, for_login | {"user": for_ana["user"]}):
        answer = await bob.http.post(PASSKEYS, {"credential": Authenticator().create(wanted)})
        assert answer.problem == "passkey-refused"
    _, device = await with_passkey(users)
    for_registering = (await ana.http.post(OPTIONS)).json["public_key"]
    answer = await users.http.post(LOGIN, {"credential": device.get(for_registering)})
    assert answer.problem == "passkey-refused"


async def test_a_passkey_belongs_to_one_account(users: Running) -> None:
    _, device = await with_passkey(users)
    other = await signed_in(users)
    answer = await register(other.http, device)
    assert (answer.status, answer.problem) == (409, "passkey-known")
    assert (await other.http.get("/v1/me/factors")).json == {"factors": [], "recovery_codes_left": 0}


async def test_somebody_elses_passkey_is_not_there(users: Running) -> None:
    person, device = await with_passkey(users)
    [mine] = (await person.http.get(PASSKEYS)).json["items"]
    stranger = await signed_in(users)
    answer = await stranger.http.send("DELETE", f"{PASSKEYS}/{mine['passkey_id']}")
    assert (answer.status, answer.problem) == (404, "passkey-not-found")
    strong = users.http.acting((await log_in_with(users, device)).json["access_token"])
    assert (await person.http.send("DELETE", f"{PASSKEYS}/{mine['passkey_id']}")).status == 401
    assert (await strong.send("DELETE", f"{PASSKEYS}/{mine['passkey_id']}")).status == 204
    assert (await log_in_with(users, device)).problem == "passkey-refused"
    assert (await strong.get("/v1/me/factors")).json == {"factors": [], "recovery_codes_left": 0}


async def test_a_disabled_account_does_not_log_in_with_a_passkey(users: Running) -> None:
    person, device = await with_passkey(users)
    admin = await signed_in(users, "admin")
    assert (await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")).status == 200
    assert (await log_in_with(users, device)).problem == "account-disabled"


async def test_twenty_passkeys_are_enough(users: Running) -> None:
    person, device = await with_passkey(users)
    strong = users.http.acting((await log_in_with(users, device)).json["access_token"])
    for _ in range(19):
        assert (await register(strong, Authenticator())).status == 201
    assert (await strong.post(OPTIONS)).problem == "too-many-passkeys"
    assert len((await person.http.get(PASSKEYS)).json["items"]) == 20


GARBAGE = [
    "AAAA",
    "e30",
    "bnVsbA",
    "W10",
    encode(b'{"challenge": 7}'),
    encode(b"\xff" * 400),
    encode(b"\xa1" * 400),
]


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_from_a_browser_is_refused(shared: Running, garbage: str) -> None:
    _, device = await with_passkey(shared)
    for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        credential = device.get(await options(shared))
        credential["response"][part] = garbage
        answer = await shared.http.post(LOGIN, {"credential": credential})
        assert answer.problem == "passkey-refused", (part, answer)
    fresh = await signed_in(shared)
    for part in ("clientDataJSON", "attestationObject"):
        credential = Authenticator().create((await fresh.http.post(OPTIONS)).json["public_key"])
        credential["response"][part] = garbage
        answer = await fresh.http.post(PASSKEYS, {"credential": credential})
        assert answer.problem == "passkey-refused", (part, answer)


@pytest.mark.parametrize(
    "public", [{}, {1: 2}, {1: 2, 3: -7, -1: 1, -2: b"x", -3: 7}, {1: {}, 3: []}, [], 7, b""]
)
async def test_a_strange_public_key_is_refused(shared: Running, public: object) -> None:
    person, device = await signed_in(shared), Authenticator()
    credential = device.create((await person.http.post(OPTIONS)).json["public_key"])
    sent = cbor2.loads(decode(credential["response"]["attestationObject"]))
    head = sent["authData"][: 37 + 16 + 2 + 32]
    sent["authData"] = head + cbor2.dumps(public)
    credential["response"]["attestationObject"] = encode(cbor2.dumps(sent))
    answer = await person.http.post(PASSKEYS, {"credential": credential})
    assert answer.problem == "passkey-refused", answer


async def test_registering_needs_a_login_as_strong_as_the_account(users: Running) -> None:
    person, _ = await with_passkey(users)
    answer = await person.http.post(OPTIONS)
    assert answer.problem == "insufficient-user-authentication"
    weak = await signed_in(users)
    users.clock.advance(minutes=11)
    assert (await weak.http.post(OPTIONS)).json["max_age"] == 600
    assert await registered(users)
