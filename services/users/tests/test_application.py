"""Applications: what they may be allowed, their tokens, and that a machine opens nothing that is inside."""

import base64
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwt

from chassis.testing import Answer, Client, Running
from chassis.tokens import jwt_header
from services.users.tests.make import Person, as_client, claims_of, log_in, log_out, refresh, signed_in
from users.introspection.commands import introspect
from users.key import commands as keys
from users.key.model import SigningKey

APPS = "/v1/admin/apps"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def registered_app(admin: Person, *permissions: str) -> tuple[str, str]:
    answer = await admin.http.post(APPS, {"name": "Warehouse", "permissions": list(permissions)})
    assert answer.status == 201, answer
    return answer.json["app"]["client_id"], answer.json["client_secret"]


async def token_for(users: Running, client_id: str, secret: str, **form: str) -> Answer:
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    body = urlencode({"grant_type": "client_credentials"} | form).encode()
    headers = FORM | {"Authorization": f"Basic {basic}"}
    return await users.http.send("POST", "/v1/oauth/token", body, headers=headers)


async def post_form(who: Client, path: str, **form: str) -> Answer:
    return await who.send("POST", path, urlencode(form).encode(), headers=FORM)


async def test_an_application_gets_tokens_with_its_permissions(users: Running) -> None:
    admin = await signed_in(users, "admin")
    app = await registered_app(admin, "stock:read", "accounts:read")
    answer = await token_for(users, *app)
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    claims = claims_of(answer.json["access_token"])
    assert (claims["aud"], claims["sub"], claims["client_id"]) == ("zoco", app[0], app[0])
    assert claims["permissions"] == ["accounts:read", "stock:read"]
    assert "acr" not in claims
    client = users.http.acting(answer.json["access_token"])
    assert (await client.get("/v1/admin/accounts")).status == 200
    assert (await client.get("/v1/me")).problem == "forbidden"
    less = await token_for(users, *app, scope="stock:read")
    assert claims_of(less.json["access_token"])["permissions"] == ["stock:read"]
    assert (await users.http.acting(less.json["access_token"]).get("/v1/admin/accounts")).status == 403
    assert (await token_for(users, *app, scope="orders:read")).problem == "invalid-scope"


async def test_a_permission_of_an_application_is_no_scope_inside(users: Running) -> None:
    admin = await signed_in(users, "admin")
    token = (await token_for(users, *await registered_app(admin, "accounts:read"))).json["access_token"]
    answer = await users.http.acting(token).get(f"/internal/accounts/{admin.account_id}/state")
    assert (answer.status, answer.problem) == (403, "forbidden")


@pytest.mark.parametrize(
    "permission", ["roles:write", "roles:assign", "accounts:disable", "privacy:run", "tickets:reply"]
)
async def test_what_only_people_may_do(shared: Running, permission: str) -> None:
    admin = await signed_in(shared, "admin")
    answer = await admin.http.post(APPS, {"name": "Bot", "permissions": ["stock:read", permission]})
    assert (answer.status, answer.problem, answer.json["permissions"]) == (422, "not-for-apps", [permission])


async def test_the_secret_is_shown_once_and_stored_hashed(users: Running) -> None:
    admin = await signed_in(users, "admin")
    client_id, secret = await registered_app(admin, "stock:read")
    assert len(secret) == 43
    listed = await admin.http.get(APPS)
    assert [app["client_id"] for app in listed.json["items"]] == [client_id]
    [stored] = await users.db.all(str, "SELECT a::text FROM apps a")
    assert secret not in listed.content.decode() + stored


async def test_a_wrong_secret_looks_like_an_unknown_application(users: Running) -> None:
    admin = await signed_in(users, "admin")
    client_id, secret = await registered_app(admin, "stock:read")
    pairs = [
        (client_id, "wrong"),
        ("app_0000000000000000", secret),
        ("\x00", secret),
        ("", ""),
        ("orders", "x"),
    ]
    for pair in pairs:
        answer = await token_for(users, *pair)
        assert (answer.status, answer.problem, answer.json["error"]) == (
            401,
            "invalid-client",
            "invalid_client",
        )


async def test_a_revoked_application_gets_nothing(users: Running) -> None:
    admin = await signed_in(users, "admin")
    app = await registered_app(admin, "stock:read")
    other = await registered_app(admin, "stock:read")
    assert (await admin.http.send("DELETE", f"{APPS}/{app[0]}")).status == 204
    assert (await token_for(users, *app)).problem == "invalid-client"
    assert (await token_for(users, *other)).status == 200
    for gone in (app[0], "app_0000000000000000", "%00", "x"):
        assert (await admin.http.send("DELETE", f"{APPS}/{gone}")).status == 404
    assert [each["client_id"] for each in (await admin.http.get(APPS)).json["items"]] == [other[0]]


async def test_only_who_writes_roles_registers_applications(users: Running) -> None:
    lead = await signed_in(users, "support_lead")
    assert (await lead.http.post(APPS, {"name": "Bot", "permissions": ["stock:read"]})).status == 403
    assert (await lead.http.get(APPS)).status == 403


@pytest.mark.parametrize(
    "body", [{"name": "Bot"}, {"name": "", "permissions": ["stock:read"]}, {"name": "Bot", "permissions": []}]
)
async def test_a_wrong_application_is_not_registered(shared: Running, body: dict[str, Any]) -> None:
    admin = await signed_in(shared, "admin")
    assert (await admin.http.post(APPS, body)).status == 422


# Revocation and introspection


async def test_revoking_ends_the_session_and_unknown_tokens_are_fine(users: Running) -> None:
    person = await signed_in(users)
    assert (await post_form(users.http, "/v1/oauth/revoke", token="unknown")).status == 200
    revoked = await post_form(users.http, "/v1/oauth/revoke", token=person.refresh_token, token_type_hint="x")
    assert revoked.status == 200
    assert (await refresh(users, person.refresh_token)).status == 401
    assert (await post_form(users.http, "/v1/oauth/revoke")).json["error"] == "invalid_request"


async def introspected(users: Running, token: str) -> dict[str, Any]:
    orders = await as_client(users, "orders", "tokens:introspect")
    answer = await post_form(orders, "/internal/oauth/introspect", token=token)
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


async def test_a_token_is_active_as_long_as_its_session(users: Running) -> None:
    person = await signed_in(users)
    token = str(person.tokens["access_token"])
    found = await introspected(users, token)
    claims = claims_of(token)
    assert found == {"active": True, "token_type": "Bearer", **claims}
    await log_out(users, person.refresh_token)
    assert await introspected(users, token) == {"active": False}


async def test_a_disabled_account_and_a_revoked_application_are_not_active(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    app = await registered_app(admin, "stock:read")
    app_token = (await token_for(users, *app)).json["access_token"]
    assert (await introspected(users, app_token))["active"]
    await admin.http.send("DELETE", f"{APPS}/{app[0]}")
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    for token in (app_token, str(person.tokens["access_token"])):
        assert await introspected(users, token) == {"active": False}


async def test_what_is_no_token_of_ours_is_not_active(users: Running) -> None:
    person = await signed_in(users)
    good = str(person.tokens["access_token"])
    head, body, signature = good.split(".")
    strangers = users.issuer.token(person.account_id)
    for token in ("x", "a.b.c", f"{head}.{body}.{signature[::-1]}", strangers, person.refresh_token):
        assert await introspected(users, token) == {"active": False}
    other = await as_client(users, "support", "profiles:read")
    assert (await post_form(other, "/internal/oauth/introspect", token=good)).status == 403
    assert (await post_form(users.http, "/internal/oauth/introspect", token=good)).status == 401


@pytest.mark.parametrize("name", ["openid-configuration", "oauth-authorization-server"])
async def test_the_metadata_names_what_is_there(shared: Running, name: str) -> None:
    found = (await shared.http.get(f"/.well-known/{name}")).json
    assert found["issuer"] == shared.http.url
    assert (await shared.http.get(found["jwks_uri"].removeprefix(found["issuer"]))).status == 200
    for endpoint in ("token_endpoint", "revocation_endpoint"):
        answer = await shared.http.post(found[endpoint].removeprefix(found["issuer"]))
        assert answer.status in (400, 401)
    assert found["acr_values_supported"] == ["1", "2"]
    assert "orders:read" in found["scopes_supported"]


async def test_a_retired_key_proves_nothing_and_the_next_one_does_not_sign_yet(users: Running) -> None:
    """Rotation as verifiers see it: the same claims, signed by each of the keys there are."""
    person = await signed_in(users)
    claims = claims_of(str(person.tokens["access_token"]))
    claims["exp"] = int(time.time()) + 3600
    seal = users.service.provide["seal"]
    async with users.db.transaction() as tx:
        following = await keys.rotate(tx, seal)
    stored = (
        "SELECT id, sealed, public, created_at, signs_from, published_until FROM signing_keys "
        "ORDER BY signs_from"
    )
    old, new = await users.db.all(SigningKey, stored)
    assert new.id == following.id
    login = (await log_in(users, person.email)).json["access_token"]
    assert jwt_header(login)["kid"] == old.id
    signed = {
        key.id: jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.id}, claims, seal.open(key))
        for key in (old, new)
    }
    assert [await is_good(users, token) for token in signed.values()] == [True, True]
    users.clock.advance(minutes=14)
    assert [await is_good(users, token) for token in signed.values()] == [False, True]


async def is_good(users: Running, token: str) -> bool:
    return await introspect(users.db, users.http.url, token, audience="orders") is not None
