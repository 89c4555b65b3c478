"""Passwords: their bounds, their parameters, and a flood of logins that harms nobody else."""

import asyncio
import re
import time

import pytest
from argon2 import PasswordHasher

from chassis.testing import Running
from services.users.tests.make import PASSWORD, log_in, register, registered
from users.account import commands
from users.password.hashing import MOST_WAITING, Passwords
from users.password.model import COMMON, PasswordTooEasy, refuse_easy


async def stored_hash(users: Running) -> str:
    [found] = await users.db.all(str, "SELECT hash FROM passwords")
    return found


@pytest.mark.parametrize("length", [10, 64, 128])
async def test_passwords_of_the_right_length_work(users: Running, length: int) -> None:
    password = ("ñandú, café y té " * 8)[:length]
    assert (await register(users, "carmen@example.com", password=password)).status == 201
    assert (await log_in(users, "carmen@example.com", password=password)).status == 200
    assert (await log_in(users, "carmen@example.com", password=password[:-1])).status == 401


@pytest.mark.parametrize("length", [0, 9, 129, 60_000])
async def test_a_password_of_the_wrong_length_is_refused_before_it_costs_a_hash(
    users: Running, length: int
) -> None:
    answer = await register(users, "carmen@example.com", password="a" * length)
    assert (answer.status, answer.json["pointer"]) == (422, "/password")
    assert await users.db.one(int, "SELECT count(*) FROM accounts") == 0
    assert await users.published() == []
    login = await log_in(users, "carmen@example.com", password="a" * length)
    assert login.status == (401 if length == 9 else 422)


async def test_the_stored_hash_has_the_parameters_we_chose(users: Running) -> None:
    await registered(users)
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", await stored_hash(users))


async def test_a_login_brings_an_old_hash_up_to_date(users: Running) -> None:
    email = await registered(users)
    async with Passwords(at_once=1, hasher=PasswordHasher(1, 8192, 1)) as weaker:
        old = await weaker.hash(PASSWORD)
    async with users.db.transaction() as tx:
        await commands.provide(tx, email=email, password_hash=old, name="Carmen", role="customer")
    await log_in(users, email, password="wrong horse battery")
    assert await stored_hash(users) == old
    assert (await log_in(users, email)).status == 200
    renewed = await stored_hash(users)
    assert "m=19456,t=2,p=1" in renewed
    assert (await log_in(users, email)).status == 200
    assert await stored_hash(users) == renewed


async def test_a_flood_of_logins_is_bounded_and_leaves_other_routes_alone(users: Running) -> None:
    flood = [asyncio.create_task(log_in(users, f"a{n}@example.com")) for n in range(150)]
    await flood[0]
    slowest = 0.0
    while not all(task.done() for task in flood):
        started = time.perf_counter()
        assert (await users.http.get("/.well-known/jwks.json")).status == 200
        slowest = max(slowest, time.perf_counter() - started)
    answers = [task.result() for task in flood]
    turned_away = [answer for answer in answers if answer.status == 503]
    assert {answer.status for answer in answers} == {401, 503}
    assert {answer.problem for answer in turned_away} == {"too-many-logins"}
    assert all("retry-after" in answer.headers for answer in turned_away)
    assert len(answers) - len(turned_away) >= MOST_WAITING
    assert slowest < 1


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("1q2w3e4r5t", "pattern"),
        ("qwertyuiop", "pattern"),
        ("0987654321", "pattern"),
        ("abcdefghijklmnop", "pattern"),
        ("aaaaaaaaaaaa", "pattern"),
        ("abababababab", "pattern"),
        ("passwordpassword", "pattern"),
        ("password123", "common"),
        ("PASSWORD123!", "common"),
        ("P4ssw0rd2024", "common"),
        ("  password  ", "common"),
        ("sunshine2024", "common"),
        ("!!dragon1985", "common"),
        ("liverpool1", "common"),
        ("\uff50\uff41ssword123", "common"),
        ("carmen.perez", "personal"),
        ("CarmenPerez1990", "personal"),
        ("carmen.perez@example.com", "personal"),
        ("tienda-luz 2024", "personal"),
        ("zoco2024!!!", "personal"),
        ("example123456", "personal"),
    ],
)
async def test_what_is_tried_first_is_refused_by_the_name_of_its_rule(
    shared: Running, password: str, rule: str
) -> None:
    with pytest.raises(PasswordTooEasy) as refused:
        refuse_easy(password, email="carmen.perez@example.com", shop="Tienda Luz")
    assert refused.value.facts == {"pointer": "/password", "rule": rule}
    answer = await register(shared, f"{rule}@example.com", password="P4ssw0rd2024")
    assert (answer.status, answer.problem, answer.json["rule"]) == (422, "password-too-easy", "common")
    assert "P4ss" not in answer.content.decode()


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "x7#Kq!v9Zp",
        "Ünïcødé pässwörd",
        "我喜欢在早上喝热茶和吃包子",
        "🐴🔋📎✅🦊🌍🎈🎹🧊🪁",
        "dragon sunshine lighthouse",
        "the sixty-four characters of this passphrase are all of my own..",
    ],
)
def test_a_password_of_ones_own_is_accepted(password: str) -> None:
    refuse_easy(password, email="carmen.perez@example.com", shop="Tienda Luz")


def test_every_common_password_is_refused() -> None:
    lines = COMMON.read_text().splitlines()
    words = [line for line in lines if not line.startswith("# ") and len(line) >= 10]
    assert len(words) > 2000
    for word in words:
        for spelling in (word, word.upper(), f"{word}!" if word.isalnum() else word):
            with pytest.raises(PasswordTooEasy):
                refuse_easy(spelling, email="somebody@else.example")
