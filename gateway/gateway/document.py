"""JSON documents for Envoy: their type, their typed configs, their bytes."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def typed(extension: str, config: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """A google.protobuf.Any of one of Envoy's extensions."""
    return {"@type": f"type.googleapis.com/envoy.extensions.{extension}", **(config or {})}


def encode(document: Json) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"))


def version(document: Json) -> str:
    """Equal documents have equal versions, so a reload that changes nothing is one Envoy already has."""
    return hashlib.sha256(encode(document)).hexdigest()[:16]
