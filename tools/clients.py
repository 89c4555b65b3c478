"""Typed clients from the public document, in Python and for TypeScript. Only the document is looked at.

Both are a class with a method for each operation above a small transport written by hand. A generator made
for any document brings its own runtime, and those of TypeScript need node, which nothing else here needs.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from tools import client_python, client_typescript
from tools.shapes import Call, Parameter, Schema, body_of

Files: TypeAlias = dict[Path, str]
CLIENTS = Path("clients")
# What a method asks for beside path and query. `If-None-Match` is for caches: its 304 is no answer to decode.
HEADERS = ("Idempotency-Key", "If-Match", "Cart-Token", "Order-Token")


def files(document: Schema) -> Files:
    """Every generated file of the clients."""
    schemas: Schema = document["components"]["schemas"]
    found = list(calls(document))
    python = CLIENTS / "python" / "zoco_client"
    typescript = CLIENTS / "typescript"
    return {
        python / "models.py": client_python.models(schemas),
        python / "api.py": client_python.api(found),
        typescript / "zoco.d.ts": client_typescript.declarations(schemas, found),
        typescript / "zoco.js": client_typescript.code(found),
    }


def calls(document: Schema) -> Iterator[Call]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if all(status[0] == "3" for status in operation["responses"] if status[0] in "23"):
                continue  # a link for browsers: the answer is elsewhere
            yield _call(path, method.upper(), operation)


def _call(path: str, method: str, operation: dict[str, Any]) -> Call:
    given = [
        Parameter(each["name"], each["in"], each["schema"], each.get("required", False))
        for each in operation.get("parameters", [])
        if each["in"] != "header" or each["name"] in HEADERS
    ]
    successes = [body_of(answer) for status, answer in operation["responses"].items() if status[0] == "2"]
    if any(success != successes[0] for success in successes):
        raise ValueError(f"{method} {path} has successes of several kinds; a method has one answer")
    return Call(
        operation["operationId"],
        operation["summary"],
        method,
        path,
        given,
        body_of(operation.get("requestBody", {})),
        successes[0],
    )
