"""Service tokens: who may call whom, and every way to be refused."""

import base64

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.testing import Running
from services.users.tests.make import SECRETS, claims_of, service_token
from users.client.model import GRANTS

FORM = "application/x-www-form-urlencoded"


async def test_a_service_gets_a_token_for_its_callee(shared: Running) -> None:
    answer = await service_token(shared, "orders", audience="catalog")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json | {"access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "reservations:write",
    }
    keys = KeySet.import_key_set((await shared.http.get("/.well-known/jwks.json")).json)
    token = jwt.decode(answer.json["access_token"], keys, algorithms=["ES256"])
    assert token.header["typ"] == "at+jwt"
    assert token.claims | {"iat": 0, "exp": 0, "jti": ""} == {
        "iss": shared.http.url,
        "sub": "orders",
        "client_id": "orders",
        "aud": "catalog",
        "scope": "reservations:write",
        "iat": 0,
        "exp": 0,
        "jti": "",
    }
    assert token.claims["exp"] - token.claims["iat"] == 300


async def test_a_client_may_ask_for_less_but_not_for_more(shared: Running) -> None:
    less = await service_token(shared, "orders", audience="users", scope="profiles:read")
    assert claims_of(less.json["access_token"])["scope"] == "profiles:read"
    everything = await service_token(shared, "orders", audience="users")
    assert everything.json["scope"] == "accounts:read profiles:contact profiles:read tokens:introspect"
    for scope in ("profiles:read orders:read", "everything", "Profiles:read"):
        more = await service_token(shared, "orders", audience="users", scope=scope)
        assert (more.status, more.problem, more.json["error"]) == (400, "invalid-scope", "invalid_scope")


@pytest.mark.parametrize("caller", SECRETS)
async def test_each_client_reaches_exactly_its_callees(shared: Running, caller: str) -> None:
    for audience in ("catalog", "users", "orders", "support", "zoco", "elsewhere"):
        answer = await service_token(shared, caller, audience=audience)
        if audience in GRANTS[caller]:
            assert answer.json["scope"].split() == sorted(GRANTS[caller][audience])
        else:
            assert (answer.status, answer.problem) == (400, "invalid-target")
            assert answer.json["error"] == "invalid_target"


@pytest.mark.parametrize(
    ("client", "secret"),
    [("orders", "wrong"), ("orders", ""), ("nobody", "wrong"), ("", ""), ("orders", SECRETS["support"])],
)
async def test_a_wrong_secret_looks_like_an_unknown_client(shared: Running, client: str, secret: str) -> None:
    answer = await service_token(shared, client, secret=secret, audience="catalog")
    assert (answer.status, answer.problem) == (401, "invalid-client")
    assert answer.json["error"] == "invalid_client"
    assert answer.headers["www-authenticate"].startswith("Basic")


def basic(text: bytes) -> str:
    return "Basic " + base64.b64encode(text).decode()


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic !!!", "Bearer abc", basic(b"orders"), basic(b"\xff\xfe:x"), basic(b""), "é"],
)
async def test_a_garbled_authorization_is_an_invalid_client(shared: Running, authorization: str) -> None:
    answer = await shared.http.send(
        "POST", "/internal/oauth/token", b"", headers={"Authorization": authorization, "Content-Type": FORM}
    )
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


GOOD = b"grant_type=client_credentials&audience=catalog"


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"", FORM, "invalid_request"),
        (b"audience=catalog", FORM, "invalid_request"),
        (b"grant_type=client_credentials", FORM, "invalid_request"),
        (b"grant_type=client_credentials&audience=", FORM, "invalid_request"),
        (b"grant_type=password&audience=catalog", FORM, "unsupported_grant_type"),
        (b"grant_type=&audience=catalog", FORM, "unsupported_grant_type"),
        (GOOD + b"&audience=users", FORM, "invalid_request"),
        (GOOD + b"&x=%ff", FORM, "invalid_request"),
        (b"\xff", FORM, "invalid_request"),
        (GOOD + b"&junk", FORM, "invalid_request"),
        (GOOD + b"".join(b"&a%d=1" % n for n in range(30)), FORM, "invalid_request"),
        (GOOD, "application/json", "invalid_request"),
        (GOOD, "", "invalid_request"),
        (b"grant_type=client_credentials&audience=%00", FORM, "invalid_target"),
        (GOOD + b"&scope=%00", FORM, "invalid_scope"),
    ],
)
async def test_a_wrong_form_is_refused(shared: Running, body: bytes, kind: str, error: str) -> None:
    answer = await shared.http.send(
        "POST",
        "/internal/oauth/token",
        body,
        headers={"Authorization": basic(f"orders:{SECRETS['orders']}".encode()), "Content-Type": kind},
    )
    assert (answer.status, answer.json["error"]) == (400, error), answer
    assert answer.problem


async def test_charset_and_unknown_parameters_do_not_matter(shared: Running) -> None:
    answer = await shared.http.send(
        "POST",
        "/internal/oauth/token",
        GOOD + b"&resource=x",
        headers={
            "Authorization": basic(f"orders:{SECRETS['orders']}".encode()),
            "Content-Type": f"{FORM}; charset=utf-8",
        },
    )
    assert answer.status == 200


async def test_a_service_token_is_nobodys_account(shared: Running) -> None:
    token = (await service_token(shared, "orders", audience="users")).json["access_token"]
    client = shared.http.acting(token)
    for path in ("/v1/me", "/v1/admin/accounts"):
        assert (await client.get(path)).status == 403
    elsewhere = (await service_token(shared, "orders", audience="catalog")).json["access_token"]
    answer = await shared.http.acting(elsewhere).get("/internal/profiles?ids=x")
    assert (answer.status, answer.problem) == (401, "invalid-token")
