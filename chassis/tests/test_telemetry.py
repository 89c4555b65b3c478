"""Logs: what happened, and nothing about anybody."""

import asyncpg
import pytest
import structlog

from chassis import telemetry
from chassis.testing import Running


async def test_a_row_that_an_error_is_about_is_not_logged(
    notebook: Running, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    telemetry.configure("notebook", "info")
    try:
        async with notebook.db.transaction() as tx:
            for _ in range(2):
                await tx.execute(
                    "INSERT INTO inbox (consumer, event_id, at) VALUES ('canary', $1, $2)",
                    "0198aaaa-0000-7000-8000-000000000000",
                    tx.now,
                )
    except asyncpg.UniqueViolationError:
        structlog.get_logger().exception("went_wrong")
    finally:
        structlog.reset_defaults()
    logged = capfdbinary.readouterr().out
    assert b"went_wrong" in logged
    assert b"UniqueViolationError" in logged
    assert b"canary" not in logged.replace(b"VALUES ('canary'", b"")
