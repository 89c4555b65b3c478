"""A database that goes away is a reason to try again, never a fault of the service."""

import asyncpg
import pytest

from chassis.database import AWAY, Database
from chassis.errors import Unavailable


@pytest.mark.parametrize("error", AWAY)
async def test_an_end_of_any_kind_is_an_absence(environment: dict[str, str], error: type[Exception]) -> None:
    async with Database(environment["DATABASE_URL"], connections=1) as db:
        with pytest.raises(Unavailable):
            async with db.transaction():
                raise error("as when it ends a connection")
        assert await db.one(int, "SELECT 1") == 1


async def test_an_ended_backend_is_an_absence_and_the_next_call_is_answered(
    environment: dict[str, str],
) -> None:
    async with Database(environment["DATABASE_URL"], connections=1) as db:
        ended = await db.one(int, "SELECT pg_backend_pid()")
        other = await asyncpg.connect(environment["DATABASE_URL"], ssl=False)
        await other.execute("SELECT pg_terminate_backend($1)", ended)
        await other.close()
        for _ in range(2):
            try:
                pid = await db.one(int, "SELECT pg_backend_pid()")
            except Unavailable:
                continue
        assert pid not in (None, ended)
