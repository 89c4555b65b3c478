"""A call and a type as generators of clients see them, read from OpenAPI."""

from typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = dict[str, Any]


class Parameter(NamedTuple):
    """Something that goes into the path, the query or a header."""

    name: str
    place: str
    schema: Schema
    is_required: bool

    @property
    def word(self) -> str:
        """As an argument: `Idempotency-Key` is idempotency_key."""
        return self.name.lower().replace("-", "_")


class Call(NamedTuple):
    """One operation: `body` and `answer` are schemas, or None where there is none."""

    name: str
    summary: str
    method: str
    path: str
    parameters: list[Parameter]
    body: Schema | None
    answer: Schema | None

    def at(self, place: str) -> list[Parameter]:
        return [each for each in self.parameters if each.place == place]


def body_of(message: Schema) -> Schema | None:
    """The schema of a request body or a response."""
    found: Schema | None = message.get("content", {}).get("application/json", {}).get("schema")
    return found


def name_of(schema: Schema) -> str | None:
    """The name a schema is referred to by."""
    reference = schema.get("$ref")
    return None if reference is None else str(reference).rpartition("/")[2]


def choices(schema: Schema) -> list[Schema]:
    """The alternatives of a schema that is a choice."""
    found: list[Schema] = schema.get("oneOf") or schema.get("anyOf") or []
    return found


def unknown(schema: Schema) -> ValueError:
    return ValueError(f"no client can say this yet; teach tools/client_*.py: {schema}")
