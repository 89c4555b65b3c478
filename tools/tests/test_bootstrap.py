"""What `make` says on a machine where it cannot begin."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]
PROGRAMS = ("cat", "cksum", "dirname", "mkdir", "rm", "sh", "tail")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout with nothing but the script, and a PATH with nothing but what it calls."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "requirements.lock").touch()
    shutil.copy(HERE / "bootstrap", tmp_path / "tools" / "bootstrap")
    for program in PROGRAMS:
        found = shutil.which(program)
        assert found is not None
        (tmp_path / "bin" / program).symlink_to(found)
    return tmp_path


def bootstrap(clone: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = ["sh", str(clone / "tools" / "bootstrap")]
    environment = {"PATH": str(clone / "bin"), "HOME": str(clone)} | environment
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def pretend(clone: Path, name: str, script: str) -> Path:
    program = clone / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def test_no_python_is_told_with_what_to_install(clone: Path) -> None:
    pretend(clone, "python3", "exit 1")  # too old, or a version manager's shim
    ran = bootstrap(clone)
    assert ran.returncode == 1
    assert "No Python >= 3.11 found" in ran.stderr
    assert "apt-get install python3.11" in ran.stderr


def test_a_python_that_was_named_and_is_too_old_is_told(clone: Path) -> None:
    old = pretend(clone, "old-python", "exit 1")
    ran = bootstrap(clone, ZOCO_PYTHON=str(old))
    assert ran.returncode == 1
    assert f"ZOCO_PYTHON={old} is not a Python >= 3.11." in ran.stderr


def test_a_machine_that_cannot_install_uv_is_told_how_it_could(clone: Path) -> None:
    pretend(clone, "python3", 'case "$1" in -m) echo "No module named $2" >&2; exit 1;; -c) echo "$0";; esac')
    ran = bootstrap(clone)
    assert ran.returncode == 1
    assert "neither venv nor pip" in ran.stderr
    assert "apt-get install python3-venv" in ran.stderr
    assert not (clone / ".venv").exists()


def test_state_is_private_from_the_first_moment(clone: Path) -> None:
    pretend(clone, "python3", 'case "$1" in -m) exit 1;; -c) echo "$0";; esac')
    bootstrap(clone)
    assert (clone / ".zoco").stat().st_mode & 0o777 == 0o700
    assert os.listdir(clone / ".zoco") == ["tools"]
