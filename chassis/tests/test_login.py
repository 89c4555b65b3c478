"""The database is entered with tokens that are new for each connection, and checked as IAM would."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from notebook.app import MIGRATIONS
from token_door import Lock, Refused, postgres_door

from chassis import login, parts
from chassis.database import Database
from chassis.migrate import migrate
from chassis.process import free_port
from chassis.testing import REGION, Parts, process

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture(scope="session")
async def trusting(running_parts: Parts) -> AsyncIterator[int]:
    """The port of a PostgreSQL that believes everybody: only a door may stand before it."""
    data, port = running_parts.folder / "trusting", free_port()
    await asyncio.to_thread(parts.postgres_init, data, durable=False)
    (data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 trust\n")
    dsn = parts.postgres_dsn(data, port)
    async with contextlib.AsyncExitStack() as stack:
        command = parts.postgres_command(data, port, durable=False)
        await process("trusting", command, lambda: parts.postgres_ready(dsn), running_parts.folder, stack)
        yield port


@pytest.fixture
def lock() -> Lock:
    keys = {"key_id": REGION["AWS_ACCESS_KEY_ID"], "secret": REGION["AWS_SECRET_ACCESS_KEY"]}
    return Lock("rds-db", f"127.0.0.1:{free_port()}", **keys, owners={"postgres": "of the owner"}, shown=[])


@pytest.fixture
async def door(lock: Lock, trusting: int) -> AsyncIterator[str]:
    """What stands where an address has its host."""
    async with postgres_door(lock, trusting, port=int(lock.authority.partition(":")[2])):
        yield lock.authority


async def test_the_owner_lets_in_who_then_logs_in_with_tokens(lock: Lock, door: str) -> None:
    for _ in range(2):  # as every host does at its start
        await migrate(
            f"postgresql://postgres:of%20the%20owner@{door}/postgres", MIGRATIONS, lets_in="shop_app"
        )
    assert lock.shown == []
    async with Database(f"postgresql+iam://shop_app@{door}/postgres", connections=3) as db:
        await asyncio.gather(*(db.execute("SELECT pg_sleep(0.05)") for _ in range(3)))
        assert len(lock.shown) == 3
        assert await db.execute("DELETE FROM outbox") == 0
        for forbidden in ("CREATE TABLE mine (id int)", "DROP TABLE outbox", "DELETE FROM schema_migrations"):
            with pytest.raises(asyncpg.PostgresError, match=r"permission denied|must be owner"):
                await db.execute(forbidden)


async def test_a_token_of_another_key_is_refused(lock: Lock, door: str) -> None:
    lock.secret = "changed"
    with pytest.raises(asyncpg.InvalidPasswordError, match="signature is wrong"):
        async with Database(f"postgresql+iam://shop_app@{door}/postgres"):
            pass
    assert lock.shown == []


async def test_an_old_token_is_refused(lock: Lock) -> None:
    token = await login.token("rds-db", lock.authority, DBUser="shop_app")
    lock.open("shop_app", token)
    with pytest.raises(Refused, match="too old"):
        lock.open("shop_app", token, datetime.now(UTC) + timedelta(minutes=16))


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"service": "elasticache"}, "another key, service or region"),
        ({"DBUser": "orders_app"}, "another user"),
        ({"authority": "elsewhere:5432"}, "another server"),
    ],
)
async def test_a_token_for_something_else_is_refused(lock: Lock, asked: dict[str, str], why: str) -> None:
    given = {"service": "rds-db", "authority": lock.authority, "DBUser": "shop_app"} | asked
    token = await login.token(given.pop("service"), given.pop("authority"), **given)
    with pytest.raises(Refused, match=why):
        lock.open("shop_app", token)


async def test_an_address_with_a_password_stays_as_it_is() -> None:
    assert login.postgres("postgresql://shop:secret@host/shop") == (
        "postgresql://shop:secret@host/shop",
        None,
    )
