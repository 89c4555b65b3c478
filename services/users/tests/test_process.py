"""Users as its own process: the command line, the queue, and what it never writes down."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from chassis import messaging
from chassis.process import Command
from chassis.testing import Client, Parts, Running, TurnedClock, message, process
from services.users.tests.make import (
    PASSWORD,
    SECRETS,
    admin_view,
    log_in,
    log_out,
    refresh,
    register,
    service_token,
    signed_in,
)
from users.app import build
from users.settings import Settings
from users.subscribed import OrderConfirmed


@pytest.fixture
async def alone(running_parts: Parts, environment: dict[str, str], tmp_path: Path) -> AsyncIterator[Running]:
    """A process of its own, logging everything it can."""
    settings, clock = Settings.load(environment), TurnedClock()
    service = build(settings, clock)
    command = Command([sys.executable, "-m", "users", "serve"], environment | {"LOG_LEVEL": "debug"})
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await stack.enter_async_context(service.db)
        http = Client(session, settings.issuer)

        async def ready() -> None:
            try:
                assert (await http.get("/health/ready")).status == 200
            except aiohttp.ClientError as error:
                raise OSError(str(error)) from error

        await process("users", command, ready, tmp_path, stack)
        yield Running(service, http, service.db, clock, running_parts.issuer)


async def run(environment: dict[str, str], *words: str) -> tuple[int | None, str]:
    """The exit code and all output of `python -m users …`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "users",
        *words,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await child.communicate()
    return child.returncode, output.decode()


async def test_create_account_can_be_repeated(users: Running, environment: dict[str, str]) -> None:
    words = ("create-account", "Ada@example.com", "--role", "admin", "--name", "Ada Admin")
    code, output = await run(environment | {"ZOCO_PASSWORD": PASSWORD}, *words)
    assert (code, output.split()[1:]) == (0, ["customer", "admin"]), output
    login = await log_in(users, "ada@example.com")
    assert await run(environment | {"ZOCO_PASSWORD": PASSWORD}, *words) == (0, output)
    assert (await refresh(users, login.json["refresh_token"])).status == 200
    await run(environment | {"ZOCO_PASSWORD": "another long password"}, *words)
    assert (await log_in(users, "ada@example.com")).status == 401
    assert (await log_in(users, "ada@example.com", password="another long password")).status == 200
    assert [event["type"] for event in await users.published()] == ["users.user_registered.v1"]


async def test_the_command_line_says_what_is_wrong(users: Running, environment: dict[str, str]) -> None:
    good = ("create-account", "ada@example.com", "--role", "admin", "--name", "Ada")
    for words, password, said in (
        (good, "short", "ZOCO_PASSWORD must hold 10 to 128"),
        (("create-account", "ada", *good[2:]), PASSWORD, "email-invalid"),
        ((*good[:3], "root", *good[4:]), PASSWORD, "unknown-role"),
        (("dance",), PASSWORD, "api | work | serve | migrate | audit"),
    ):
        code, output = await run(environment | {"ZOCO_PASSWORD": password}, *words)
        assert code, words
        assert said in output
        assert "Traceback" not in output
    assert await users.db.one(int, "SELECT count(*) FROM accounts") == 0


async def test_the_command_line_rotates_keys(users: Running, environment: dict[str, str]) -> None:
    code, output = await run(environment, "rotate-keys")
    assert (code, "signs from" in output) == (0, True)
    keys = (await users.http.get("/.well-known/jwks.json")).json["keys"]
    assert output.split()[0] in {key["kid"] for key in keys}
    assert len(keys) == 2
    code, output = await run(environment | {"SIGNING_KEY_SECRET": "wrong"}, "serve")
    assert code
    assert "SIGNING_KEY_SECRET" in output


async def test_an_order_from_the_queue_is_counted(alone: Running) -> None:
    agent = await signed_in(alone, "support_agent")
    order = uuid4()
    event = OrderConfirmed(order_id=order, customer_id=agent.account_id, confirmed_at=datetime.now(UTC))
    async with messaging.client("sqs") as sqs:
        for _ in range(2):
            await sqs.send_message(
                QueueUrl=alone.service.settings.queue_url,
                MessageBody=messaging.encode(message(event, of=order)),
            )
    async with asyncio.timeout(10):
        while (await admin_view(agent, agent.account_id)).json["order_count"] < 1:
            pass
    assert (await admin_view(agent, agent.account_id)).json["order_count"] == 1


async def test_nothing_secret_or_personal_is_written_down(alone: Running, tmp_path: Path) -> None:
    email, password = "canary-address@example.com", "canary-password-one"
    await register(alone, email, password=password)
    await register(alone, email, password="canary-password-two")
    await register(alone, email, password="canary-password-too-long" * 9)
    await log_in(alone, email, password="canary-password-wrong")
    await log_in(alone, "canary-address", password=password)
    await alone.http.post("/v1/auth/login", b'{"canary-password-key": 1', Content_Type="application/json")
    tokens = [(await log_in(alone, email, password=password)).json]
    me = alone.http.acting(tokens[0]["access_token"])
    assert (await me.send("PATCH", "/v1/me", {"name": "Canary Name"})).status == 200
    for _ in range(2):
        tokens.append((await refresh(alone, tokens[-1]["refresh_token"])).json)
    assert (await refresh(alone, tokens[0]["refresh_token"])).status == 401  # reuse, which is logged
    await log_out(alone, tokens[-1]["refresh_token"])
    service = await service_token(alone, "orders", audience="users")
    await service_token(alone, "orders", secret="canary-client-secret", audience="users")
    await alone.http.get(f"/v1/me?access_token={tokens[0]['access_token']}")

    secrets = [password, "canary-password", "canary-client-secret", *SECRETS.values(), "5ea1" * 4]
    secrets += [pair["refresh_token"][:20] for pair in tokens]
    secrets += [pair["access_token"][-20:] for pair in [*tokens, service.json]]
    personal = [email, "canary-address", "Canary Name", "Carmen Cliente"]
    log = (tmp_path / "users.log").read_text()
    assert "account_registered" in log
    assert "refresh_token_reused" in log
    assert found_in(log, secrets + personal) == []
    stored = await dump(alone)
    assert email in stored.pop("accounts")
    assert stored["events"].count("users.") >= 2
    for table, content in stored.items():
        assert found_in(content, secrets + personal) == [], table


def found_in(text: str, canaries: list[str]) -> list[str]:
    """Those that are there, as they are or as the bytes of a bytea."""
    return [canary for canary in canaries if canary in text or canary.encode().hex() in text]


async def dump(users: Running) -> dict[str, str]:
    """Every row of every table as text."""
    tables = await users.db.all(
        str, "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
    )
    return {
        table: "\n".join(await users.db.all(str, f'SELECT t::text FROM "{table}" t'))  # noqa: S608
        for table in tables
    }
