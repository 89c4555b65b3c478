"""Reads routes.yaml into a RouteTable; every complaint names the line and what to write instead."""

import re
from pathlib import Path

import msgspec
import yaml

from gateway.errors import GatewayError
from gateway.pages import CONTENT_TYPES, MOST_BYTES
from gateway.routes import (
    METHODS,
    NAMED_POLICIES,
    PERMISSION,
    Limit,
    Page,
    Policy,
    Route,
    RouteTable,
    overlaps,
)
from gateway.settings import SERVICES

DEFAULT_ROUTES = Path(__file__).parent.parent / "routes.yaml"

OPTIONS = ("timeout", "body", "per_address", "per_subject")
PATH = re.compile(r"(/([A-Za-z0-9._~-]+|\{[a-z_]+\}))+")
INSIDE_ONLY = ("internal", "health", "metrics")
SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600}
BYTES = {"B": 1, "KiB": 1024, "MiB": 1024 * 1024}


class Entry(msgspec.Struct, frozen=True):
    """A YAML node that remembers where it stands."""

    file: Path
    line: int
    node: yaml.Node

    def refused(self, complaint: str) -> GatewayError:
        return GatewayError(f"{self.file}:{self.line}: {complaint}")

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value:
            raise self.refused("expected one word here")
        return str(self.node.value)

    def fields(self) -> dict[str, "Entry"]:
        if not isinstance(self.node, yaml.MappingNode) or not self.node.value:
            raise self.refused("expected at least one 'key: value' here")
        found: dict[str, Entry] = {}
        for key_node, value in self.node.value:
            line = key_node.start_mark.line + 1
            key = Entry(self.file, line, key_node).text()
            entry = Entry(self.file, line, value)
            if key in found:
                raise entry.refused(f"{key} is given already on line {found[key].line}; keep one")
            found[key] = entry
        return found

    def exactly(self, names: tuple[str, ...], *, optional: tuple[str, ...] = ()) -> dict[str, "Entry"]:
        found = self.fields()
        for name, entry in found.items():
            if name not in names + optional:
                raise entry.refused(f"unknown key {name}; use {', '.join(names + optional)}")
        for name in names:
            if name not in found:
                raise self.refused(f"the key {name} is missing here; add it")
        return found


def load(file: Path) -> RouteTable:
    root = Entry(file, 1, _parse(file)).exactly(("defaults", "services"), optional=("pages",))
    defaults = root["defaults"].exactly(OPTIONS)
    routes: list[Route] = []
    for service, paths in root["services"].fields().items():
        if service not in SERVICES:
            raise paths.refused(f"unknown service {service}; use {', '.join(SERVICES)}")
        for path, entry in paths.fields().items():
            route = _route(path, entry, service, defaults)
            _refuse_overlap(route, routes, entry)
            routes.append(route)
    return RouteTable(
        routes=tuple(routes),
        pages=_pages(root["pages"], routes) if "pages" in root else (),
        per_address=_limit(defaults["per_address"]),
        per_subject=_limit(defaults["per_subject"]),
    )


def _parse(file: Path) -> yaml.Node:
    try:
        root = yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise GatewayError(f"{file}: cannot be read: {error}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GatewayError(f"{file}:{line}: not valid YAML: {error.problem}; correct it") from None
    except yaml.YAMLError as error:
        raise GatewayError(f"{file}:1: not valid YAML: {error}; correct it") from None
    if root is None:
        raise GatewayError(f"{file}:1: the file is empty; add defaults and services")
    return root


def _route(path: str, entry: Entry, service: str, defaults: dict[str, Entry]) -> Route:
    _refuse_path(path, entry)
    given = entry.fields()
    for name, value in given.items():
        if name not in METHODS and name not in OPTIONS:
            raise value.refused(f"unknown key {name}; use {', '.join((*METHODS, *OPTIONS))}")
    methods = {name: _policy(name, value) for name, value in given.items() if name in METHODS}
    if not methods:
        raise entry.refused(f"{path} has no method, so nobody may use it; add one, such as 'GET: customer'")
    if "per_subject" in given and set(methods.values()) == {"public"}:
        raise given["per_subject"].refused("a public route knows no subject; remove per_subject")
    return Route(
        path=path,
        service=service,
        methods=methods,
        timeout_seconds=_seconds(given.get("timeout", defaults["timeout"])),
        body_bytes=_bytes(given.get("body", defaults["body"])),
        per_address=_limit(given["per_address"]) if "per_address" in given else None,
        per_subject=_limit(given["per_subject"]) if "per_subject" in given else None,
        line=entry.line,
    )


def _pages(pages: Entry, routes: list[Route]) -> tuple[Page, ...]:
    found = []
    for path, entry in pages.fields().items():
        _refuse_path(path, entry)
        if "{" in path or any(overlaps(path, route.path) for route in routes):
            raise entry.refused(f"{path} is no page: it has a parameter, or a service answers it")
        file = entry.file.parent / entry.text()
        if file.suffix not in CONTENT_TYPES:
            raise entry.refused(f"{file.name} is of no known kind; use {', '.join(CONTENT_TYPES)}")
        found.append(Page(path=path, content_type=CONTENT_TYPES[file.suffix], text=_text(file, entry)))
    return tuple(found)


def _packed(text: str) -> str:
    """JSON without the white space that people need; what is no JSON goes out as it is."""
    try:
        return msgspec.json.format(text, indent=-1)
    except msgspec.DecodeError:
        return text


def _text(file: Path, entry: Entry) -> str:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise entry.refused(f"{file} cannot be read: {error}") from None
    if file.suffix == ".json":
        text = _packed(text)
    if len(text.encode()) > MOST_BYTES:
        raise entry.refused(f"{file} is larger than {MOST_BYTES // 1024} KiB; make it smaller")
    return text


def _refuse_path(path: str, entry: Entry) -> None:
    if not PATH.fullmatch(path):
        raise entry.refused(
            f"{path} is not a path; write it like /v1/orders/{{id}}, without a slash at its end"
        )
    if path.split("/")[1] in INSIDE_ONLY:
        raise entry.refused(f"{path} is for inside the network only; remove it")


def _refuse_overlap(route: Route, earlier: list[Route], entry: Entry) -> None:
    for other in earlier:
        if overlaps(route.path, other.path):
            raise entry.refused(
                f"{route.path} catches the same requests as {other.path} on line {other.line}; keep one"
            )


def _policy(method: str, entry: Entry) -> Policy:
    word = str(entry.node.value) if isinstance(entry.node, yaml.ScalarNode) else "this"
    if word in NAMED_POLICIES or PERMISSION.fullmatch(word):
        return word
    choice = f"use {', '.join(NAMED_POLICIES)}, or a permission such as orders:read"
    raise entry.refused(f"unknown policy {word}; {choice}" if word else f"{method} has no policy; {choice}")


def _measure(entry: Entry, units: tuple[str, ...], separator: str, example: str) -> tuple[int, str]:
    match = re.fullmatch(rf"([1-9][0-9]*){separator}([A-Za-z]+)", entry.text())
    if match is None or match[2] not in units:
        raise entry.refused(f"{entry.text()} is not understood; write it like {example} ({', '.join(units)})")
    return int(match[1]), match[2]


def _seconds(entry: Entry) -> float:
    number, unit = _measure(entry, ("ms", "s"), "", "10s")
    return number * SECONDS[unit]


def _bytes(entry: Entry) -> int:
    number, unit = _measure(entry, ("KiB", "MiB"), "", "64KiB")
    return number * BYTES[unit]


def _limit(entry: Entry) -> Limit:
    number, unit = _measure(entry, ("s", "min", "h"), "/", "120/min")
    return Limit(number, int(SECONDS[unit]))
