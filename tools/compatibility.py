"""The rules of a contract: what a published event may become, and what a reader may ask of it.

Both compare JSON Schemas as msgspec writes them, without `$ref`. Each broken rule is one sentence.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

ANYTHING, MAP = "anything", "map"
KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
# A reader that accepts the second accepts the first.
WIDER = {"integer": "number", "string (uuid)": "string", "string (date-time)": "string"}
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
EXACTLY = ("pattern", "multipleOf")


def losses(old: Schema, new: Schema, path: str = "") -> Iterator[str]:
    """What a reader of `old` would miss in `new`. More fields, and fewer values, are no loss."""
    before, after = _by_kind(old), _by_kind(new)
    if after.keys() - before.keys():
        yield f"`{path}` was {_words(before)} and would be {_words(after)}"
    for kind in sorted(before.keys() & after.keys()):
        yield from _lost_inside(before[kind], after[kind], path)


def _lost_inside(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for name, field in old.get("properties", {}).items():
        where = _join(path, name)
        if name not in new.get("properties", {}):
            yield f"`{where}` would be gone"
            continue
        if name in old.get("required", []) and name not in new.get("required", []):
            yield f"`{where}` would not always be sent"
        yield from losses(field, new["properties"][name], where)
    for part, mark in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(old.get(part), dict) and isinstance(new.get(part), dict):
            yield from losses(old[part], new[part], path + mark)


def unmet(sent: Schema, read: Schema, path: str = "") -> Iterator[str]:
    """What a reader asks for and a publisher does not promise."""
    sends, reads = _by_kind(sent), _by_kind(read)
    if ANYTHING in reads:
        return
    for kind, what in sorted(sends.items()):
        accepted = reads.get(kind, reads.get(WIDER.get(kind, "")))
        if accepted is None:
            yield f"`{path}` is read as {_words(reads)} and may be {kind}"
        else:
            yield from _unmet_limits(what, accepted, path)
            yield from _unmet_inside(what, accepted, path)


def _unmet_inside(sent: Schema, read: Schema, path: str) -> Iterator[str]:
    fields = sent.get("properties", {})
    for name, field in read.get("properties", {}).items():
        where = _join(path, name)
        if name not in fields:
            yield f"`{where}` is read and never sent"
            continue
        if name in read.get("required", []) and name not in sent.get("required", []):
            yield f"`{where}` is needed and not always sent"
        yield from unmet(fields[name], field, where)
    if read.get("additionalProperties") is False:
        for name in sorted(fields.keys() - read.get("properties", {}).keys()):
            yield f"`{_join(path, name)}` is sent and refused; a reader ignores what it does not know"
    for part, mark in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(sent.get(part), dict) and isinstance(read.get(part), dict):
            yield from unmet(sent[part], read[part], path + mark)


def _unmet_limits(sent: Schema, read: Schema, path: str) -> Iterator[str]:
    if "enum" in read and not set(sent.get("enum", [object()])) <= set(read["enum"]):
        more = sorted(set(sent.get("enum", ["anything"])) - set(read["enum"]))
        yield f"`{path}` is read as one of {read['enum']} and may be {', '.join(map(str, more))}"
    for limit in (*AT_LEAST, *AT_MOST, *EXACTLY):
        if limit in read and not _is_within(limit, sent.get(limit), read[limit]):
            yield f"`{path}` is read with {limit} {read[limit]} and sent with {sent.get(limit, 'none')}"


def _is_within(limit: str, sent: Any, read: Any) -> bool:
    if sent is None:
        return False
    if limit in AT_LEAST:
        return bool(sent >= read)
    return bool(sent <= read) if limit in AT_MOST else bool(sent == read)


def _by_kind(schema: Schema) -> dict[str, Schema]:
    """The alternatives of a schema by what they are: `string (uuid)`, `integer`, `null`, `object` …"""
    found: dict[str, Schema] = {}
    for one in schema.get("anyOf", [schema]):
        for kind in _kinds(one):
            found[kind] = one
    return found


def _kinds(schema: Schema) -> set[str]:
    if "enum" in schema or "const" in schema:
        return {KINDS[type(value)] for value in schema.get("enum", [schema.get("const")])}
    kind = schema.get("type", ANYTHING)
    if kind == "object" and "properties" not in schema:
        return {MAP}
    return {f"{kind} ({schema['format']})" if "format" in schema else kind}


def _words(kinds: dict[str, Schema]) -> str:
    return " or ".join(sorted(kinds))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
