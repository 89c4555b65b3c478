"""Records of processes: a number that was used again fools nobody."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest

from zoco.running import Record


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def recorded(process: "subprocess.Popen[bytes]") -> Record:
    return Record.of(process.pid, stop_signal=signal.SIGTERM, port=None)


def test_a_running_process_is_alive(sleeper: "subprocess.Popen[bytes]") -> None:
    record = recorded(sleeper)
    assert record.is_alive
    assert record.memory > 0
    assert 0 <= record.age < 60


def test_the_memory_of_children_counts() -> None:
    large = "import sys; kept = bytearray(b'x' * 50_000_000); print(flush=True); sys.stdin.read()"
    argv = ["sh", "-c", '"$0" -c "$1"; true', sys.executable, large]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as shell:
        assert shell.stdout
        shell.stdout.readline()
        assert recorded(shell).memory > 50_000_000
        shell.communicate()


def test_a_number_used_again_is_not_alive_and_never_signalled(sleeper: "subprocess.Popen[bytes]") -> None:
    stale = msgspec.structs.replace(recorded(sleeper), began=recorded(sleeper).began - 1)
    assert not stale.is_alive
    stale.send(signal.SIGKILL)
    assert sleeper.poll() is None


def test_a_process_of_an_earlier_boot_is_not_alive(sleeper: "subprocess.Popen[bytes]") -> None:
    assert not msgspec.structs.replace(recorded(sleeper), boot="another").is_alive


async def test_stopping_waits_for_the_end(sleeper: "subprocess.Popen[bytes]") -> None:
    record = recorded(sleeper)
    assert await record.stop(patience=5)
    assert not record.is_alive


async def test_who_does_not_listen_is_killed() -> None:
    stubborn = subprocess.Popen(["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"], stdout=-1)
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    assert not await recorded(stubborn).stop(patience=0.1)
    assert stubborn.wait(5) == -signal.SIGKILL
    stubborn.stdout.close()
