"""/docs and /openapi.json as a newcomer meets them: every example is sent and answered as documented."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
import asyncpg
import pyotp
import stripe

from chassis.testing import Answer, Client
from journeys.people import People, Person, until
from services.users.tests.authenticator import Authenticator
from tools.examples import (
    CART_TOKEN,
    CODE,
    GUEST_CART,
    GUEST_ORDER,
    GUEST_RETURN,
    MAILED_TOKEN,
    ORDER_TOKEN,
    PICTURE,
    PIECE,
    PRODUCT_LINE,
    VARIANT,
)

ROOT = Path(__file__).parent.parent
JSON = "application/json"
FORMS = ("get_app_token", "revoke_token")  # OAuth's own form, with a secret that no example can know
# What is asked for once in the story and used up by then.
AGAIN = {
    "ship_fulfilment": ("create_fulfilment",),
    "reject_return": ("request_return",),
    "cancel_any_return": ("request_return",),
    "approve_return": ("request_return",),
    "cancel_order": ("place_order",),
    "request_guest_return": ("place_guest_order",),
    "cancel_any_order": ("place_order",),
    "edit_ticket": ("open_ticket",),
    "merge_ticket": ("open_ticket", "open_ticket"),
    "cancel_product_import": ("create_product_import",),
    "cancel_product_export": ("create_product_export",),
}

# How far an import must be for it.
STATES = {"run_product_import": "checked", "retry_product_import": "done"}


class Reader:
    """Somebody who works through the document, once as the customer of its examples and once as staff."""

    def __init__(self, people: People, admin: Person, document: dict[str, Any]) -> None:
        self.nobody, self.admin, self.customer = people.nobody, admin.http, people.nobody
        self._webhook_secret = people.stack.wiring.secrets.stripe_webhook_secret
        self.document = document
        self._mail = people.stack.home.path("mail")
        self._login: Any = None
        self._secret, self._steps_ahead = "", -2
        self._asked: dict[str, Any] = {}
        self._guests: dict[str, str] = {}
        self._upload_url = ""
        self._authenticator = Authenticator(origin="http://localhost:3000", domain="localhost")

    def operation(self, name: str) -> tuple[str, str, dict[str, Any]]:
        return next(found for found in operations(self.document) if found[2]["operationId"] == name)

    async def send(self, path: str, method: str, operation: dict[str, Any]) -> Answer:
        who = self._whoever_may(operation)
        headers: dict[str, str] = {}
        query: dict[str, str] = {}
        for parameter in operation.get("parameters", []):
            name, example = parameter["name"], parameter.get("example")
            if name == "Idempotency-Key":
                headers[name] = str(uuid4())
            elif parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", await self._real(who, example))
            elif example is not None:
                place = query if parameter["in"] == "query" else headers
                place[name] = await self._real(who, example) if isinstance(example, str) else example
        body = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("example")
        if body is not None and "credential" in body:
            body = body | {"credential": self._credential(body["credential"])}
        text = None if body is None else (await self._real(who, json.dumps(body))).encode()
        address = path + (f"?{urlencode(query)}" if query else "")
        text = text and await self._with_mailed_token(path, text)
        sent = headers | ({"Content-Type": JSON} if text else {})
        if "Stripe-Signature" in sent and text is not None:
            sent["Stripe-Signature"] = self._signed(text)
        answer = self._noticed(await who.send(method, address, text, headers=sent))
        await self._upload(answer)
        return answer

    async def _upload(self, answer: Answer) -> None:
        """An answer may say where a file is to be brought."""
        is_asked = JSON in answer.headers.get("content-type", "") and isinstance(answer.json, dict)
        if is_asked and (to := answer.json.get("upload")):
            content = next(each for each in (PRODUCT_LINE, PICTURE) if len(each) == answer.json["size"])
            async with (
                aiohttp.ClientSession() as session,
                session.request(to["method"], to["url"], headers=to["headers"], data=content) as uploaded,
            ):
                assert uploaded.status == 200

    async def repeat_before(self, name: str) -> None:
        """What it needs, and is used up by now."""
        for before in AGAIN.get(name, ()):
            await self.send(*self.operation(before))
        if name == "request_guest_return":
            await self._bring_the_guests_order()

    async def _bring_the_guests_order(self) -> None:
        """Staff sends it, and it arrives."""
        path, lines = f"/v1/admin/orders/{self._guests[GUEST_ORDER]}/fulfilments", {"lines": PIECE}
        parcel = (await self.admin.post(path, lines, key=str(uuid4()))).json["id"]
        for verb, body in (("ship", {}), ("deliver", None)):
            sent = await self.admin.post(f"/v1/admin/fulfilments/{parcel}/{verb}", body, key=str(uuid4()))
            assert sent.status == 200, sent

    async def comes_to(self, state: str) -> None:
        """Wait for the newest import."""

        async def is_there() -> bool:
            newest = (await self.admin.get("/v1/admin/product-imports?limit=1")).json["items"][0]
            return bool(newest["state"] == state)

        await until(is_there)

    async def _with_mailed_token(self, path: str, text: bytes) -> bytes:
        """The link in a mail ends like the path that takes its token; the newest mail counts."""
        stand_in = MAILED_TOKEN.encode()
        if stand_in not in text:
            return text
        return text.replace(stand_in, (await until(lambda: self._mailed(path))).encode())

    async def _mailed(self, path: str) -> str | None:
        link = re.compile(rf"/{path.rpartition('/')[2]}#token=(\S+)")
        newest = sorted(self._mail.glob("*-eva*@example.com.eml"), reverse=True)
        found = [match for mail in newest if (match := link.search(mail.read_text()))]
        return found[0].group(1) if found else None

    def _whoever_may(self, operation: dict[str, Any]) -> Client:
        policy = operation["x-policy"]
        own = {"public": self.nobody, "optional": self.customer, "customer": self.customer}
        return own.get(str(policy), self.admin)

    async def _real(self, who: Client, text: str) -> str:
        """Stand-ins replaced by what is found where the document says."""
        for stand_in, source in self.document["x-found"].items():
            if stand_in in text:
                method, address = source["operation"].split(" ")
                asks = self.admin if address.startswith("/v1/admin") else who
                is_login = address == "/v1/auth/login"
                found = self._login if is_login else (await asks.send(method, address)).json
                for step in source["pointer"][1:].split("/"):
                    found = found[int(step) if isinstance(found, list) else step]
                text = text.replace(stand_in, str(found))
        if GUEST_CART in text or CART_TOKEN in text:
            text = await self._with_a_guests_cart(text)
        for stand_in in (GUEST_ORDER, GUEST_RETURN, ORDER_TOKEN):
            text = text.replace(stand_in, self._guests.get(stand_in, stand_in))
        return text.replace(CODE, self._code()) if CODE in text else text

    async def _with_a_guests_cart(self, text: str) -> str:
        """A new one for each example that brings its token, with the same thing in it as the customer's."""
        if CART_TOKEN in text or CART_TOKEN not in self._guests:
            cart = (await self.nobody.post("/v1/carts")).json
            variant = await self._real(self.nobody, VARIANT)
            line = f"/v1/carts/{cart['id']}/lines/{variant}"
            put = await self.nobody.put(line, {"quantity": 1}, Cart_Token=cart["token"])
            assert put.status == 200, put
            self._guests |= {CART_TOKEN: cart["token"], GUEST_CART: cart["id"]}
        for stand_in in (CART_TOKEN, GUEST_CART):
            text = text.replace(stand_in, self._guests[stand_in])
        return text

    def _signed(self, body: bytes) -> str:
        """As the payment provider signs."""
        signature: str = stripe.WebhookSignature.generate_signature_header(
            body.decode(), self._webhook_secret
        )
        return signature

    def _code(self) -> str:
        """Each is good once: those of the step before, this one and the next."""
        self._steps_ahead += 1
        return str(pyotp.TOTP(self._secret).at(datetime.now(UTC), counter_offset=self._steps_ahead))

    def _credential(self, example: dict[str, Any]) -> dict[str, Any]:
        """What the authenticator of this reader answers to the options that came last."""
        is_new = "attestationObject" in example["response"]
        return self._authenticator.create(self._asked) if is_new else self._authenticator.get(self._asked)

    async def upload(self) -> None:
        """What the example of a file says: five bytes of text, put where the answer said."""
        headers = {"Content-Type": "text/plain"}
        async with (
            aiohttp.ClientSession() as session,
            session.put(self._upload_url, data=b"hello", headers=headers) as answer,
        ):
            assert answer.status == 200, answer

    def _noticed(self, answer: Answer) -> Answer:
        if JSON not in answer.headers.get("content-type", ""):
            return answer
        if isinstance(answer.json, dict) and "order_token" in answer.json:
            self._guests |= {GUEST_ORDER: answer.json["id"], ORDER_TOKEN: answer.json["order_token"]}
        if isinstance(answer.json, dict) and answer.json.get("order_id") == self._guests.get(GUEST_ORDER, ""):
            self._guests |= {GUEST_RETURN: answer.json["id"]}
        if isinstance(answer.json, dict) and "otpauth_uri" in answer.json:
            self._secret = answer.json["secret"]
        if isinstance(answer.json, dict) and "public_key" in answer.json:
            self._asked = answer.json["public_key"]
        if isinstance(answer.json, dict) and answer.json.get("attachment"):
            self._upload_url = answer.json["url"]
        if "access_token" in answer.json:
            self._login = (self._login or {}) | answer.json
            self.customer = self.nobody.acting(answer.json["access_token"])
        return answer


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = [
        (path, method.upper(), operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]
    order = document["x-story"]
    return sorted(found, key=lambda each: order.index(each[2]["operationId"]))


async def test_the_document_and_the_page_are_public(people: People) -> None:
    document, page = [await people.nobody.get(path) for path in ("/openapi.json", "/docs")]
    assert (document.status, page.status) == (200, 200)
    assert document.json == json.loads((ROOT / "contracts" / "openapi.json").read_bytes())
    assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_every_example_is_answered_as_documented(people: People) -> None:
    document = (await people.nobody.get("/openapi.json")).json
    reader = Reader(people, await people.staff("admin"), document)
    for path, method, operation in operations(document):
        name = operation["operationId"]
        if name in FORMS:
            continue
        if name == "preview_order":  # orders hears of the seeded products in its own time
            await until(lambda: _is_previewed(reader))
        if name in STATES:
            await reader.comes_to(STATES[name])
        if name == "resolve_review":
            await _let_one_need_review(people)
        if name in ("approve_action", "reject_action"):
            await _let_one_wait(people)
        if name in ("confirm_attachment", "confirm_any_attachment"):
            await reader.upload()
        if name == "refund_shipping":
            await _let_sending_have_cost_something(people)
        await reader.repeat_before(name)
        answer = await reader.send(path, method, operation)
        success = min(operation["responses"])
        assert str(answer.status) == success, f"{name}: {answer}"


async def _let_one_need_review(people: People) -> None:
    """What takes twelve failures and ten minutes otherwise."""
    await _change_orders(
        people,
        "UPDATE orders SET needs_review = 'capture does not succeed' "
        "WHERE id = (SELECT order_id FROM sagas WHERE step = 'done' ORDER BY order_id DESC LIMIT 1)",
    )


async def _let_sending_have_cost_something(people: People) -> None:
    """The examples send to where it costs nothing, so that other stories need no shipping method."""
    charge = {"gross": 50, "discount": 0, "net": 50, "tax_rate_ppm": 0, "tax": 0, "name": "Post"}
    shipping = json.dumps({"shipping": charge | {"method_id": str(uuid4())}})
    await _change_orders(
        people,
        "UPDATE orders SET charges = charges || $1::text::jsonb "
        "WHERE id = (SELECT id FROM orders ORDER BY id DESC LIMIT 1)",
        shipping,
    )


async def _change_orders(people: People, sql: str, *args: str) -> None:
    connection = await asyncpg.connect(people.stack.wiring.database_url("orders"), ssl=False)
    try:
        await connection.execute(sql, *args)
    finally:
        await connection.close()


async def _let_one_wait(people: People) -> None:
    """What an agent asked for whose role does not allow it."""
    await people.rows(
        "support",
        "INSERT INTO ticket_actions (id, ticket_id, order_id, kind, reason, lines, status, asked_by, "
        "asked_permissions, asked_at, next_at) SELECT gen_random_uuid(), id, order_id, 'cancel', 'x', '[]', "
        "'awaiting_approval', gen_random_uuid(), '{}', now(), now() FROM tickets WHERE order_id IS NOT NULL "
        "ORDER BY id DESC LIMIT 1",
    )


async def _is_previewed(reader: Reader) -> bool:
    return (await reader.send(*reader.operation("preview_order"))).status == 200


async def test_a_refusal_is_a_problem_the_document_names(people: People) -> None:
    document = (await people.nobody.get("/openapi.json")).json
    customer = await people.customer()
    variant = await people.stocked(0)
    refused = await customer.buy(variant)
    named = document["paths"]["/v1/orders"]["post"]["responses"][str(refused.status)]
    assert refused.problem in named["content"]["application/problem+json"]["examples"]
    example = document["components"]["examples"][refused.problem]["value"]
    assert (refused.json["type"], refused.json["title"]) == (example["type"], example["title"])
