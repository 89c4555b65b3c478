"""The one document for everybody outside: the services' own, merged, without what is only for inside."""

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from gateway.loader import INSIDE_ONLY
from gateway.problems import INTERNAL, INVALID_TOKEN, TITLES, UNAUTHENTICATED
from gateway.routes import METHODS
from tools.examples import FOUND
from tools.operation import Operation
from tools.operations import OPERATIONS
from tools.refusals import Problem

Schema: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str]  # path and method, as chassis.openapi has them

INTRODUCTION = Path(__file__).with_name("introduction.md")
REF = "#/components/schemas/"
TAGS = {
    "catalog": "Products, search, stock",
    "users": "Accounts, login, roles",
    "orders": "Buying: preview, place, cancel",
    "support": "Tickets between customers and agents",
}
# What explains a schema or narrows it without changing what its values are made of.
WORDS = ("title", "description", "examples")
BOUNDS = ("pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
NOISE = {"deprecated": False, "allowEmptyValue": False, "allowReserved": False, "headers": {}}
INVALID = Problem(422, "invalid", "The request has a wrong value")


def merge(documents: dict[str, Schema], problems: Mapping[str, Mapping[Key, list[Problem]]]) -> Schema:
    """`documents` and `problems` by service."""
    # Sorted, so that the file is the same whatever order a library has today.
    sorted_documents = {
        name: json.loads(json.dumps(documents[name], sort_keys=True)) for name in TAGS if name in documents
    }
    parts = {name: _public_part(document) for name, document in sorted_documents.items()}
    schemas = _shared_names(parts)
    paths: Schema = {}
    met: set[Problem] = set(_of_the_gateway())
    for name, part in parts.items():
        for path, method, operation in operations(part):
            own = problems.get(name, {}).get((path, method), [])
            paths.setdefault(path, {})[method.lower()] = _described(operation, path, method, name, own)
            met |= set(own)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoco", "version": "1", "description": _introduction(met)},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": TAGS[name]} for name in TAGS if name in documents],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "examples": {problem.type: _example(problem) for problem in sorted(met, reverse=True)},
        },
        "x-story": [words.id for words in OPERATIONS.values()],
        "x-found": {value: source._asdict() for value, source in FOUND.items()},
    }


def operations(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Path, method and operation of everything public, in the order of the story that the examples tell."""
    found = {
        f"{method} {path}": (path, method, item[method.lower()])
        for path, item in document["paths"].items()
        for method in METHODS
        if method.lower() in item and path.split("/")[1] not in INSIDE_ONLY
    }
    order = list(OPERATIONS)
    for key in sorted(found, key=lambda key: (order.index(key) if key in order else len(order), key)):
        yield found[key]


def nameless(document: Schema) -> Iterator[str]:
    """Public operations that nobody has named."""
    for path, method, _ in operations(document):
        if f"{method} {path}" not in OPERATIONS:
            yield f"{method} {path} has no name and no summary: give it a line in tools/operations.py"


# Schemas of several services under one roof


def _public_part(document: Schema) -> Schema:
    """A copy with the public operations, and the schemas they need."""
    paths: Schema = {}
    for path, method, operation in operations(document):
        paths.setdefault(path, {})[method.lower()] = operation
    known, needed = document.get("components", {}).get("schemas", {}), set()
    waiting = list(_references(paths))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _references(known[name])
    return {"paths": paths, "schemas": {name: known[name] for name in sorted(needed)}}


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference.removeprefix(REF)
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _references(each)


def _shared_names(parts: dict[str, Schema]) -> Schema:
    """All schemas; those of one name and different make carry their service's name, in `parts` too.

    Only an `Order…` of orders is simply that.
    """
    while any(_told_apart(parts, name) for name in _names(parts)):
        pass  # a new name may be what tells two other schemas apart
    schemas: Schema = {}
    for name in _names(parts):
        same = [part["schemas"][name] for part in parts.values() if name in part["schemas"]]
        schemas[name] = functools.reduce(_common, same)
    return schemas


def _names(parts: dict[str, Schema]) -> list[str]:
    return sorted({name for part in parts.values() for name in part["schemas"]})


def _told_apart(parts: dict[str, Schema], name: str) -> bool:
    """Whether schemas of this name were of different make, and now have names of their own."""
    holders = [service for service, part in parts.items() if name in part["schemas"]]
    if functools.reduce(_common, (parts[service]["schemas"][name] for service in holders)) is not None:
        return False
    for service in holders:
        if not name.lower().startswith(service.removesuffix("s")):
            _rename(parts[service], name, f"{service.title()}{name}")
    return True


def _common(one: Any, two: Any) -> Any:
    """What holds for both: any words, and the bounds they share. None when they are of different make."""
    if not isinstance(one, dict) or not isinstance(two, dict):
        return one if one == two else None
    common = {}
    for key in sorted(one.keys() | two.keys()):
        if key in BOUNDS:
            if one.get(key) == two.get(key):
                common[key] = one[key]
        elif key == "additionalProperties" and False in (one.get(key), two.get(key)):
            common[key] = False  # what one of them is asked to leave out, the other never says
        elif key in WORDS and not (isinstance(one.get(key), dict) or isinstance(two.get(key), dict)):
            common[key] = one.get(key) or two.get(key)
        elif key not in one or key not in two or (value := _common(one[key], two[key])) is None:
            return None
        else:
            common[key] = value
    return common


def _rename(part: Schema, name: str, new: str) -> None:
    text = json.dumps(part).replace(f'"{REF}{name}"', f'"{REF}{new}"')
    part |= json.loads(text)
    part["schemas"] = {new if each == name else each: schema for each, schema in part["schemas"].items()}
    part["schemas"][new]["title"] = new


# What is said of an operation


def _described(operation: Schema, path: str, method: str, service: str, own: list[Problem]) -> Schema:
    words = OPERATIONS.get(f"{method} {path}", Operation(operation.get("operationId", ""), ""))
    described: Schema = _quiet(operation) | {
        "operationId": words.id,
        "summary": words.summary,
        "tags": [service],
    }
    examples = {**words.query, **words.headers, **dict.fromkeys(_parameters_in(path), words.of), **words.path}
    for parameter in described.get("parameters", []):
        parameter["schema"].pop("description", None)
        if examples.get(parameter["name"]):
            parameter["example"] = examples[parameter["name"]]
    if words.body is not None:
        [content] = described["requestBody"]["content"].values()
        content["example"] = words.body
    asks = any(parameter["in"] == "query" for parameter in described.get("parameters", []))
    described["responses"] = _responses(described["responses"], {*own, *([INVALID] if asks else [])})
    return described


def _quiet(part: Any) -> Any:
    """Without what only repeats OpenAPI's defaults."""
    if isinstance(part, list):
        return [_quiet(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {key: _quiet(value) for key, value in part.items() if key not in NOISE or NOISE[key] != value}


def _parameters_in(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _responses(documented: Schema, problems: set[Problem]) -> Schema:
    """The successes as the service has them, then its problems by status, then whatever else."""
    responses = {status: response for status, response in documented.items() if status != "default"}
    for status in sorted({problem.status for problem in problems}):
        kinds = sorted(problem.type for problem in problems if problem.status == status)
        examples = {kind: {"$ref": f"#/components/examples/{kind}"} for kind in kinds}
        content = {"schema": {"$ref": f"{REF}Problem"}, "examples": examples}
        responses[str(status)] = {
            "description": ", ".join(kinds),
            "content": {"application/problem+json": content},
        }
    return responses | {"default": documented["default"]}


# Problems


def _of_the_gateway() -> Iterator[Problem]:
    yield from (Problem(status, kind, title) for status, (kind, title) in TITLES.items())
    yield Problem(401, *UNAUTHENTICATED)
    yield Problem(401, *INVALID_TOKEN)
    yield Problem(500, *INTERNAL)
    yield INVALID


def _example(problem: Problem) -> Schema:
    value = {
        "type": f"/problems/{problem.type}",
        "title": problem.title,
        "status": problem.status,
        "instance": "/v1/…",
        "request_id": "5f4dcc3b-5aa7-4d61-9838-27deb882cf99",
    }
    return {"summary": problem.title, "value": value}


def _introduction(problems: set[Problem]) -> str:
    # A type may have several titles, one for each service: one of them is enough here.
    one_each = {(problem.status, problem.type): problem.title for problem in sorted(problems, reverse=True)}
    rows = [f"| {status} | `{kind}` | {title} |" for (status, kind), title in sorted(one_each.items())]
    return INTRODUCTION.read_text("utf-8").replace("{problems}", "\n".join(rows)).strip()
