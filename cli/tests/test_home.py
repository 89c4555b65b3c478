"""The folder of all state: private, whole, and nothing outside it changes."""

import stat
from pathlib import Path

import pytest

from zoco.home import Home
from zoco.ports import Ports


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_may_look_inside_and_the_parent_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    home = Home(tmp_path / ".zoco")
    home.create()
    home.secrets()
    assert mode(home.folder) == 0o700
    assert mode(home.path("secrets.json")) == 0o600
    assert mode(tmp_path) == 0o755


def test_secrets_are_made_once(home: Path) -> None:
    first = Home(home)
    first.create()
    made = first.secrets()
    assert Home(home).secrets() == made
    assert made.stripe_secret_key.startswith("sk_test_")
    assert len(set(made.client_secrets.values())) == 4


def test_a_secret_that_a_newer_version_knows_is_added(home: Path) -> None:
    kept = Home(home)
    kept.create()
    kept.path("secrets.json").write_text('{"stripe_secret_key": "sk_test_kept"}')
    assert kept.secrets().stripe_secret_key == "sk_test_kept"
    assert kept.secrets().signing_key_secret == Home(home).secrets().signing_key_secret


def test_a_broken_file_is_named(home: Path) -> None:
    broken = Home(home)
    broken.create()
    broken.path("ports.json").write_text("{")
    with pytest.raises(ValueError, match=r"ports\.json cannot be read"):
        broken.ports({})


def test_ports_of_the_last_start_are_kept(home: Path) -> None:
    kept = Home(home)
    kept.create()
    kept.write("ports.json", Ports(gateway=9000))
    assert kept.ports({}).gateway == 9000
    assert kept.ports({"ZOCO_GATEWAY_PORT": "9001"}).gateway == 9001


def test_erasing_keeps_only_the_tools(home: Path) -> None:
    full = Home(home)
    full.create()
    full.secrets()
    full.path("tools").mkdir()
    full.erase()
    assert [entry.name for entry in home.iterdir()] == ["tools"]
