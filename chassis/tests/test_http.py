"""HTTP: bodies, policies, problems, request ids."""

import time
from typing import Any
from uuid import uuid4

import joserfc.jwt
import pytest
from litestar import get

from chassis.policy import MissingPolicy
from chassis.testing import Running

NOTE = {"text": "hello"}
BODIES: list[tuple[str, bytes, str, int, str, str | None]] = [
    ("empty", b"", "application/json", 400, "malformed-request", None),
    ("text", b'{"text":"a"}', "text/plain", 415, "unsupported-media-type", None),
    ("xml", b"<a/>", "application/xml", 415, "unsupported-media-type", None),
    (
        "utf-16",
        '{"text":"a"}'.encode("utf-16"),
        "application/json; charset=utf-16",
        415,
        "unsupported-media-type",
        None,
    ),
    ("invalid utf-8", b'{"text":"\xff"}', "application/json", 400, "malformed-request", None),
    ("truncated", b'{"text":', "application/json", 400, "malformed-request", None),
    ("byte order mark", b'\xef\xbb\xbf{"text":"a"}', "application/json", 400, "malformed-request", None),
    (
        "deep",
        b'{"text":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        "application/json",
        400,
        "malformed-request",
        None,
    ),
    ("huge", b'{"text":"' + b"a" * 70_000 + b'"}', "application/json", 413, "body-too-large", None),
    ("array", b"[]", "application/json", 422, "invalid", ""),
    ("missing field", b"{}", "application/json", 422, "invalid", "/text"),
    ("unknown field", b'{"text":"a","owner_id":"x"}', "application/json", 422, "invalid", "/owner_id"),
    ("wrong type", b'{"text":1}', "application/json", 422, "invalid", "/text"),
    (
        "nested",
        b'{"text":"a","tags":[{"name":"b"},{"name":""}]}',
        "application/json",
        422,
        "invalid",
        "/tags/1/name",
    ),
    (
        "number as text",
        b'{"text":"a","tags":[{"name":"b","weight":"1"}]}',
        "application/json",
        422,
        "invalid",
        "/tags/0/weight",
    ),
    (
        "true as number",
        b'{"text":"a","tags":[{"name":"b","weight":true}]}',
        "application/json",
        422,
        "invalid",
        "/tags/0/weight",
    ),
    (
        "too big",
        b'{"text":"a","tags":[{"name":"b","weight":1e400}]}',
        "application/json",
        422,
        "invalid",
        "/tags/0/weight",
    ),
    (
        "many digits",
        b'{"text":"a","tags":[{"name":"b","weight":' + b"9" * 5000 + b"}]}",
        "application/json",
        422,
        "invalid",
        "",
    ),
    ("NaN", b'{"text":"a","tags":[{"name":"b","weight":NaN}]}', "application/json", 422, "invalid", ""),
    ("null character", b'{"text":"a\\u0000"}', "application/json", 422, "invalid", "/text"),
    ("lone surrogate", b'{"text":"\\ud800"}', "application/json", 422, "invalid", "/text"),
    ("duplicate key", b'{"text":"a","text":"b"}', "application/json", 422, "invalid", "/text"),
    (
        "nested duplicate",
        b'{"text":"a","tags":[{"name":"b","name":"c"}]}',
        "application/json",
        422,
        "invalid",
        "/tags/0/name",
    ),
]


@pytest.mark.parametrize(
    ("name", "body", "kind", "status", "problem", "pointer"), BODIES, ids=[row[0] for row in BODIES]
)
async def test_a_wrong_body_gets_a_precise_problem(
    notebook: Running, name: str, body: bytes, kind: str, status: int, problem: str, pointer: str | None
) -> None:
    customer = notebook.as_account(uuid4())
    started = time.perf_counter()
    answer = await customer.post("/v1/notes", body, key="key-12345678", Content_Type=kind)
    assert (answer.status, answer.problem) == (status, problem), answer
    assert answer.json.get("pointer") == pointer, answer
    assert time.perf_counter() - started < 0.5
    assert await notebook.published() == []


async def test_a_missing_content_type_is_refused(notebook: Running) -> None:
    answer = await notebook.as_account(uuid4()).send(
        "POST", "/v1/notes", b"{}", headers={"Content-Type": "", "Idempotency-Key": "key-12345678"}
    )
    assert answer.problem == "unsupported-media-type"


async def test_a_surrogate_pair_is_one_good_character(notebook: Running) -> None:
    answer = await notebook.as_account(uuid4()).post(
        "/v1/notes", b'{"text":"\\ud83d\\ude00"}', key="key-12345678", Content_Type="application/json"
    )
    assert (answer.status, answer.json["text"]) == (201, "😀")


@pytest.mark.parametrize(
    ("method", "path", "status", "problem"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/v1/notes/not-an-id", 404, "not-found"),
        ("DELETE", "/v1/notes", 405, "method-not-allowed"),
        ("TRACE", "/v1/notes", 405, "method-not-allowed"),
        ("GET", "/v1/broken", 500, "internal"),
        ("GET", "/v1/notes?limit=many", 422, "invalid"),
        ("GET", "/v1/notes?text=a%00", 422, "invalid"),
        ("GET", "/schema", 404, "not-found"),
    ],
)
async def test_every_error_is_a_problem(
    notebook: Running, method: str, path: str, status: int, problem: str
) -> None:
    answer = await notebook.http.send(method, path)
    assert (answer.status, answer.problem) == (status, problem)
    assert answer.json["instance"] == path.partition("?")[0]
    assert answer.json["request_id"] == answer.headers["x-request-id"]
    assert "secret words" not in answer.content.decode()


@pytest.mark.parametrize("method", ["PUT", "OPTIONS"])
async def test_a_wrong_method_names_the_right_ones(notebook: Running, method: str) -> None:
    answer = await notebook.http.send(method, "/v1/notes")
    assert (answer.status, answer.problem) == (405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "POST"}
    one = await notebook.http.send(method, f"/v1/notes/{uuid4()}")
    assert (one.status, one.headers["allow"]) == (405, "GET")


async def test_a_good_request_id_is_kept_and_a_bad_one_replaced(notebook: Running) -> None:
    kept = await notebook.http.get("/v1/notes", X_Request_Id="0198aaaa-bbbb")
    replaced = await notebook.http.get("/v1/notes", X_Request_Id="a b{}")
    assert kept.headers["x-request-id"] == "0198aaaa-bbbb"
    assert replaced.headers["x-request-id"] != "a b{}"


def claims(**changed: Any) -> dict[str, Any]:
    return changed


@pytest.mark.parametrize(
    ("changed", "header"),
    [
        (claims(aud="elsewhere"), {}),
        (claims(iss="https://elsewhere"), {}),
        (claims(exp=int(time.time()) - 61), {}),
        (claims(nbf=int(time.time()) + 10_000), {}),
        (claims(iat=int(time.time()) + 10_000), {}),
        (claims(exp="soon"), {}),
        (claims(sub="nobody"), {}),
        ({}, {"typ": "JWT"}),
        ({}, {"kid": "unknown"}),
    ],
)
async def test_a_wrong_token_is_refused(
    notebook: Running, changed: dict[str, Any], header: dict[str, Any]
) -> None:
    good = notebook.issuer.token(uuid4(), **changed)
    content = joserfc.jwt.decode(good, notebook.issuer.key).claims
    answer = await notebook.http.acting(notebook.issuer.sign(content, **header)).get("/v1/whoami")
    assert (answer.status, answer.problem) == (401, "invalid-token")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_just_expired_is_within_the_skew(notebook: Running) -> None:
    customer = notebook.as_account(uuid4(), exp=int(time.time()) - 50)
    assert (await customer.get("/v1/whoami")).status == 200


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "e30.e30.", "é.é.é", "a" * 20_000])
async def test_garbage_is_not_a_token(notebook: Running, token: str) -> None:
    answer = await notebook.http.acting(token).get("/v1/whoami")
    assert answer.status in (400, 401, 431)


async def test_policies_decide_who_passes(notebook: Running) -> None:
    nobody, customer = notebook.http, notebook.as_account(uuid4())
    agent = notebook.as_account(uuid4(), "notes:read")
    shredder = notebook.as_account(uuid4(), "notes:read", "notes:shred")
    neighbour, stranger = notebook.as_service("library", "notes:read"), notebook.as_service("library")
    expected = {
        "/v1/notes": (200, 200, 200, 200, 200, 200),
        "/v1/whoami": (200, 200, 200, 200, 200, 200),
        f"/v1/notes/{uuid4()}": (401, 404, 404, 404, 403, 403),
        "/v1/admin/notes": (401, 403, 200, 200, 403, 403),
        "/v1/admin/shredder": (401, 403, 403, 200, 403, 403),
        "/internal/notes": (401, 403, 403, 403, 200, 403),
    }
    for path, statuses in expected.items():
        got = [
            (await who.get(path)).status for who in (nobody, customer, agent, shredder, neighbour, stranger)
        ]
        assert tuple(got) == statuses, path


async def test_a_route_without_a_policy_does_not_start(notebook: Running) -> None:
    @get("/v1/forgotten")
    async def forgotten() -> None: ...

    notebook.service.routes = [*notebook.service.routes, forgotten]
    with pytest.raises(MissingPolicy, match="declares no policy"):
        notebook.service.app("api")
