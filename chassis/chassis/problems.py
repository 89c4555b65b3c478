"""RFC 9457: every error of every route in one shape, and nothing in it that is not meant for the client."""

from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from chassis import context
from chassis.errors import BadRequest, Invalid, NotFound, Refusal

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"


class MethodNotAllowed(Refusal):
    status, type, title = (405, "method-not-allowed", "This path does not take that method")


def problem_bytes(refusal: Refusal, *, instance: str) -> bytes:
    """The body of a problem. Facts never override the standard members."""
    standard = {
        "type": f"/problems/{refusal.type}",
        "title": refusal.title,
        "status": refusal.status,
        "instance": instance,
        "request_id": context.correlation_id(),
    }
    return msgspec.json.encode(
        standard | {k: v for k, v in refusal.facts.items() if k not in standard and v is not None}
    )


def answer(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    return Response(
        problem_bytes(refusal, instance=request.scope["path"]),
        status_code=refusal.status,
        media_type=MEDIA_TYPE,
        headers=refusal.response_headers(),
    )


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    return answer(request, refusal)


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's own exceptions, in our words."""
    response = answer(request, _translate(error))
    for name, value in (error.headers or {}).items():
        if name.lower() == "allow":
            response.headers["Allow"] = ", ".join(m for m in value.split(", ") if m != "OPTIONS")
    return response


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Tells a stranger nothing but the request id; the log has the rest."""
    log.error("request_failed", path=request.scope["path"], exc_info=error)
    return answer(request, Refusal())


def _translate(error: HTTPException) -> Refusal:
    if isinstance(error, NotFoundException):
        return NotFound()
    if isinstance(error, MethodNotAllowedException):
        return MethodNotAllowed()
    if isinstance(error, ValidationException):
        return _wrong_parameter(error)
    return BadRequest(detail=error.detail) if error.status_code < 500 else Refusal()


def _wrong_parameter(error: ValidationException) -> Invalid:
    for wrong in error.extra if isinstance(error.extra, list) else []:
        return Invalid(parameter=wrong.get("key"), detail=wrong.get("message"))
    return Invalid()


HANDLERS: Any = {Refusal: on_refusal, HTTPException: on_http_exception, Exception: on_unexpected}
