"""The OpenAPI 3.1 document of a service, from the same structs the code runs on."""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from chassis.idempotency import KEY
from chassis.policy import OPTIONAL, PUBLIC, policy_of

# To Litestar these are optional: their absence gets a problem of our own, unless a route has a default.
REQUIRED_HEADERS = {
    "Idempotency-Key": {"type": "string", "pattern": KEY.pattern},
    "If-Match": {"type": "string", "minLength": 1},
}

# What is not of these characters names nothing here, and is not let in by the gateway in every spelling.
SEGMENT = {"type": "string", "pattern": "^[A-Za-z0-9._~-]+$"}

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem. `type` is stable; further members are the facts of that type.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
    },
}


def document(app: Litestar) -> dict[str, Any]:
    """The schema with each operation's words, policy (`x-policy`), security, and the problem answer."""
    schema: dict[str, Any] = app.openapi_schema.to_schema()
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    handlers = handlers_of(app)
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, dict):
                _complete(operation, handlers[path, method.upper()])
    for name in _closed(handlers.values()):
        components["schemas"][name]["additionalProperties"] = False
    schema["paths"] = dict(sorted(schema["paths"].items()))
    components["schemas"] = dict(sorted(components["schemas"].items()))
    readable: dict[str, Any] = _readable(schema)
    return readable


def _closed(handlers: Iterable[HTTPRouteHandler]) -> Iterator[str]:
    """The structs of request bodies that refuse what they do not know, which Litestar does not say."""
    fields = (handler.parsed_data_field for handler in handlers)
    bodies = {field.annotation for field in fields if field is not None}
    structs = [body for body in bodies if isinstance(body, type) and issubclass(body, msgspec.Struct)]
    for name, schema in msgspec.json.schema_components(structs)[1].items():
        if schema.get("additionalProperties") is False:
            yield name


def _readable(part: Any) -> Any:
    """Patterns as JSON Schema wants them (ECMA-262): `$` is the very end there, and `\\Z` only a letter."""
    if isinstance(part, list):
        return [_readable(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value.replace(r"\Z", "$") if key == "pattern" and isinstance(value, str) else _readable(value)
        for key, value in part.items()
    }


def _complete(operation: dict[str, Any], handler: HTTPRouteHandler) -> None:
    policy = policy_of(handler)
    operation["x-policy"] = policy.public_name() if policy.scope is None else f"service:{policy.scope}"
    if policy != PUBLIC:
        operation["security"] = [{}, {"bearer": []}] if policy == OPTIONAL else [{"bearer": []}]
    if description := inspect.getdoc(handler.fn):
        operation["description"] = description
    for parameter in operation.get("parameters", []):
        if parameter["name"] in REQUIRED_HEADERS and not parameter["schema"].get("default"):
            parameter |= {"required": True, "schema": REQUIRED_HEADERS[parameter["name"]]}
        if parameter["in"] == "path" and parameter["schema"] == {"type": "string"}:
            parameter["schema"] = SEGMENT
    if form := handler.opt.get("form"):
        operation["requestBody"] = _form(form)
    responses = operation["responses"]
    responses.pop("400", None)
    responses["default"] = {
        "description": "A problem",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _form(fields: tuple[str, ...]) -> dict[str, Any]:
    """The body of a route that says `form=("token", "scope?")`: with `?` may be left out."""
    schema = {
        "type": "object",
        "required": [name for name in fields if not name.endswith("?")],
        "properties": {name.removesuffix("?"): {"type": "string", "minLength": 1} for name in fields},
    }
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def handlers_of(app: Litestar) -> dict[tuple[str, str], HTTPRouteHandler]:
    """What answers each path and method that declares a policy."""
    found = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and "policy" in handler.opt:
                for method in handler.http_methods:
                    found[route.path_format, str(method)] = handler
    return found
