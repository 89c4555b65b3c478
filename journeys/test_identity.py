"""Second factors, sessions, applications and keys, as everybody outside meets them."""

import base64
from urllib.parse import urlencode

import pyotp

from chassis.testing import Answer
from journeys.people import PASSWORD, People
from zoco import people as demo


async def test_a_customer_adds_a_second_factor_and_steps_up(people: People) -> None:
    customer = await people.customer()
    totp = pyotp.TOTP((await customer.http.post("/v1/me/totp")).json["secret"])
    confirmed = await customer.http.post("/v1/me/totp/confirm", {"code": totp.now()})
    assert len(confirmed.json["recovery_codes"]) == 10
    refused = await customer.http.send("DELETE", "/v1/me/totp")
    assert (refused.status, refused.problem) == (401, "insufficient-user-authentication")
    assert 'acr_values="2", max_age="600"' in refused.headers["www-authenticate"]
    proof = {"password": PASSWORD, "code": confirmed.json["recovery_codes"][0]}
    token = (await customer.http.post("/v1/auth/step-up", proof)).json["access_token"]
    assert (await people.nobody.acting(token).send("DELETE", "/v1/me/totp")).status == 204


async def test_staff_pass_with_two_factors_and_not_with_one(people: People) -> None:
    account = next(each for each in demo.accounts(people.stack) if each.role == "support_agent")
    credentials = {"email": account.email, "password": account.password}
    refused = await people.nobody.post("/v1/auth/login", credentials)
    assert (refused.status, refused.problem) == (401, "second-factor-required")
    agent = await people.staff("support_agent")
    assert (await agent.http.get("/v1/admin/tickets")).status == 200
    assert (await agent.http.get("/v1/admin/roles")).problem == "forbidden"


async def test_devices_are_listed_with_the_address_that_the_edge_saw(people: People) -> None:
    customer = await people.customer()
    forged = dict.fromkeys(("X-Envoy-External-Address", "X-Forwarded-For"), "203.0.113.9")
    sent = forged | {"User-Agent": "My phone"}
    body = {"email": customer.email, "password": PASSWORD}
    login = await people.nobody.send("POST", "/v1/auth/login", body, headers=sent)
    newest, current = (await customer.http.get("/v1/me/sessions")).json["items"]
    assert (newest["user_agent"], newest["address"], current["is_current"]) == ("My phone", "127.0.0.1", True)
    assert (await customer.http.post("/v1/auth/logout-everywhere")).status == 204
    kept = await people.nobody.post("/v1/auth/refresh", {"refresh_token": login.json["refresh_token"]})
    assert kept.status == 401


async def test_an_application_does_what_it_may_and_nothing_inside(people: People) -> None:
    admin, variant = await people.staff("admin"), await people.stocked(3)
    made = await admin.http.post("/v1/admin/apps", {"name": "Warehouse", "permissions": ["stock:read"]})
    token = (await _token(people, made)).json["access_token"]
    app = people.nobody.acting(token)
    assert (await app.get(f"/v1/admin/stock/{variant}")).status == 200
    assert (await app.get("/v1/admin/orders")).problem == "forbidden"
    assert (await app.get("/v1/orders")).problem == "forbidden"
    for part, path in (
        ("orders", f"/internal/customers/{admin.id}/orders"),
        ("users", f"/internal/profiles?ids={admin.id}"),
    ):
        assert (await people.direct(part).acting(token).get(path)).problem == "forbidden"
    await admin.http.send("DELETE", f"/v1/admin/apps/{made.json['app']['client_id']}")
    assert (await _token(people, made)).problem == "invalid-client"


async def _token(people: People, made: Answer) -> Answer:
    pair = f"{made.json['app']['client_id']}:{made.json['client_secret']}".encode()
    headers = {
        "Authorization": f"Basic {base64.b64encode(pair).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    form = urlencode({"grant_type": "client_credentials"}).encode()
    return await people.nobody.send("POST", "/v1/oauth/token", form, headers=headers)


async def test_the_next_key_is_published_and_nobody_is_refused(people: People) -> None:
    customer = await people.customer()
    before = (await people.nobody.get("/.well-known/jwks.json")).json["keys"]
    said = await people.stack.command("users", "rotate-keys")
    after = (await people.nobody.get("/.well-known/jwks.json")).json["keys"]
    assert {key["kid"] for key in after} == {key["kid"] for key in before} | {said.split()[0]}
    assert (await customer.http.get("/v1/me")).status == 200
    assert (await (await people.customer()).http.get("/v1/me")).status == 200
