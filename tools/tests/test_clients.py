"""The generators of the clients: how each kind of schema and parameter is said."""

from typing import Any

import pytest

from tools import client_python, client_typescript, clients

SCHEMAS: dict[str, Any] = {
    "Colour": {"type": "string", "enum": ["red", "green"]},
    "Cake": {
        "type": "object",
        "required": ["id", "colour", "layers", "eaten_at"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "colour": {"$ref": "#/components/schemas/Colour"},
            "layers": {"type": "array", "items": {"type": "integer"}},
            "eaten_at": {"oneOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "kind": {"const": "cake", "default": "cake", "type": "string"},
            "note": {"type": "string"},
        },
    },
}
CAKE = {"application/json": {"schema": {"$ref": "#/components/schemas/Cake"}}}


def document(responses: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {"name": "cake_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}},
        {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}},
    ]
    bake = {
        "operationId": "bake_cake",
        "summary": "Bake",
        "parameters": parameters,
        "requestBody": {"content": CAKE},
        "responses": responses,
    }
    return {"paths": {"/v1/cakes/{cake_id}": {"post": bake}}, "components": {"schemas": SCHEMAS}}


def test_python_structs_leave_out_what_may_be_left_out() -> None:
    written = client_python.models(SCHEMAS)
    for line in (
        '    Colour = Literal["red", "green"]',
        "    Colour = str",
        "    id: UUID",
        "    colour: Colour",
        "    layers: list[int]",
        "    eaten_at: datetime | None",
        '    kind: Literal["cake"] = "cake"',
        "    note: str | UnsetType = UNSET",
    ):
        assert f"{line}\n" in written


def test_typescript_types_say_the_same() -> None:
    written = client_typescript.declarations(SCHEMAS, [])
    assert 'export type Colour = "red" | "green" | (string & {});' in written
    for line in ("layers: Array<number>;", "eaten_at: string | null;", 'kind?: "cake";', "note?: string;"):
        assert f"  {line}\n" in written


def test_a_call_asks_for_path_body_and_key() -> None:
    found = list(clients.calls(document({"201": {"content": CAKE}, "202": {"content": CAKE}, "404": {}})))
    python, types = client_python.api(found), client_typescript.declarations(SCHEMAS, found)
    assert (
        "async def bake_cake(\n        self, cake_id: UUID | str, body: models.Cake, *, "
        "idempotency_key: str, limit: int | None = None\n    ) -> models.Cake:" in python
    )
    options = "options: { idempotencyKey: string; limit?: number }"
    assert f"bakeCake(cakeId: string, body: Cake, {options}): Promise<Cake>;" in types
    assert "`/v1/cakes/${encodeURIComponent(cakeId)}`" in client_typescript.code(found)


def test_two_kinds_of_success_and_unknown_schemas_are_refused() -> None:
    with pytest.raises(ValueError, match="successes of several kinds"):
        list(clients.calls(document({"200": {"content": CAKE}, "204": {}})))
    with pytest.raises(ValueError, match="teach"):
        client_python.models({"Odd": {"properties": {"x": {"type": "mystery"}}}})
