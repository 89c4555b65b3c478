"""A kind of product: a JSON Schema of its attributes, and which of them shoppers can filter by."""

import functools
from collections.abc import Iterator
from typing import Annotated, Any

import jsonschema_rs
import msgspec
from msgspec import Meta

from chassis import version
from chassis.errors import Conflict, Invalid, NotFound

Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?!\n)$", max_length=60)]
MOST_BYTES = 16 * 1024
DRAFT = "https://json-schema.org/draft/2020-12/schema"
# A schema stands alone: nothing in it may name something to fetch, or go round in circles.
REFERENCES = {"$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor", "$vocabulary"}


class TypeNotFound(NotFound):
    type, title = "product-type-not-found", "There is no such product type"


class TypeTaken(Conflict):
    type, title = "product-type-taken", "There is a product type with this key"


class UnknownType(Invalid):
    type, title = "unknown-product-type", "A product's type is one that was defined"


class SchemaInvalid(Invalid):
    type, title = "attribute-schema-invalid", "Attributes are described by a self-contained JSON Schema"


class AttributesInvalid(Invalid):
    type, title = "attributes-invalid", "The attributes are not as the product's type describes them"


class ProductType(msgspec.Struct):
    """`attributes` is a JSON Schema (2020-12) of an object; `facets` name some of its properties."""

    key: str
    name: str
    attributes: dict[str, Any]
    facets: list[str]
    version: int = 1

    @property
    def etag(self) -> str:
        return version.etag(self.version)

    def check(self, attributes: dict[str, Any]) -> None:
        """Refuse attributes that are not as described."""
        error = next(_validator(msgspec.json.encode(self.attributes)).iter_errors(attributes), None)
        if error is not None:
            raise AttributesInvalid(
                pointer="/attributes" + "".join(f"/{part}" for part in error.instance_path),
                detail=error.message[:300],
            )

    def replace(self, other: "ProductType", *, if_match: str | None) -> None:
        version.check(self.version, if_match)
        self.name, self.attributes, self.facets = other.name, other.attributes, other.facets
        self.version += 1


def check_schema(schema: dict[str, Any], facets: list[str]) -> None:
    """Refuse what is no schema of an object, is too large, or reaches outside itself."""
    if len(msgspec.json.encode(schema)) > MOST_BYTES:
        raise SchemaInvalid(detail=f"a schema has at most {MOST_BYTES} bytes")
    if schema.get("type") != "object" or schema.get("$schema", DRAFT) != DRAFT:
        raise SchemaInvalid(detail=f"it is one of an object, of {DRAFT}")
    if used := REFERENCES.intersection(_keys(schema)):
        raise SchemaInvalid(detail=f"it stands alone, without {', '.join(sorted(used))}")
    try:
        _validator(msgspec.json.encode(schema))
    except (jsonschema_rs.ValidationError, ValueError) as error:
        raise SchemaInvalid(detail=str(error).partition("\n")[0][:300]) from None
    properties = schema.get("properties", {})
    if missing := [name for name in facets if name not in properties]:
        raise SchemaInvalid(pointer="/facets", detail=f"{missing[0]} is none of its properties")


@functools.lru_cache(maxsize=256)
def _validator(schema: bytes) -> "jsonschema_rs.Draft202012Validator":
    """Patterns run in time linear in the text: a schema cannot stop the shop."""
    return jsonschema_rs.Draft202012Validator(
        msgspec.json.decode(schema), pattern_options=jsonschema_rs.RegexOptions(size_limit=2**18)
    )


def _keys(part: Any) -> Iterator[str]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if isinstance(part, dict):
        yield from part
    for each in inner:
        yield from _keys(each)


def facets_of(product_type: ProductType | None, attributes: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and value of each facet: words, yes or no, and lists of words."""
    for name in product_type.facets if product_type else ():
        value = attributes.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, bool):
                yield name, "true" if each else "false"
            elif isinstance(each, str | int | float):
                yield name, str(each)
