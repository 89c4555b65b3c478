"""/docs and /openapi.json as a newcomer meets them: every example is sent and answered as documented."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import asyncpg
import pyotp
import stripe

from chassis.testing import Answer, Client
from journeys.people import People, Person, until
from tools.operations import CODE, EMAIL, PASSWORD

ROOT = Path(__file__).parent.parent
JSON = "application/json"
LOGIN = {"email": EMAIL, "password": PASSWORD}


class Reader:
    """Somebody who works through the document, once as the customer of its examples and once as staff."""

    def __init__(self, people: People, admin: Person, document: dict[str, Any]) -> None:
        self.nobody, self.admin, self.customer = people.nobody, admin.http, people.nobody
        self._webhook_secret = people.stack.wiring.secrets.stripe_webhook_secret
        self.document = document
        self._login: Any = None
        self._secret, self._steps_ahead = "", -2

    def operation(self, name: str) -> tuple[str, str, dict[str, Any]]:
        return next(found for found in operations(self.document) if found[2]["operationId"] == name)

    async def send(self, path: str, method: str, operation: dict[str, Any]) -> Answer:
        if operation["operationId"] in ("renew_recovery_codes", "remove_totp"):
            await self._log_in_with_code()  # only a login with the second factor may change it
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
                (query if parameter["in"] == "query" else headers)[name] = example
        body = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("example")
        text = None if body is None else (await self._real(who, json.dumps(body))).encode()
        address = path + (f"?{urlencode(query)}" if query else "")
        sent = headers | ({"Content-Type": JSON} if text else {})
        if "Stripe-Signature" in sent and text is not None:
            sent["Stripe-Signature"] = self._signed(text)
        return self._noticed(await who.send(method, address, text, headers=sent))

    def _whoever_may(self, operation: dict[str, Any]) -> Client:
        policy = operation["x-policy"]
        return {"public": self.nobody, "customer": self.customer}.get(str(policy), self.admin)

    async def _real(self, who: Client, text: str) -> str:
        """Stand-ins replaced by what is found where the document says."""
        for stand_in, source in self.document["x-found"].items():
            if stand_in in text:
                method, address = source["operation"].split(" ")
                found = self._login if method == "POST" else (await who.get(address)).json
                for step in source["pointer"][1:].split("/"):
                    found = found[int(step) if isinstance(found, list) else step]
                text = text.replace(stand_in, str(found))
        return text.replace(CODE, self._code()) if CODE in text else text

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

    async def _log_in_with_code(self) -> None:
        """Once; the session stays good for both."""
        if self._steps_ahead < 0:
            answer = await self.nobody.post("/v1/auth/login", LOGIN | {"code": self._code()})
            self._noticed(answer)

    def _noticed(self, answer: Answer) -> Answer:
        if JSON not in answer.headers.get("content-type", ""):
            return answer
        if isinstance(answer.json, dict) and "otpauth_uri" in answer.json:
            self._secret = answer.json["secret"]
        if "access_token" in answer.json:
            self._login = answer.json
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
    assert document.content == (ROOT / "contracts" / "openapi.json").read_bytes()
    assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_every_example_is_answered_as_documented(people: People) -> None:
    document = (await people.nobody.get("/openapi.json")).json
    reader = Reader(people, await people.staff("admin"), document)
    for path, method, operation in operations(document):
        name = operation["operationId"]
        if name == "preview_order":  # orders hears of the seeded products in its own time
            await until(lambda: _is_previewed(reader))
        if name == "resolve_review":
            await _let_one_need_review(people)
        if name == "cancel_any_order":
            await reader.send(*reader.operation("place_order"))
        answer = await reader.send(path, method, operation)
        success = next(status for status in operation["responses"] if status < "3")
        assert str(answer.status) == success, f"{name}: {answer}"


async def _let_one_need_review(people: People) -> None:
    """What takes twelve failures and ten minutes otherwise."""
    connection = await asyncpg.connect(people.stack.wiring.database_url("orders"), ssl=False)
    try:
        await connection.execute(
            "UPDATE orders SET needs_review = 'capture does not succeed' "
            "WHERE id = (SELECT order_id FROM sagas WHERE step = 'done' ORDER BY order_id DESC LIMIT 1)"
        )
    finally:
        await connection.close()


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
