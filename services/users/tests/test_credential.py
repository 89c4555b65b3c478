"""Credentials: proving an address, recovering and changing a password, changing the address."""

import asyncio
import time

import pytest

from chassis.ids import new_id
from chassis.testing import Answer, Running
from services.users.tests.mailbox import Mailbox, token_of
from services.users.tests.make import (
    PASSWORD,
    Person,
    log_in,
    refresh,
    register,
    registered,
    signed_in,
)
from users.account import commands as accounts
from users.credential.routes import ASKING_SECONDS

NEW = "a much better passphrase"


async def verify(users: Running, token: str) -> Answer:
    return await users.http.post("/v1/auth/verify-email", {"token": token})


async def forget(users: Running, email: str) -> Answer:
    return await users.http.post("/v1/auth/forgot-password", {"email": email})


async def reset(users: Running, token: str, password: str = NEW) -> Answer:
    return await users.http.post("/v1/auth/reset-password", {"token": token, "password": password})


async def change_email(person: Person, email: str, password: str = PASSWORD) -> Answer:
    return await person.http.post("/v1/me/email", {"email": email, "password": password})


async def confirm(users: Running, token: str) -> Answer:
    return await users.http.post("/v1/auth/confirm-email", {"token": token})


async def actions(person: Person) -> list[str]:
    items = (await person.http.get("/v1/me/activity")).json["items"]
    return [entry["action"] for entry in items]


async def is_verified(person: Person) -> bool:
    return (await person.http.get("/v1/me")).json["email_verified_at"] is not None


def an_address() -> str:
    return f"{new_id().hex}@example.com"


# Verification


async def test_the_link_of_the_first_mail_verifies_once(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    token = await mailbox.token(person.email)
    assert not await is_verified(person)
    assert (await verify(users, token)).status == 204
    assert await is_verified(person)
    again = await verify(users, token)
    assert (again.status, again.problem, again.json["pointer"]) == (422, "mailed-token-invalid", "/token")
    [event] = await users.published("users.user_verified.v1")
    assert (event["account_id"], event["of"]) == (str(person.account_id), person.account_id)
    assert (await actions(person))[0] == "email_verified"


async def test_ten_who_bring_the_token_at_once_verify_once(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    token = await mailbox.token(person.email)
    answers = await asyncio.gather(*(verify(users, token) for _ in range(10)))
    assert sorted(answer.status for answer in answers) == [204] + [422] * 9
    assert len(await users.published("users.user_verified.v1")) == 1


async def test_a_link_ends_after_two_days(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    token = await mailbox.token(person.email)
    users.clock.advance(hours=49)
    assert (await verify(users, token)).problem == "mailed-token-invalid"


async def test_a_resent_link_replaces_the_first(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    first = await mailbox.token(person.email)
    answer = await person.http.post("/v1/auth/verify-email/resend")
    assert (answer.status, answer.json) == (202, {"status": "accepted"})
    assert (await verify(users, first)).status == 422
    assert (await verify(users, await mailbox.token(person.email))).status == 204
    again = await person.http.post("/v1/auth/verify-email/resend")
    assert (again.status, again.content) == (answer.status, answer.content)
    assert len(await mailbox.to(person.email)) == 2
    assert (await users.http.post("/v1/auth/verify-email/resend")).status == 401


@pytest.mark.parametrize("token", ["x", "é" * 256, "💥", "' OR 1=1 --", "x" * 43])
async def test_a_strange_token_is_just_unknown(shared: Running, token: str) -> None:
    for answer in (await verify(shared, token), await reset(shared, token), await confirm(shared, token)):
        assert (answer.status, answer.problem) == (422, "mailed-token-invalid")


async def test_a_token_is_good_for_its_own_purpose_only(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    first = await mailbox.token(person.email)
    assert (await reset(users, first)).status == 422
    assert (await confirm(users, first)).status == 422
    await forget(users, person.email)
    second = await mailbox.token(person.email)
    assert (await verify(users, second)).status == 422
    assert (await verify(users, first)).status == (await reset(users, second)).status == 204


async def test_registering_a_known_address_tells_its_owner_only(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    fresh = an_address()
    known, new = await register(users, person.email.upper()), await register(users, fresh)
    assert (known.status, known.content) == (new.status, new.content)
    subjects = await mailbox.subjects(person.email)
    assert subjects == ["Confirm your e-mail address", "You already have an account"]
    assert "#token" not in (await mailbox.to(person.email))[-1].get_content()
    assert await mailbox.subjects(fresh) == ["Confirm your e-mail address"]


async def test_tokens_are_stored_as_digests_only(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    token = await mailbox.token(person.email)
    for table in ("proofs", "mails", "audit", "events"):
        assert token not in str(await users.db.all(str, f"SELECT t::text FROM {table} t"))  # noqa: S608


# Forgotten passwords


async def test_a_forgotten_password_is_replaced_and_every_session_ends(
    users: Running, mailbox: Mailbox
) -> None:
    person = await signed_in(users)
    answer = await forget(users, person.email.upper())
    assert (answer.status, answer.json) == (202, {"status": "accepted"})
    token = await mailbox.token(person.email)
    assert (await reset(users, token)).status == 204
    assert (await refresh(users, person.refresh_token)).status == 401
    assert (await log_in(users, person.email)).status == 401
    assert (await log_in(users, person.email, password=NEW)).status == 200
    assert (await reset(users, token, "yet another passphrase")).status == 422
    assert (await mailbox.subjects(person.email))[1:] == [
        "Choose a new password",
        "Your password was changed",
    ]
    assert await is_verified(person)
    assert {"password_reset", "password_reset_asked", "email_verified"} <= set(await actions(person))


async def test_an_unknown_address_gets_the_same_answer_in_the_same_time(
    users: Running, mailbox: Mailbox
) -> None:
    email, unknown = await registered(users), an_address()
    times: dict[str, list[float]] = {email: [], unknown: []}
    answers = {}
    for _ in range(8):
        for address, taken in times.items():
            started = time.perf_counter()
            answers[address] = await forget(users, address)
            taken.append(time.perf_counter() - started)
    assert answers[email].content == answers[unknown].content
    assert answers[email].headers.keys() == answers[unknown].headers.keys()
    known, other = (sorted(taken)[len(taken) // 2] for taken in times.values())
    assert abs(known - other) < 0.01
    assert min(*times[email], *times[unknown]) >= ASKING_SECONDS
    assert await mailbox.to(unknown) == []


async def test_a_reset_link_ends_after_an_hour(users: Running, mailbox: Mailbox) -> None:
    email = await registered(users)
    await forget(users, email)
    token = await mailbox.token(email)
    users.clock.advance(minutes=61)
    assert (await reset(users, token)).status == 422
    assert (await log_in(users, email)).status == 200


async def test_a_new_request_replaces_the_old_link(users: Running, mailbox: Mailbox) -> None:
    email = await registered(users)
    await forget(users, email)
    first = await mailbox.token(email)
    await forget(users, email)
    assert (await reset(users, first)).status == 422
    assert (await reset(users, await mailbox.token(email))).status == 204


async def test_of_two_resets_with_one_link_one_counts(users: Running, mailbox: Mailbox) -> None:
    email = await registered(users)
    await forget(users, email)
    token = await mailbox.token(email)
    answers = await asyncio.gather(reset(users, token, NEW), reset(users, token, f"{NEW} too"))
    assert sorted(answer.status for answer in answers) == [204, 422]
    winner = NEW if answers[0].status == 204 else f"{NEW} too"
    assert (await log_in(users, email, password=winner)).status == 200


async def test_a_refused_password_leaves_the_link_good(users: Running, mailbox: Mailbox) -> None:
    email = await registered(users)
    await forget(users, email)
    token = await mailbox.token(email)
    refused = await reset(users, token, "password1234")
    assert (refused.status, refused.problem, refused.json["rule"]) == (422, "password-too-easy", "common")
    assert (await reset(users, token)).status == 204


async def test_a_disabled_account_gets_no_link(users: Running, mailbox: Mailbox) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    await forget(users, person.email)
    token = await mailbox.token(person.email)
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    assert (await forget(users, person.email)).status == 202
    assert len(await mailbox.to(person.email)) == 2
    assert (await reset(users, token)).problem == "account-disabled"


async def test_a_mailbox_is_not_flooded_whoever_asks(users: Running, mailbox: Mailbox) -> None:
    email = await registered(users)
    await users.db.execute("UPDATE throttles SET full_at = full_at + interval '2 hours'")
    assert (await forget(users, email)).status == 202
    assert await mailbox.subjects(email) == ["Confirm your e-mail address"]


# Changing the password


async def test_a_change_of_password_ends_the_other_sessions(users: Running, mailbox: Mailbox) -> None:
    person = await signed_in(users)
    elsewhere = (await log_in(users, person.email)).json["refresh_token"]
    await forget(users, person.email)
    void = await mailbox.token(person.email)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert (await person.http.post("/v1/me/password", body)).status == 204
    assert (await refresh(users, elsewhere)).status == 401
    assert (await refresh(users, person.refresh_token)).status == 200
    assert (await log_in(users, person.email)).status == 401
    assert (await log_in(users, person.email, password=NEW)).status == 200
    assert (await reset(users, void)).status == 422
    assert (await mailbox.subjects(person.email))[-1] == "Your password was changed"
    assert "password_changed" in await actions(person)


@pytest.mark.parametrize(
    ("body", "status", "problem", "pointer"),
    [
        (
            {"current_password": "wrong horse battery", "new_password": NEW},
            403,
            "wrong-password",
            "/current_password",
        ),
        ({"current_password": PASSWORD, "new_password": "short"}, 422, "invalid", "/new_password"),
        (
            {"current_password": PASSWORD, "new_password": "1234567890"},
            422,
            "password-too-easy",
            "/new_password",
        ),
    ],
)
async def test_a_refused_change_of_password_changes_nothing(
    users: Running, mailbox: Mailbox, body: dict[str, str], status: int, problem: str, pointer: str
) -> None:
    person = await signed_in(users)
    answer = await person.http.post("/v1/me/password", body)
    assert (answer.status, answer.problem, answer.json["pointer"]) == (status, problem, pointer)
    assert body["new_password"] not in answer.content.decode()
    assert (await log_in(users, person.email)).status == 200
    assert len(await mailbox.to(person.email)) == 1


async def test_of_two_changes_of_password_at_once_one_counts(users: Running) -> None:
    person = await signed_in(users)
    bodies = [{"current_password": PASSWORD, "new_password": f"{NEW} {n}"} for n in (1, 2)]
    answers = await asyncio.gather(*(person.http.post("/v1/me/password", body) for body in bodies))
    assert sorted(answer.status for answer in answers) == [204, 403]


# Changing the address


async def test_the_new_address_counts_once_it_is_proven(users: Running, mailbox: Mailbox) -> None:
    person, new = await signed_in(users), an_address()
    await forget(users, person.email)
    void = await mailbox.token(person.email)
    assert (await change_email(person, new.upper())).status == 202
    assert (await person.http.get("/v1/me")).json["email"] == person.email
    token = await mailbox.token(new)
    assert (await confirm(users, token)).status == 204
    me = (await person.http.get("/v1/me")).json
    assert (me["email"], me["email_verified_at"] is not None) == (new, True)
    assert (await log_in(users, new)).status == 200
    assert (await log_in(users, person.email)).status == 401
    assert (await mailbox.subjects(person.email))[-1] == "Your e-mail address was changed"
    assert (await reset(users, void)).status == 422
    assert (await confirm(users, token)).status == 422
    [event] = await users.published("users.profile_changed.v1")
    assert event["fields"] == ["email"]
    assert new not in str(await users.published())


async def test_a_taken_address_reveals_nothing(users: Running, mailbox: Mailbox) -> None:
    person, other, free = await signed_in(users), await registered(users), an_address()
    taken, not_taken = await change_email(person, other), await change_email(person, free)
    assert (taken.status, taken.content) == (not_taken.status, not_taken.content) == (202, taken.content)
    assert (await mailbox.subjects(other))[-1] == "This address has an account already"
    assert "#token" not in (await mailbox.to(other))[-1].get_content()


async def test_an_address_that_was_taken_meanwhile_stays_with_its_owner(
    users: Running, mailbox: Mailbox
) -> None:
    person, wanted = await signed_in(users), an_address()
    await change_email(person, wanted)
    token = await mailbox.token(wanted)
    await register(users, wanted)
    assert (await confirm(users, token)).problem == "mailed-token-invalid"
    assert (await person.http.get("/v1/me")).json["email"] == person.email


async def test_of_many_who_want_an_address_one_gets_it(users: Running, mailbox: Mailbox) -> None:
    wanted, tokens = an_address(), []
    for _ in range(3):
        person = await signed_in(users)
        await change_email(person, wanted)
        tokens.append(await mailbox.token(wanted))
    answers = await asyncio.gather(*(confirm(users, token) for token in tokens), register(users, wanted))
    assert {answer.status for answer in answers[:-1]} <= {204, 422}
    assert answers[-1].status == 201
    assert await users.db.one(int, "SELECT count(*) FROM accounts WHERE email = $1", wanted) == 1


async def test_a_change_of_address_waits_for_a_registration_that_came_first(
    users: Running, mailbox: Mailbox
) -> None:
    person, wanted = await signed_in(users), an_address()
    await change_email(person, wanted)
    token = await mailbox.token(wanted)
    given = users.service.provide
    async with users.db.transaction() as tx:
        await accounts.register(
            tx,
            given["seal"],
            given["throttles"],
            email=wanted,
            password_hash="x",
            name="Carmen",
            locale="en",
        )
        confirming = asyncio.create_task(confirm(users, token))
        await asyncio.wait([confirming], timeout=0.5)
        assert not confirming.done()
    assert (await confirming).problem == "mailed-token-invalid"


async def test_a_change_of_address_needs_the_password(users: Running, mailbox: Mailbox) -> None:
    person, new = await signed_in(users), an_address()
    answer = await change_email(person, new, "wrong horse battery")
    assert (answer.status, answer.problem) == (403, "wrong-password")
    assert (await change_email(person, "not an address")).json["pointer"] == "/email"
    assert await mailbox.to(new) == []


async def test_the_first_mail_is_in_the_language_of_the_registration(
    users: Running, mailbox: Mailbox
) -> None:
    email = an_address()
    body = {"email": email, "password": PASSWORD, "name": "Carmen", "locale": "es"}
    await users.http.post("/v1/auth/register", body)
    [mail] = await mailbox.to(email)
    assert mail["Subject"] == "Confirma tu correo electrónico"
    assert len(token_of(mail)) == 43
