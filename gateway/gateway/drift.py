"""Compares routes.yaml with the services' OpenAPI documents: what is public must be the same in both."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec

from gateway.errors import GatewayError
from gateway.loader import INSIDE_ONLY
from gateway.routes import METHODS, Policy, RouteTable, shape
from gateway.settings import SERVICES

Key: TypeAlias = tuple[str, str]  # shape of the path, method


class Operation(msgspec.Struct, frozen=True):
    """One method of one path, as the gateway or a service sees it."""

    service: str
    name: str
    policy: Policy | None


class _Declared(msgspec.Struct):
    policy: Policy | None = msgspec.field(name="x-policy", default=None)


class _Document(msgspec.Struct):
    paths: dict[str, dict[str, msgspec.Raw]]


def differences(table: RouteTable, folder: Path) -> list[str]:
    """One sentence each; none when the gateway and the services agree."""
    routed = dict(_routed(table))
    declared: dict[Key, Operation] = {}
    found = []
    for service in SERVICES:
        for key, operation in _declared(folder, service):
            if key in declared:
                found.append(f"{operation.name} is declared by {declared[key].service} and by {service}")
            declared[key] = operation
    for key in sorted(routed.keys() | declared.keys()):
        if key not in declared:
            found.append(f"{routed[key].name} is routed to {routed[key].service}, which does not declare it")
        elif key not in routed:
            found.append(_not_routed(key, declared[key], routed))
        else:
            found += _disagreements(routed[key], declared[key])
    return found


def _not_routed(key: Key, declared: Operation, routed: dict[Key, Operation]) -> str:
    others = ", ".join(method for path, method in sorted(routed) if path == key[0])
    instead = f"; only {others} is" if others else ""
    theirs = f"{declared.name} is declared by {declared.service} ({_words(declared.policy)})"
    return f"{theirs} but not routed{instead}"


def _disagreements(routed: Operation, declared: Operation) -> Iterator[str]:
    if routed.service != declared.service:
        yield f"{routed.name} is routed to {routed.service} but declared by {declared.service}"
    if declared.policy is None:
        yield f"{routed.name} has no x-policy in the document of {declared.service}"
    elif _words(routed.policy) != _words(declared.policy):
        theirs = f"{declared.service} declares {_words(declared.policy)}"
        yield f"{routed.name} is {_words(routed.policy)} at the gateway, {theirs}"


def _routed(table: RouteTable) -> Iterator[tuple[Key, Operation]]:
    for route in table.routes:
        for method, policy in route.methods.items():
            yield (route.shape, method), Operation(route.service, f"{method} {route.path}", policy)


def _declared(folder: Path, service: str) -> Iterator[tuple[Key, Operation]]:
    file = folder / f"{service}.json"
    try:
        document = msgspec.json.decode(file.read_bytes(), type=_Document)
        for path, item in document.paths.items():
            for method in METHODS if path.split("/")[1] not in INSIDE_ONLY else ():
                if method.lower() in item:
                    policy = msgspec.json.decode(item[method.lower()], type=_Declared).policy
                    yield (shape(path), method), Operation(service, f"{method} {path}", policy)
    except (OSError, msgspec.DecodeError) as error:
        raise GatewayError(f"{file}: {error}; write the documents with `make contracts`") from None


def _words(policy: Policy | None) -> str:
    return policy or "no policy"
