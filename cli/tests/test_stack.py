"""Real parts, up and down: what dies, what stays, what is said."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import msgspec
import pytest

from chassis import parts
from chassis.process import Command, PartFailed
from zoco.ports import Ports
from zoco.stack import Stack, StackFailed

SERVERS = ("postgres", "redis", "aws")


async def states(stack: Stack) -> dict[str, str]:
    return {status.part.name: status.state for status in await stack.status()}


async def test_a_second_up_finds_it_running_and_starts_only_what_is_missing(stack: Stack) -> None:
    told: list[tuple[str, str]] = []
    await stack.up(SERVERS)
    before = {name: stack.record(name) for name in SERVERS}
    await stack.kill("redis")
    assert (await states(stack))["redis"] == "died"
    await stack.up(SERVERS, tell=lambda *said: told.append(said))
    assert sorted(told) == [
        ("aws", "running already"),
        ("postgres", "running already"),
        ("redis", "ready"),
        ("redis", "starting"),
    ]
    assert stack.record("postgres") == before["postgres"]
    await stack.down()
    assert set((await states(stack)).values()) == {"stopped"}


async def test_each_role_reaches_only_its_own_database(stack: Stack) -> None:
    await stack.up(["postgres"])
    own = await asyncpg.connect(stack.wiring.database_url("orders"))
    await own.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE TABLE kept (id int)")
    await own.close()
    for other in ("users", "postgres", "template1"):
        address = stack.wiring.database_url("orders").rpartition("/")[0] + f"/{other}"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(address)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(stack.wiring.database_url("users").replace("users:", "orders:"))


async def test_what_was_written_survives_the_death_of_everything(home: Path) -> None:
    stack = Stack(home, Ports.free(), attached=True)
    await stack.up(SERVERS)
    connection = await asyncpg.connect(stack.wiring.database_url("users"))
    await connection.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
    for name in SERVERS:
        await stack.kill(name, signal.SIGKILL)
    _pretend_that_somebody_has_its_number(home)
    again = Stack(home, attached=True)
    await again.up(SERVERS)
    survivor = await asyncpg.connect(again.wiring.database_url("users"))
    assert await survivor.fetchval("SELECT id FROM kept") == 7
    await survivor.close()
    await again.down()


def _pretend_that_somebody_has_its_number(home: Path) -> None:
    """As after a machine's crash: the number in PostgreSQL's lock file belongs to another process."""
    lock = home / "postgres" / "postmaster.pid"
    _, *rest = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join(["1\n", *rest]))


async def test_a_taken_port_is_named_before_anything_starts(stack: Stack) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", stack.wiring.ports.redis))
        listener.listen()
        with pytest.raises(StackFailed) as refused:
            await stack.up(SERVERS)
    port = stack.wiring.ports.redis
    assert f"port {port}, which redis wants, is taken by process" in str(refused.value)
    assert f"ZOCO_REDIS_PORT={port + 1000}" in str(refused.value)
    assert not stack.is_running("aws")


async def test_a_part_that_dies_shows_its_last_words_and_others_go_on(stack: Stack) -> None:
    async def broken() -> Command:
        return Command(["sh", "-c", "echo out of cardamom; exit 3"])

    stack.parts["redis"] = msgspec.structs.replace(stack.parts["redis"], command=broken)
    with pytest.raises(StackFailed, match=r"redis ended with 3(.|\n)*out of cardamom(.|\n)*redis\.log"):
        await stack.up(SERVERS)
    assert stack.is_running("aws")


async def test_what_needs_a_failed_part_is_not_started(stack: Stack) -> None:
    async def broken() -> Command:
        raise PartFailed("no ink")

    stack.parts["mail"] = msgspec.structs.replace(stack.parts["mail"], command=broken)
    with pytest.raises(StackFailed, match="mail: no ink"):
        await stack.up(["keys"])
    assert not stack.is_running("users")


async def test_a_part_that_is_not_ours_is_left_alone(stack: Stack) -> None:
    await stack.up(["redis"])
    stack.home.write("ports.json", stack.wiring.ports)
    moved = msgspec.structs.replace(stack.wiring.ports, redis=stack.wiring.ports.redis + 1)
    with pytest.raises(StackFailed, match="redis runs on port"):
        await Stack(stack.home.folder, moved, attached=True).up(["redis"])
    await parts.redis_ready(stack.wiring.ports.redis)


async def test_an_unknown_part_is_refused(stack: Stack) -> None:
    with pytest.raises(StackFailed, match="no part is called warehouse; there are postgres, redis"):
        await stack.up(["warehouse"])


def test_children_end_with_a_test_run_that_is_killed(home: Path) -> None:
    program = (
        "import asyncio, os, pathlib, sys; from zoco.stack import Stack; from zoco.ports import Ports\n"
        "stack = Stack(pathlib.Path(sys.argv[1]), Ports.free(), durable=False, attached=True)\n"
        "asyncio.run(stack.up(['postgres', 'redis'])); os.kill(os.getpid(), 9)"
    )
    ran = subprocess.run([sys.executable, "-c", program, home], check=False)
    assert ran.returncode == -signal.SIGKILL
    survivor = Stack(home)
    for name in ("postgres", "redis"):
        record = survivor.record(name)
        assert record is not None
        # They got their signal at that moment and are on their way out.
        assert asyncio.run(record.gone(within=5))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_root_may_run_postgresql_where_namespaces_are_forbidden(home: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    programs = tmp_path / "bin"
    programs.mkdir()
    for program in ("id", "setpriv"):  # and no unshare
        found = shutil.which(program)
        assert found is not None
        (programs / program).symlink_to(found)
    script = (
        "import asyncio, pathlib, sys; from zoco.stack import Stack; from zoco.ports import Ports\n"
        "stack = Stack(pathlib.Path(sys.argv[1]), Ports.free(), durable=False, attached=True)\n"
        "asyncio.run(stack.up(['postgres'])); asyncio.run(stack.down())"
    )
    command = [sys.executable, "-c", script, str(home)]
    ran = subprocess.run(command, env={"PATH": str(programs)}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (home / "postgres").stat().st_uid != 0
    assert tmp_path.stat().st_mode & 0o777 == 0o700
