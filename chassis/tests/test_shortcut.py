"""Shortcuts: the same answer sooner, for public reads alone, and the route answers whatever they do not
know."""

import re
from collections.abc import AsyncIterator

import msgspec
import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.types import HTTPScope
from notebook.app import build, read, search

from chassis.errors import NotFound
from chassis.policy import PUBLIC, MissingPolicy
from chassis.settings import Settings
from chassis.shortcut import Ready, Shortcut
from chassis.testing import Parts, Running, TurnedClock, serving

NOTES = re.compile("/v1/notes")
READY = Ready(b'["ready"]', '"1"', ((b"cache-control", b"public"),))


class Known:
    """What the shortcut knows; a refusal is raised."""

    def __init__(self) -> None:
        self.answer: Ready | Exception | None = READY

    async def __call__(self, _: HTTPScope, __: "re.Match[str]") -> Ready | None:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
async def known() -> Known:
    return Known()


@pytest.fixture
async def notebook(running_parts: Parts, environment: dict[str, str], known: Known) -> AsyncIterator[Running]:
    clock = TurnedClock()
    service = msgspec.structs.replace(
        build(Settings.load(environment), clock), shortcuts=[Shortcut(NOTES, search, known)]
    )
    async with serving(service, clock, running_parts.issuer) as running:
        yield running


async def test_what_is_ready_is_sent_with_its_etag(notebook: Running) -> None:
    answer = await notebook.http.get("/v1/notes?text=a")
    assert (answer.status, answer.json) == (200, ["ready"])
    assert (answer.headers["etag"], answer.headers["content-type"]) == ('"1"', "application/json")
    assert (answer.headers["content-length"], answer.headers["cache-control"]) == ("9", "public")
    assert answer.headers["x-request-id"]
    for tags in ('"1"', 'W/"1"', '"0", "1"', "*"):
        same = await notebook.http.get("/v1/notes", If_None_Match=tags)
        assert (same.status, same.content, same.headers["etag"]) == (304, b"", '"1"')
    assert (await notebook.http.get("/v1/notes", If_None_Match='"2"')).status == 200


async def test_the_route_answers_what_the_shortcut_does_not(notebook: Running, known: Known) -> None:
    assert (await notebook.http.post("/v1/notes", {})).status == 401
    assert (await notebook.http.get("/v1/notes/")).json != ["ready"]
    assert (await notebook.http.get("/v1/notes?text=%00")).status == 422
    assert (await notebook.http.get(f"/v1/notes?text={'a' * 5000}")).status == 400
    known.answer = None
    assert (await notebook.http.get("/v1/notes")).json == []


async def test_its_errors_are_problems(notebook: Running, known: Known) -> None:
    known.answer = NotFound(note="x")
    refused = await notebook.http.get("/v1/notes")
    assert (refused.status, refused.problem, refused.json["note"]) == (404, "not-found", "x")
    known.answer = RuntimeError("secret words that must stay inside")
    broken = await notebook.http.get("/v1/notes")
    assert (broken.status, broken.problem) == (500, "internal")
    assert b"secret" not in broken.content


@get("/v1/elsewhere", policy=PUBLIC)
async def elsewhere() -> None:
    """No route of the notebook."""


@pytest.mark.parametrize("route", [read, elsewhere])
async def test_only_a_public_route_of_the_service_has_one(
    environment: dict[str, str], known: Known, route: HTTPRouteHandler
) -> None:
    service = msgspec.structs.replace(
        build(Settings.load(environment)), shortcuts=[Shortcut(NOTES, route, known)]
    )
    with pytest.raises(MissingPolicy):
        service.asgi("api")
