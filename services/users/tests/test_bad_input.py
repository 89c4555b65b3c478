"""What nobody should send: every route that reads a body refuses it with a problem, and nothing changes."""

import time
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from chassis.testing import Answer, Client, Running
from services.users.tests.make import PASSWORD, signed_in

NOBODY = "01980000-0000-7000-8000-00000000dead"
EMAIL = "carmen@example.com"
TOKEN = {"refresh_token": "x" * 43}
REGISTER = {"email": EMAIL, "password": PASSWORD, "name": "Carmen"}
ADDRESS = {
    "name": "Carmen",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28013",
    "country": "ES",
}
# Method, path, a good body, and a text field in it.
ROUTES: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", "/v1/auth/register", REGISTER, "name"),
    ("POST", "/v1/auth/login", {"email": EMAIL, "password": PASSWORD}, "password"),
    ("POST", "/v1/auth/refresh", TOKEN, "refresh_token"),
    ("POST", "/v1/auth/logout", TOKEN, "refresh_token"),
    ("POST", "/v1/auth/verify-email", {"token": "x" * 43}, "token"),
    ("POST", "/v1/auth/forgot-password", {"email": EMAIL}, "email"),
    ("POST", "/v1/auth/reset-password", {"token": "x" * 43, "password": PASSWORD}, "token"),
    ("POST", "/v1/auth/confirm-email", {"token": "x" * 43}, "token"),
    ("POST", "/v1/me/password", {"current_password": "not it", "new_password": PASSWORD}, "new_password"),
    ("POST", "/v1/me/email", {"email": EMAIL, "password": "not it"}, "email"),
    ("DELETE", "/v1/me", {"password": "not it"}, "password"),
    ("POST", "/v1/me/addresses", ADDRESS, "line1"),
    ("PUT", f"/v1/me/addresses/{NOBODY}", ADDRESS, "city"),
    ("PUT", "/v1/me/consents/marketing", {"is_granted": True, "version": "1"}, "version"),
    ("PATCH", "/v1/me", {"name": "Carmen", "locale": "es"}, "name"),
    ("PUT", f"/v1/admin/accounts/{NOBODY}/roles", {"roles": ["admin"]}, "roles"),
    ("POST", "/v1/me/totp/confirm", {"code": "123456"}, "code"),
    ("POST", "/v1/admin/roles", {"name": "packer", "description": "", "permissions": []}, "name"),
    ("PUT", "/v1/admin/roles/packer", {"description": "", "permissions": []}, "description"),
    ("POST", "/v1/admin/apps", {"name": "Bot", "permissions": ["stock:read"]}, "name"),
]


@pytest.fixture(scope="session")
async def admin(shared: Running) -> Client:
    return (await signed_in(shared, "admin")).http


async def send(client: Client, method: str, path: str, body: Any, kind: str = "application/json") -> Answer:
    started = time.perf_counter()
    answer = await client.send(method, path, body, headers={"Content-Type": kind, "If-Match": "*"})
    assert time.perf_counter() - started < 1, (method, path)
    return answer


@pytest.mark.parametrize(("method", "path", "good", "field"), ROUTES, ids=[row[1] for row in ROUTES])
async def test_a_body_that_cannot_be_read_is_refused(
    shared: Running, admin: Client, method: str, path: str, good: dict[str, Any], field: str
) -> None:
    whole = msgspec.json.encode(good)
    head = b'{"%s":' % field.encode()
    before = await shared.published()
    table: list[tuple[bytes, str, int]] = [
        (b"", "application/json", 400),
        (whole[:-1], "application/json", 400),
        (b"\xef\xbb\xbf" + whole, "application/json", 400),
        (head + b'"\xff"}', "application/json", 400),
        (head + b"[" * 10_000 + b"]" * 10_000 + b"}", "application/json", 400),
        (whole, "text/plain", 415),
        (whole, "application/xml", 415),
        (whole, "", 415),
        (whole, "application/json; charset=utf-16", 415),
        (head + b'"' + b"a" * 70_000 + b'"}', "application/json", 413),
        (head + b'"a\\u0000b"}', "application/json", 422),
        (head + b'"\\ud800"}', "application/json", 422),
        (head + b'"a",' + whole[1:], "application/json", 422),
        (head + b"NaN}", "application/json", 422),
        (head + b"1" * 5000 + b"}", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"text"', "application/json", 422),
    ]
    for body, kind, status in table:
        answer = await send(admin, method, path, body, kind)
        assert answer.status == status, (body[:60], answer)
        assert answer.problem
    assert await shared.published() == before


@pytest.mark.parametrize(("method", "path", "good", "field"), ROUTES, ids=[row[1] for row in ROUTES])
async def test_a_wrong_field_is_named(
    shared: Running, admin: Client, method: str, path: str, good: dict[str, Any], field: str
) -> None:
    for name in ("id", "account_id", "role", "is_disabled", "admin", "created_at"):
        answer = await send(admin, method, path, good | {name: "admin"})
        assert (answer.status, answer.json["pointer"]) == (422, f"/{name}")
    for value in (None, 1, 1.5, True, {}, [1], [[]], 2**63, -0.0, 1e308):
        answer = await send(admin, method, path, good | {field: value})
        assert (answer.status, answer.json["pointer"].split("/")[1]) == (422, field), value
    if method != "PATCH":
        for name in good:
            answer = await send(admin, method, path, {k: v for k, v in good.items() if k != name})
            assert (answer.status, answer.json["pointer"]) == (422, f"/{name}")


@pytest.mark.parametrize(
    ("path", "change", "pointer"),
    [
        ("register", {"email": "x" * 310 + "@example.com"}, "/email"),
        ("register", {"email": "a@b.c\r\nBcc: d@e.f"}, "/email"),
        ("register", {"email": "c\u0430rmen@example.com"}, "/email"),
        ("login", {"email": "x" * 310 + "@example.com"}, "/email"),
        ("login", {"email": "not an address"}, "/email"),
        ("login", {"email": "' OR 1=1 --"}, "/email"),
        ("login", {"password": "x" * 129}, "/password"),
        ("register", {"name": "a\nb"}, "/name"),
        ("register", {"name": "\u00a0 "}, "/name"),
        ("register", {"locale": "xx"}, "/locale"),
    ],
)
async def test_a_wrong_value_is_named(
    shared: Running, path: str, change: dict[str, str], pointer: str
) -> None:
    good = REGISTER if path == "register" else {"email": EMAIL, "password": PASSWORD}
    answer = await shared.http.post(f"/v1/auth/{path}", good | change)
    assert (answer.status, answer.json["pointer"]) == (422, pointer)
    assert "x" * 100 not in answer.content.decode()


async def test_an_unknown_role_is_named(admin: Client) -> None:
    for roles in (["root"], ["admin", "Admin"], [""], ["admin"] * 21):
        answer = await admin.put(f"/v1/admin/accounts/{uuid4()}/roles", {"roles": roles}, If_Match="*")
        assert answer.status == 422
        assert answer.json["pointer"].startswith("/roles")


@pytest.mark.parametrize("token", ["x", "é" * 256, "💥", "%00", "' OR 1=1 --", "x" * 256])
async def test_a_strange_refresh_token_is_just_unknown(shared: Running, token: str) -> None:
    refused = await shared.http.post("/v1/auth/refresh", {"refresh_token": token})
    assert (refused.status, refused.problem) == (401, "invalid-refresh-token")
    assert (await shared.http.post("/v1/auth/logout", {"refresh_token": token})).status == 204


async def test_strange_but_harmless_text_is_kept_as_it_is(users: Running) -> None:
    person = await signed_in(users)
    for name in (
        "<script>alert(1)</script>",
        "=cmd|'/c calc'!A1",
        "\u202eevil",
        "👩‍👩‍👧",
        "Robert'); DROP--",
        "%s%n",
    ):
        answer = await person.http.send("PATCH", "/v1/me", {"name": name})
        assert (answer.status, answer.json["name"]) == (200, name)


@pytest.mark.parametrize(
    "path", ["x", "0", "%00", "..", "' OR 1=1", "0198-not", "0" * 5000, "{account_id}", "\ud83d\ude00"]
)
async def test_a_strange_id_is_not_found(admin: Client, path: str) -> None:
    quoted = path.encode("utf-16", "surrogatepass").decode("utf-16") if "\ud83d" in path else path
    for answer in (
        await admin.get(f"/v1/admin/accounts/{quoted}"),
        await admin.post(f"/v1/admin/accounts/{quoted}/disable"),
    ):
        assert answer.status in (400, 404, 405), answer
        assert answer.problem
