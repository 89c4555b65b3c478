"""The Python client: msgspec structs and a class of coroutines."""

import subprocess
import sys
from collections.abc import Iterator

from tools.shapes import Call, Parameter, Schema, choices, name_of, unknown

GENERATED = "By `make contracts` from contracts/openapi.json."
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"uuid": "UUID", "date-time": "datetime"}


def models(schemas: Schema) -> str:
    parts = [
        f'"""What goes in and out. {GENERATED}"""',
        "from __future__ import annotations",
        "from datetime import datetime\nfrom typing import TYPE_CHECKING, Any, Literal",
        "from uuid import UUID",
        "import msgspec\nfrom msgspec import UNSET, UnsetType",
        *_enums(schemas),
        *(_struct(name, schema) for name, schema in schemas.items() if "enum" not in schema),
    ]
    return _formatted("\n\n".join(parts))


def _enums(schemas: Schema) -> Iterator[str]:
    enums = {name: schema for name, schema in schemas.items() if "enum" in schema}
    if not enums:
        return
    literals = [f"    {name} = {_literal(schema['enum'])}" for name, schema in enums.items()]
    yield "# Type checkers know today's values; a value added later must not break who reads it."
    yield "\n".join(["if TYPE_CHECKING:", *literals, "else:", *(f"    {name} = str" for name in enums)])


def _literal(values: list[str]) -> str:
    return f"Literal[{', '.join(map(repr, values))}]"


def _struct(name: str, schema: Schema) -> str:
    required = schema.get("required", [])
    fields = [_field(each, part, is_required=each in required) for each, part in schema["properties"].items()]
    words = [f'    """{schema["description"]}"""\n'] if "description" in schema else []
    return "\n".join([f"class {name}(msgspec.Struct, kw_only=True):", *words, *fields])


def _field(name: str, schema: Schema, *, is_required: bool) -> str:
    kind = _kind(schema)
    if is_required:
        return f"    {name}: {kind}"
    if "default" in schema:
        return f"    {name}: {kind} = {schema['default']!r}"
    null = " | None" if kind.endswith(" | None") else ""
    return f"    {name}: {kind.removesuffix(null)} | UnsetType{null} = UNSET"


def _kind(schema: Schema) -> str:
    if name := name_of(schema):
        return name
    if found := choices(schema):
        return " | ".join(dict.fromkeys(_kind(each) for each in found))
    if "const" in schema:
        return _literal([schema["const"]])
    match schema.get("type"):
        case "array":
            return f"list[{_kind(schema['items'])}]"
        case "object":
            return "dict[str, Any]"
        case str(plain) if plain in PLAIN:
            return FORMATS.get(schema.get("format", ""), PLAIN[plain])
    raise unknown(schema)


def api(calls: list[Call]) -> str:
    head = [
        f'"""The API, one coroutine for each operation. {GENERATED}"""',
        "from datetime import datetime\nfrom urllib.parse import quote\nfrom uuid import UUID",
        "from zoco_client import models\nfrom zoco_client.transport import Transport",
        'class Zoco(Transport):\n    """Every public operation, named as in the document."""',
    ]
    return _formatted("\n\n".join([*head, *map(_method, calls)]))


def _method(call: Call) -> str:
    answer = "None" if call.answer is None else _qualified(call.answer)
    sent = [f'"{call.method}"', _path(call), "type(None)" if call.answer is None else answer]
    sent += ["body=body"] if call.body is not None else []
    for argument, place in (("query", "query"), ("headers", "header")):
        if given := call.at(place):
            pairs = ", ".join(f'"{each.name}": {each.word}' for each in given)
            sent.append(f"{argument}={{{pairs}}}")
    returned = "await" if call.answer is None else "return await"
    return "\n".join(
        [
            f"    async def {call.name}({', '.join(_arguments(call))}) -> {answer}:",
            f'        """{call.summary}{"" if call.summary.endswith("?") else "."}"""',
            f"        {returned} self._call({', '.join(sent)})",
        ]
    )


def _arguments(call: Call) -> Iterator[str]:
    yield "self"
    yield from (f"{each.word}: {_argument_kind(each)}" for each in call.at("path"))
    if call.body is not None:
        yield f"body: {_qualified(call.body)}"
    named = call.at("header") + call.at("query")
    if named:
        yield "*"
    for each in sorted(named, key=lambda each: not each.is_required):
        yield f"{each.word}: {_argument_kind(each)}" + ("" if each.is_required else " | None = None")


def _argument_kind(parameter: Parameter) -> str:
    """Ids may be given as text too."""
    kind = _qualified(parameter.schema).removesuffix(" | None")
    return "UUID | str" if kind == "UUID" else kind


def _qualified(schema: Schema) -> str:
    if found := choices(schema):
        return " | ".join(_qualified(each) for each in found)
    return f"models.{name}" if (name := name_of(schema)) else _kind(schema)


def _path(call: Call) -> str:
    path = call.path
    for each in call.at("path"):
        path = path.replace(f"{{{each.name}}}", f'{{quote(str({each.word}), safe="")}}')
    return f"f'{path}'" if call.at("path") else f'"{path}"'


def _formatted(text: str) -> str:
    """As `make fix` would leave it."""
    command = [sys.executable, "-m", "ruff"]
    options = ["--line-length", "110", "--target-version", "py311", "--isolated"]
    rules = [
        "--select",
        "I,F401",
        "--fix",
        "--quiet",
        "--config",
        'lint.isort.known-first-party=["zoco_client"]',
    ]
    for step in (["check", *rules], ["format"]):
        text = subprocess.run(
            [*command, *step, *options, "-"], input=text, capture_output=True, text=True, check=True
        ).stdout
    return text
