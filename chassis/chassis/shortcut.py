"""Ready-made answers: hot public reads answered in front of the framework, in the stead of a route.

The route stays: it documents the read, and it answers whatever its shortcut does not know. A shortcut can
stand only for a public route, so nothing that asks for a token is ever answered past the guard.
"""

import re
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from chassis.errors import Refusal
from chassis.http import is_storable_query
from chassis.openapi import handlers_of
from chassis.policy import PUBLIC, MissingPolicy, policy_of
from chassis.problems import MEDIA_TYPE, problem_bytes

log = structlog.get_logger()


class Ready(msgspec.Struct, frozen=True):
    """A 200 whose bytes are there. `etag` is quoted; a client that has it gets 304 without the body."""

    body: bytes
    etag: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


Answer = Callable[[HTTPScope, "re.Match[str]"], Awaitable[Ready | None]]


class Shortcut(msgspec.Struct, frozen=True):
    """`answer` sees a GET whose path is `path`, and says None when the route itself has to answer."""

    path: "re.Pattern[str]"
    route: HTTPRouteHandler
    answer: Answer


def header(scope: HTTPScope, name: bytes) -> str:
    """All values of a header as one list (RFC 9110 5.3); empty when it is not there."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def names(if_none_match: str, etag: str) -> bool:
    """Weak comparison (RFC 9110 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags


def in_front_of(app: Litestar, shortcuts: Sequence[Shortcut]) -> ASGIApp:
    """The application with its shortcuts. Refuses to exist when one stands for a route that is not public."""
    templates = [(shortcut, _template(app, shortcut)) for shortcut in shortcuts]

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == ScopeType.HTTP
            and scope["method"] == "GET"
            and is_storable_query(scope["query_string"])
        ):
            for shortcut, template in templates:
                match = shortcut.path.fullmatch(scope["path"])
                if match is not None and (answer := await _answer(shortcut, scope, match)) is not None:
                    scope["path_template"] = template
                    await _send(scope, send, answer)
                    return
        await app(scope, receive, send)

    return handle if templates else app


def _template(app: Litestar, shortcut: Shortcut) -> str:
    for (path, method), handler in handlers_of(app).items():
        # Litestar copies handlers when it registers them; the function stays the same.
        if method == "GET" and handler.fn is shortcut.route.fn and policy_of(handler) == PUBLIC:
            return path
    raise MissingPolicy(f"{shortcut.route} has a shortcut but is no public route of this service")


async def _answer(shortcut: Shortcut, scope: HTTPScope, match: "re.Match[str]") -> Ready | Refusal | None:
    try:
        return await shortcut.answer(scope, match)
    except Refusal as refusal:
        return refusal
    except Exception as error:
        log.error("request_failed", path=scope["path"], exc_info=error)
        return Refusal()


async def _send(scope: HTTPScope, send: Send, answer: Ready | Refusal) -> None:
    if isinstance(answer, Refusal):
        status, body = answer.status, problem_bytes(answer, instance=scope["path"])
        headers = [(k.lower().encode(), v.encode()) for k, v in answer.response_headers().items()]
        headers.append((b"content-type", MEDIA_TYPE.encode()))
    elif names(header(scope, b"if-none-match"), answer.etag):
        status, body, headers = 304, b"", [(b"etag", answer.etag.encode()), *answer.headers]
    else:
        status, body = 200, answer.body
        headers = [(b"etag", answer.etag.encode()), *answer.headers, (b"content-type", b"application/json")]
    if status != 304:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
