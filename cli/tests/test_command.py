"""The `zoco` command as a person runs it."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from zoco.ports import Ports, variable


class Shell:
    """Runs `zoco` on a stack of its own."""

    def __init__(self, home: Path) -> None:
        ports = msgspec.structs.asdict(Ports.free())
        self.home = home
        self.environment = {variable(name): str(port) for name, port in ports.items()} | {
            "ZOCO_HOME": str(home),
            "PATH": os.environ["PATH"],
            "COLUMNS": "500",
        }

    def run(self, *arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "zoco", *arguments]
        options = {"stdin": subprocess.DEVNULL, "stdout": -1, "stderr": -1, "timeout": 60} | options
        return subprocess.run(command, env=self.environment, text=True, **options)  # type: ignore[call-overload, no-any-return]

    def answer(self, text: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run it at a terminal and type."""
        terminal, keyboard = pty.openpty()
        os.write(terminal, text.encode())
        try:
            return self.run(*arguments, stdin=keyboard)
        finally:
            os.close(terminal)
            os.close(keyboard)


@pytest.fixture
def zoco(home: Path) -> Iterator[Shell]:
    shell = Shell(home)
    yield shell
    shell.run("down")


def test_up_survives_the_command_and_down_stops_it(zoco: Shell) -> None:
    up = zoco.run("up", "redis", "aws")
    assert up.returncode == 0, up.stderr
    assert f"127.0.0.1:{zoco.environment['ZOCO_REDIS_PORT']}" in up.stdout
    again = zoco.run("up", "redis")
    assert "running already" in again.stdout
    status = zoco.run("status")
    assert status.returncode == 1  # not everything is ready
    assert "stopped" in status.stdout
    logs = zoco.run("logs", "redis", "--no-follow")
    assert "Ready to accept connections" in logs.stdout
    down = zoco.run("down")
    assert "redis" in down.stdout
    assert not list((zoco.home / "run").iterdir())


def test_reset_asks_first(zoco: Shell) -> None:
    zoco.run("up", "redis")
    unasked = zoco.run("reset")
    assert unasked.returncode == 1
    assert "zoco reset --yes" in unasked.stderr
    refused = zoco.answer("n\n", "reset")
    assert "Nothing was deleted" in refused.stdout
    assert (zoco.home / "secrets.json").exists()
    agreed = zoco.answer("y\n", "reset")
    assert agreed.returncode == 0, agreed.stderr
    assert list(zoco.home.iterdir()) == []


def test_reset_helps_where_a_file_is_damaged(zoco: Shell) -> None:
    zoco.run("up", "redis")
    (zoco.home / "secrets.json").write_text("{")
    (zoco.home / "ports.json").write_text("[]")
    assert "zoco reset" in zoco.run("status").stderr
    done = zoco.run("reset", "--yes")
    assert done.returncode == 0, done.stderr
    assert "secrets.json could not be read" in done.stdout
    assert not (zoco.home / "secrets.json").exists()


def test_doctor_says_what_to_do_about_a_taken_port(zoco: Shell) -> None:
    well = zoco.run("doctor")
    assert well.returncode == 0, well.stdout
    zoco.run("up", "redis")
    zoco.environment["ZOCO_MAIL_PORT"], zoco.environment["ZOCO_REDIS_PORT"] = (
        zoco.environment["ZOCO_REDIS_PORT"],
        zoco.environment["ZOCO_MAIL_PORT"],
    )
    ill = zoco.run("doctor")
    assert ill.returncode == 1
    assert f"in {zoco.home}/" in ill.stdout
    assert "choose another: ZOCO_MAIL_PORT=" in ill.stdout


def test_mistakes_are_told_in_words(zoco: Shell) -> None:
    zoco.environment["ZOCO_MAIL_PORT"] = "mail"
    failed = zoco.run("up")
    assert failed.returncode == 1
    assert failed.stderr.strip() == "ZOCO_MAIL_PORT=mail is not a port from 1 to 65535"


def test_the_gateways_routes_are_shown_and_checked(zoco: Shell) -> None:
    table, check = zoco.run("gateway", "routes"), zoco.run("gateway", "check")
    assert table.returncode == check.returncode == 0, check.stderr
    assert all(word in table.stdout for word in ("/v1/orders/{id}", "customer", "orders", "10s", "120/min"))
    assert "good" in check.stdout
    assert "no gateway runs" in zoco.run("gateway", "reload").stderr
