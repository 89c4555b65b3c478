"""contracts/: written the same every time, and kept once committed."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from chassis import messaging
from chassis.events import Event
from chassis.ids import new_id
from chassis.outbox import StoredEvent
from tools import contracts
from tools.contracts import Contract, event_schema, settle


class CakeBaked(Event, wire_name="orders.cake_baked.v1"):
    """A cake came out of the oven.

    It is still hot.
    """

    cake_id: UUID
    baked_at: datetime
    weight: int
    note: str | None = None


class CakeBakedWithoutWeight(Event, wire_name="orders.cake_baked.v1"):
    cake_id: UUID
    baked_at: datetime
    note: str | None = None


class CakeBakedInGrams(Event, wire_name="orders.cake_baked.v1"):
    cake_id: UUID
    baked_at: datetime
    weight: str
    note: str | None = None


class HeavierCakeBaked(Event, wire_name="orders.cake_baked.v1"):
    cake_id: UUID
    baked_at: datetime
    weight: int
    note: str | None = None
    layers: int = 1


class CakeRead(Event, wire_name="orders.cake_baked.v1"):
    weight: int


class PieRead(Event, wire_name="orders.pie_baked.v1"):
    weight: int


class Misnamed(Event, wire_name="catalog.CakeBaked"):
    cake_id: UUID


Committing = Callable[[], None]


def orders(*published: type[Event]) -> Contract:
    return Contract("orders", {"openapi": "3.1.0", "paths": {}}, list(published), [], [])


def support(*read: type[Event]) -> Contract:
    return Contract("support", {"paths": {}}, [], list(read), sorted(kind.wire_name() for kind in read))


@pytest.fixture
def commit(tmp_path: Path) -> Committing:
    """`tmp_path` as a repository; the fixture commits all of it."""

    def git(*arguments: str) -> None:
        own = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *own, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def commit_all() -> None:
        git("add", "--all")
        git("commit", "--quiet", "--message", "More")

    git("init", "--quiet")
    return commit_all


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "contracts").rglob("*.json"))
    }


def test_what_is_written_is_what_the_check_wants(
    tmp_path: Path, commit: Committing, capsys: pytest.CaptureFixture[str]
) -> None:
    everything = [orders(CakeBaked), support(CakeRead)]
    assert settle(tmp_path, everything, is_check=True) == 1
    assert settle(tmp_path, everything, is_check=False) == 0
    first = files(tmp_path)
    assert list(first) == [
        "contracts/events/orders.cake_baked.v1.json",
        "contracts/openapi/orders.json",
        "contracts/openapi/support.json",
        "contracts/openapi.json",
        "contracts/subscriptions.json",
    ]
    assert settle(tmp_path, everything[::-1], is_check=False) == 0
    assert files(tmp_path) == first
    assert settle(tmp_path, everything, is_check=True) == 0
    assert all(content.endswith(b"}\n") and json.loads(content) for content in first.values())
    subscriptions = {"orders": [], "support": ["orders.cake_baked.v1"]}
    assert json.loads(first["contracts/subscriptions.json"]) == subscriptions
    capsys.readouterr()


@pytest.mark.parametrize(
    "path", ["events/orders.cake_baked.v1", "openapi/orders", "openapi", "subscriptions"]
)
def test_the_check_names_a_file_that_differs(
    tmp_path: Path, commit: Committing, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    settle(tmp_path, [orders(CakeBaked)], is_check=False)
    file = tmp_path / "contracts" / f"{path}.json"
    file.write_text(file.read_text() + " ")
    assert settle(tmp_path, [orders(CakeBaked)], is_check=True) == 1
    assert f"contracts/{path}.json differs from the code" in capsys.readouterr().out


LOST = [
    (CakeBakedWithoutWeight, "orders.cake_baked.v1: `weight` would be gone"),
    (CakeBakedInGrams, "orders.cake_baked.v1: `weight` was integer and would be string"),
]


@pytest.mark.parametrize(("kind", "sentence"), LOST)
def test_a_committed_field_is_kept_and_nothing_is_written_without_it(
    tmp_path: Path, commit: Committing, capsys: pytest.CaptureFixture[str], kind: type[Event], sentence: str
) -> None:
    settle(tmp_path, [orders(CakeBaked)], is_check=False)
    commit()
    before = files(tmp_path)
    for is_check in (False, True):
        assert settle(tmp_path, [orders(kind)], is_check=is_check) == 1
        told = capsys.readouterr().out
        assert sentence in told
        assert "publish orders.cake_baked.v2 beside it" in told
    assert files(tmp_path) == before


def test_a_field_is_kept_even_when_its_loss_was_committed(
    tmp_path: Path, commit: Committing, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(tmp_path, [orders(CakeBaked)], is_check=False)
    commit()
    file = tmp_path / "contracts" / "events" / "orders.cake_baked.v1.json"
    file.write_text(contracts.render(event_schema(CakeBakedWithoutWeight)))
    commit()
    assert settle(tmp_path, [orders(CakeBakedWithoutWeight)], is_check=True) == 1
    assert "`weight` would be gone" in capsys.readouterr().out
    file.unlink()
    commit()
    assert settle(tmp_path, [orders(CakeBakedWithoutWeight)], is_check=False) == 1


def test_a_field_that_was_never_committed_may_go(tmp_path: Path, commit: Committing) -> None:
    settle(tmp_path, [orders(CakeBaked)], is_check=False)
    assert settle(tmp_path, [orders(CakeBakedWithoutWeight)], is_check=False) == 0


def test_an_optional_field_may_come(tmp_path: Path, commit: Committing) -> None:
    settle(tmp_path, [orders(CakeBaked)], is_check=False)
    commit()
    assert settle(tmp_path, [orders(HeavierCakeBaked)], is_check=False) == 0


def test_an_event_that_nobody_reads_may_go_and_its_file_with_it(
    tmp_path: Path, commit: Committing, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(tmp_path, [orders(CakeBaked), support()], is_check=False)
    commit()
    assert settle(tmp_path, [orders(), support()], is_check=True) == 1
    assert "orders.cake_baked.v1.json is of no event" in capsys.readouterr().out
    assert settle(tmp_path, [orders(), support()], is_check=False) == 0
    assert "contracts/events/orders.cake_baked.v1.json" not in files(tmp_path)


def test_files_of_a_service_that_is_not_there_are_left_alone(tmp_path: Path, commit: Committing) -> None:
    settle(tmp_path, [orders(CakeBaked)], is_check=False)
    assert settle(tmp_path, [support(CakeRead)], is_check=False) == 0
    assert "contracts/events/orders.cake_baked.v1.json" in files(tmp_path)


@pytest.mark.parametrize(
    ("everything", "sentence"),
    [
        (
            [orders(CakeBaked), support(PieRead)],
            "orders.pie_baked.v1: support listens to it and nobody publishes",
        ),
        (
            [orders(), support(CakeRead)],
            "orders.cake_baked.v1: support listens to it and nobody publishes it",
        ),
        (
            [orders(CakeBakedInGrams), support(CakeRead)],
            "orders.cake_baked.v1, as support reads it: `weight` is read as integer and may be string",
        ),
        ([orders(Misnamed)], "catalog.CakeBaked: an event of orders is named orders.something_happened.v1"),
        ([orders(CakeBaked, CakeBaked)], "orders.cake_baked.v1: two events of orders have this name"),
    ],
)
def test_a_broken_rule_is_told_and_nothing_is_written(
    tmp_path: Path,
    commit: Committing,
    capsys: pytest.CaptureFixture[str],
    everything: list[Contract],
    sentence: str,
) -> None:
    assert settle(tmp_path, everything, is_check=False) == 1
    assert sentence in capsys.readouterr().out
    assert files(tmp_path) == {}


def test_the_schema_is_of_the_message_that_is_sent() -> None:
    event = CakeBaked(cake_id=new_id(), baked_at=datetime.now(UTC), weight=7)
    stored = StoredEvent(
        event_id=new_id(),
        aggregate_id=event.cake_id,
        version=1,
        type=event.wire_name(),
        body=msgspec.to_builtins(event, str_keys=True),
        at=datetime.now(UTC),
        correlation_id=None,
        causation_id=None,
        traceparent=None,
    )
    sent = json.loads(messaging.encode(stored.envelope("orders")))
    schema = event_schema(CakeBaked)
    members = schema["properties"]
    assert set(sent) == set(members) == set(schema["required"])
    assert set(sent["data"]) == set(members["data"]["properties"])
    assert members["data"]["required"] == ["cake_id", "baked_at", "weight"]
    assert members["data"]["properties"]["baked_at"] == {"type": "string", "format": "date-time"}
    for name in ("specversion", "source", "type", "dataschema", "datacontenttype"):
        assert sent[name] == members[name]["const"]
    assert schema["description"] == "A cake came out of the oven.\n\nIt is still hot."


def test_a_service_without_an_app_is_skipped() -> None:
    assert contracts.load("warehouse") is None


@pytest.mark.parametrize("name", contracts.SERVICES)
def test_every_service_says_what_it_promises_and_relies_on(name: str) -> None:
    contract = contracts.load(name)
    assert contract is not None
    assert contract.openapi["info"]["title"] == name
    assert contract.published
    assert set(contract.listens_to) == {kind.wire_name() for kind in contract.read}
