"""Writes contracts/ and clients/ from the code, and checks that nobody who relies on them is let down.

`python -m tools.contracts` writes one OpenAPI document per service and a public one of all, one JSON Schema
per published event, who listens to what, and the typed clients; it writes nothing when a rule is broken.
With `--check` it only compares and checks.
"""

import importlib
import importlib.util
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

import msgspec
from msgspec.inspect import (
    DateTimeType,
    DictType,
    ListType,
    Metadata,
    NoneType,
    SetType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

from chassis.events import Envelope, Event
from chassis.main import example
from tools import clients, public_api
from tools.compatibility import Schema, losses, unmet
from tools.refusals import Problem, problems_of

SERVICES = ("catalog", "users", "orders", "support")
FOLDER = Path("contracts")
PUBLIC = FOLDER / "openapi.json"
WIRE_NAME = re.compile(r"(?P<publisher>[a-z]+)\.[a-z_]+\.v(?P<version>[1-9]\d*)")


class Contract(NamedTuple):
    """What one service promises and relies on."""

    name: str
    openapi: Schema
    published: list[type[Event]]
    read: list[type[Event]]
    listens_to: list[str]
    problems: Mapping[tuple[str, str], list[Problem]] = MappingProxyType({})


def main() -> int:
    """The exit code says whether all is well."""
    contracts = [contract for name in SERVICES if (contract := load(name))]
    return settle(Path(), contracts, is_check="--check" in sys.argv[1:])


def settle(root: Path, contracts: list[Contract], *, is_check: bool) -> int:
    """Check everything; then compare with the files, or write them."""
    wanted = documents(contracts)
    broken = list(breaches(contracts, committed(root)))
    if is_check:
        broken += differences(root, wanted, contracts)
    elif not broken:
        write(root, wanted, contracts)
    for sentence in broken:
        print(f"contracts: {sentence}")
    print(
        f"contracts: {len(broken)} breaches"
        if broken
        else f"contracts: {len(wanted)} files are as they should be"
    )
    return 1 if broken else 0


# From the code


def load(name: str) -> Contract | None:
    """The contract of a service, or None while it has no app."""
    app = _module(f"{name}.app")
    if app is None:
        return None
    settings = importlib.import_module(f"{name}.settings").Settings
    service = app.build(example(settings))
    heard = [subscription.kind for group in service.subscriptions for subscription in group.list]
    return Contract(
        name,
        msgspec.json.decode(msgspec.json.encode(service.openapi())),
        _events(_module(f"{name}.published")),
        list(dict.fromkeys([*heard, *_events(_module(f"{name}.subscribed"))])),
        sorted({kind.wire_name() for kind in heard}),
        problems_of(service.app("api")),
    )


def _module(name: str) -> ModuleType | None:
    package = name.partition(".")[0]
    if importlib.util.find_spec(package) is None or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


def _events(module: ModuleType | None) -> list[type[Event]]:
    found = vars(module).values() if module else ()
    return [
        kind for kind in found if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    ]


def documents(contracts: list[Contract]) -> dict[Path, str]:
    """Every generated file and what belongs into it."""
    wanted = {FOLDER / "openapi" / f"{contract.name}.json": contract.openapi for contract in contracts}
    for contract in contracts:
        for kind in contract.published:
            wanted[_event_file(kind.wire_name())] = event_schema(kind)
    wanted[FOLDER / "subscriptions.json"] = {contract.name: contract.listens_to for contract in contracts}
    texts = {path: render(document) for path, document in sorted(wanted.items())}
    public = public_document(contracts)
    return texts | {PUBLIC: json.dumps(public, indent=2, ensure_ascii=False) + "\n"} | clients.files(public)


def public_document(contracts: list[Contract]) -> Schema:
    return public_api.merge(
        {contract.name: contract.openapi for contract in contracts},
        {contract.name: contract.problems for contract in contracts},
    )


def _event_file(wire_name: str) -> Path:
    return FOLDER / "events" / f"{wire_name}.json"


def render(document: Any) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def event_schema(kind: type[Event]) -> Schema:
    """JSON Schema of the message on the wire: the envelope, with the event as its `data`."""
    wire_name = kind.wire_name()
    envelope, data = (schema_of(struct) for struct in (Envelope, kind))
    members = {name: _undefaulted(member) for name, member in envelope["properties"].items()}
    members |= {
        "specversion": {"const": "1.0"},
        "source": {"const": f"/{wire_name.partition('.')[0]}"},
        "type": {"const": wire_name},
        "dataschema": {"const": f"/{_event_file(wire_name)}"},
        "datacontenttype": {"const": "application/json"},
        "aggregateversion": {"type": "integer", "minimum": 1},
        "data": {name: value for name, value in data.items() if name not in ("title", "description")},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"/{_event_file(wire_name)}",
        "title": wire_name,
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "type": "object",
        "properties": members,
        "required": sorted(members),
    }


def _undefaulted(member: Schema) -> Schema:
    """A member that is always sent, whatever its default in the code."""
    return {name: value for name, value in member.items() if name != "default"}


def schema_of(kind: type[msgspec.Struct]) -> Schema:
    """As msgspec writes it, but whole."""
    (schema,), parts = msgspec.json.schema_components([kind], ref_template="{name}")
    return _whole(schema, type_info(kind), parts)


def _whole(schema: Schema, kind: Type, parts: dict[str, Schema]) -> Schema:
    """Without `$ref`, and with the format of times, which msgspec leaves out."""
    while isinstance(kind, Metadata):
        kind = kind.type
    if "$ref" in schema:
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        schema = parts[schema["$ref"]] | rest
    match kind:
        case StructType(fields=fields):
            names = {field.encode_name: field.type for field in fields}
            inner = {name: _whole(part, names[name], parts) for name, part in schema["properties"].items()}
            return schema | {"properties": inner}
        case ListType(item_type=item) | VarTupleType(item_type=item) | SetType(item_type=item):
            return schema | {"items": _whole(schema["items"], item, parts)}
        case DictType(value_type=value) if "additionalProperties" in schema:
            return schema | {"additionalProperties": _whole(schema["additionalProperties"], value, parts)}
        case UnionType(types=types):
            pairs = zip(schema["anyOf"], sorted(types, key=_place_in_union), strict=True)
            return schema | {"anyOf": [_whole(part, one, parts) for part, one in pairs]}
        case DateTimeType():
            return schema | {"format": "date-time"}
    return schema


def _place_in_union(kind: Type) -> int:
    """msgspec puts a struct after other types, and null last."""
    while isinstance(kind, Metadata):
        kind = kind.type
    return 2 if isinstance(kind, NoneType) else int(isinstance(kind, StructType))


# What must hold


def breaches(contracts: list[Contract], history: dict[str, list[Schema]]) -> Iterator[str]:
    """Everything that would let down a reader, inside this repository or outside."""
    published = {kind.wire_name(): schema_of(kind) for contract in contracts for kind in contract.published}
    for contract in contracts:
        yield from _misnamed(contract)
        yield from public_api.nameless(contract.openapi)
        yield from _misread(contract, published, {contract.name for contract in contracts})
    for wire_name, schema in sorted(published.items()):
        found = {loss for old in history.get(wire_name, []) for loss in losses(old, schema)}
        for loss in sorted(found):
            yield f"{wire_name}: {loss}; what is published stays: publish {_following(wire_name)} beside it"


def _misnamed(contract: Contract) -> Iterator[str]:
    names = [kind.wire_name() for kind in contract.published]
    for name in sorted(set(names)):
        match = WIRE_NAME.fullmatch(name)
        if match is None or match["publisher"] != contract.name:
            yield f"{name}: an event of {contract.name} is named {contract.name}.something_happened.v1"
        if names.count(name) > 1:
            yield f"{name}: two events of {contract.name} have this name"


def _misread(contract: Contract, published: dict[str, Schema], known: set[str]) -> Iterator[str]:
    for kind in sorted(contract.read, key=lambda kind: kind.wire_name()):
        wire_name = kind.wire_name()
        publisher = wire_name.partition(".")[0]
        if wire_name in published:
            for breach in unmet(published[wire_name], schema_of(kind)):
                yield f"{wire_name}, as {contract.name} reads it: {breach}"
        elif publisher in known or publisher not in SERVICES:
            yield f"{wire_name}: {contract.name} listens to it and nobody publishes it"


def _following(wire_name: str) -> str:
    name, _, version = wire_name.rpartition(".v")
    return f"{name}.v{int(version) + 1}"


def committed(root: Path) -> dict[str, list[Schema]]:
    """Every version of every event's data that was ever committed: what was published once was published."""
    if _git(root, "rev-parse", "--quiet", "--verify", "HEAD").returncode:
        return {}  # no commit yet
    log = _git(
        root, "log", "--format=", "--raw", "--no-abbrev", "--no-renames", "--", str(FOLDER / "events")
    ).stdout
    versions: dict[str, list[Schema]] = {}
    for line in log.splitlines():
        change, _, path = line.partition("\t")
        blob = change.split()[3]
        if blob.strip("0"):
            document = json.loads(_git(root, "cat-file", "blob", blob).stdout)
            versions.setdefault(Path(path).stem, []).append(document["properties"]["data"])
    return versions


def _git(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["git", *arguments], cwd=root, check=False, capture_output=True, text=True)


# Files


def write(root: Path, wanted: dict[Path, str], contracts: list[Contract]) -> None:
    for path in _stale(root, wanted, contracts):
        (root / path).unlink()
    for path, text in wanted.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def differences(root: Path, wanted: dict[Path, str], contracts: list[Contract]) -> Iterator[str]:
    for path, text in wanted.items():
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text:
            yield f"{path} differs from the code; run `make contracts` and commit what it writes"
    for path in _stale(root, wanted, contracts):
        yield f"{path} is of no event; run `make contracts` and commit what it deletes"


def _stale(root: Path, wanted: dict[Path, str], contracts: list[Contract]) -> list[Path]:
    """Files of events that are not published any more."""
    names = {contract.name for contract in contracts}
    found = sorted(path.relative_to(root) for path in (root / FOLDER / "events").glob("*.json"))
    return [path for path in found if path not in wanted and path.name.partition(".")[0] in names]


if __name__ == "__main__":
    raise SystemExit(main())
