"""The public document: what is merged, what is left out, and that every operation is told about."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tools import public_api
from tools.contracts import PUBLIC
from tools.examples import FOUND, GUEST_ORDER, GUEST_RETURN
from tools.operations import OPERATIONS
from tools.public_api import merge, nameless
from tools.refusals import Problem

DOCUMENT = json.loads(PUBLIC.read_text("utf-8"))
OPERATION_LIST = list(public_api.operations(DOCUMENT))
BODY = "requestBody"


def service(schema: dict[str, Any], *paths: str) -> dict[str, Any]:
    """A document whose operations answer `Thing`."""
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    responses = {"200": {"description": "", **answer}, "default": {"description": "A problem"}}
    operation = {"operationId": "X", "x-policy": "public", "responses": responses}
    schemas = {"Thing": schema, "Hidden": {"type": "string"}, "Problem": {"type": "object"}}
    return {"paths": {path: {"get": operation} for path in paths}, "components": {"schemas": schemas}}


def merged(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    documents = {"orders": service(one, "/v1/orders"), "support": service(two, "/v1/support/tickets")}
    return merge(documents, {})


def answer_of(document: dict[str, Any], path: str) -> str:
    schema: dict[str, Any] = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return str(schema["schema"]["$ref"]).rpartition("/")[2]


def test_schemas_of_one_make_are_one_with_the_words_of_any_and_the_bounds_of_all() -> None:
    one = {"type": "integer", "minimum": 0, "maximum": 9, "description": "How many"}
    schemas = merged(one, {"type": "integer", "minimum": 0})["components"]["schemas"]
    assert schemas == {"Thing": {"type": "integer", "minimum": 0, "description": "How many"}}


def test_schemas_of_different_make_carry_their_services_name() -> None:
    document = merged({"type": "integer"}, {"type": "string"})
    schemas = document["components"]["schemas"]
    assert {name: schema["type"] for name, schema in schemas.items()} == {
        "OrdersThing": "integer",
        "SupportThing": "string",
    }
    assert answer_of(document, "/v1/orders") == "OrdersThing"


def test_what_is_for_inside_stays_inside() -> None:
    document = merge({"orders": service({"type": "integer"}, "/internal/things", "/v1/orders")}, {})
    assert list(document["paths"]) == ["/v1/orders"]
    assert "Hidden" not in document["components"]["schemas"]


def test_an_operation_without_a_name_is_told() -> None:
    (complaint,) = nameless(service({"type": "integer"}, "/v1/orders", "/internal/x", "/v1/new"))
    assert complaint.startswith("GET /v1/new has no name")


def test_problems_stand_where_they_can_be_met() -> None:
    gone = Problem(404, "thing-gone", "It is gone")
    document = merge(
        {"orders": service({"type": "integer"}, "/v1/orders")}, {"orders": {("/v1/orders", "GET"): [gone]}}
    )
    answer = document["paths"]["/v1/orders"]["get"]["responses"]["404"]
    assert list(answer["content"]["application/problem+json"]["examples"]) == ["thing-gone"]
    assert document["components"]["examples"]["thing-gone"]["value"]["title"] == "It is gone"
    assert "| 404 | `thing-gone` | It is gone |" in document["info"]["description"]


# The real one


def test_every_operation_is_named_once_and_belongs_to_a_service() -> None:
    named = [operation["operationId"] for _, _, operation in OPERATION_LIST]
    assert named == DOCUMENT["x-story"] == [words.id for words in OPERATIONS.values()]
    assert len(set(named)) == len(named)
    assert all(operation["summary"] and len(operation["tags"]) == 1 for _, _, operation in OPERATION_LIST)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATION_LIST, ids=DOCUMENT["x-story"])
def test_bodies_and_paths_have_an_example(path: str, method: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if (
            parameter["in"] == "path"
        ):  # an id is looked up; a name, or what is a guest's, the story gave before
            is_id = parameter["schema"].get("format") == "uuid"
            assert parameter["example"] in {*FOUND, GUEST_ORDER, GUEST_RETURN} or not is_id
    if BODY in operation:
        [content] = operation[BODY]["content"].values()
        assert content["example"] is not None
    if operation["x-policy"] != "public":
        assert {"401"} <= operation["responses"].keys()


def test_every_reference_leads_somewhere_and_nothing_is_left_over() -> None:
    found = set(references(DOCUMENT))
    held = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "examples")
        for name in DOCUMENT["components"][kind]
    }
    assert found <= held
    assert {name for name in held if "/schemas/" in name} <= found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        part = list(part.values())
    for each in part if isinstance(part, list) else ():
        yield from references(each)


def test_the_order_knows_what_may_refuse_it() -> None:
    responses = DOCUMENT["paths"]["/v1/orders"]["post"]["responses"]
    kinds = {status: set(answer["description"].split(", ")) for status, answer in responses.items()}
    assert {"out-of-stock", "total-changed", "idempotency-key-in-use"} <= kinds["409"]
    assert {"payment-declined"} == kinds["402"]
    assert "account-disabled" in kinds["403"]


def test_the_document_fits_into_the_gateway() -> None:
    assert len(msgspec.json.format(Path(PUBLIC).read_bytes(), indent=-1)) < 1024 * 1024
