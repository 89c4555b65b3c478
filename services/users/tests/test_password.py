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


async def stored_hash(users: Running) -> str:
    [found] = await users.db.all(str, "SELECT hash FROM passwords")
    return found


@pytest.mark.parametrize("length", [10, 64, 128])
async def test_passwords_of_the_right_length_work(users: Running, length: int) -> None:
    password = "ñ" * length
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
