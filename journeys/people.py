"""Shoppers and staff, as they act through the gateway, and what they wait for."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg
import msgspec

from chassis.testing import Answer, Client
from zoco import people as demo
from zoco.stack import Stack, StackFailed

PATIENCE_SECONDS = 40
TOKEN_SECONDS = 240  # a token lives five minutes
PASSWORD = "correct horse battery staple"
ADDRESS = {"name": "Ana", "line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}


class Person(msgspec.Struct):
    """Somebody who is logged in."""

    email: str
    tokens: dict[str, Any]
    http: Client
    id: str

    async def buy(
        self,
        *variants: str,
        key: str | None = None,
        card: str = "pm_card_visa",
        quantity: int = 1,
        **more: Any,
    ) -> Answer:
        """One order with a line per variant."""
        lines = [{"variant_id": variant, "quantity": quantity} for variant in variants]
        wish = {"lines": lines, "payment_method": card, "shipping_address": ADDRESS} | more
        return await self.http.post("/v1/orders", wish, key=key or str(uuid4()))

    async def insist(self, *variants: str, key: str, **more: Any) -> Answer:
        """The same order until there is an answer that stands, whatever dies meanwhile."""

        async def answered() -> Answer | None:
            try:
                answer = await self.buy(*variants, key=key, **more)
            except (aiohttp.ClientError, TimeoutError):
                return None
            is_passing = (
                answer.status in (202, 429) or answer.status >= 500 or "retry-after" in answer.headers
            )
            return None if is_passing else answer

        return await until(answered)


class People:
    """Makes people, and looks behind the counter where no API shows it."""

    def __init__(self, stack: Stack, session: aiohttp.ClientSession) -> None:
        self.stack = stack
        self.nobody = Client(session, stack.url)
        self.payments = Client(session, stack.wiring.url("payments"))
        self._session = session
        self._staff: dict[str, tuple[float, Person]] = {}
        self._logging_in = asyncio.Lock()

    def direct(self, part: str) -> Client:
        """A service's own port, past the gateway."""
        return Client(self._session, self.stack.wiring.url(part))

    async def customer(self) -> Person:
        """Somebody new, registered and logged in."""
        email = f"{uuid4().hex[:12]}@example.com"
        body = {"email": email, "password": PASSWORD, "name": "Ana"}
        answer = await self._accepted(self.nobody, "/v1/auth/register", body)
        assert answer.status == 201, answer
        return await self.login(email, PASSWORD)

    async def _accepted(self, who: Client, path: str, body: Any, key: str | None = None) -> Answer:
        """The answer, once the edge has noticed that a part which was killed is back."""

        async def answered() -> Answer | None:
            answer = await who.post(path, body, key=key)
            return None if answer.status == 503 else answer

        return await until(answered)

    async def staff(self, role: str) -> Person:
        """One of the demo accounts: customer, support_agent or admin."""
        async with self._logging_in:
            logged_in_at, person = self._staff.get(role, (float("-inf"), None))
            if person is None or time.monotonic() - logged_in_at > TOKEN_SECONDS:
                account = next(account for account in demo.accounts(self.stack) if account.role == role)
                person = await self._with(account.email, await self._demo_tokens(account))
                self._staff[role] = time.monotonic(), person
            return person

    async def _demo_tokens(self, account: demo.Account) -> dict[str, Any]:
        """With the session that the command line keeps."""

        async def given() -> dict[str, Any] | None:
            try:
                async with aiohttp.ClientSession(self.stack.url) as session:
                    return await demo.tokens(self.stack, session, account)
            except StackFailed:
                return None

        return await until(given)

    async def login(self, email: str, password: str) -> Person:
        credentials = {"email": email, "password": password}
        answer = await self._accepted(self.nobody, "/v1/auth/login", credentials)
        assert answer.status == 200, answer
        return await self._with(email, answer.json)

    async def _with(self, email: str, tokens: dict[str, Any]) -> Person:
        http = self.nobody.acting(tokens["access_token"])
        me = (await http.get("/v1/me")).json
        return Person(email, tokens, http, me["account_id"])

    async def stocked(self, quantity: int, *, amount: int = 1999) -> str:
        """A new variant with so many in stock."""
        sku = f"J-{uuid4().hex[:10]}"
        variant = {
            "sku": sku,
            "name": "One",
            "price": {"amount": amount, "currency": "EUR"},
            "stock": quantity,
        }
        product = {"handle": sku.lower(), "name": "Thing", "description": "", "variants": [variant]}
        admin = await self.staff("admin")
        answer = await self._accepted(admin.http, "/v1/admin/products", product, str(uuid4()))
        assert answer.status == 201, answer
        return str(answer.json["variants"][0]["id"])

    async def level(self, variant_id: str) -> tuple[int, int]:
        """On hand and reserved, summed over locations."""
        rows = await self.rows(
            "catalog", "SELECT on_hand, reserved FROM stock_levels WHERE variant_id = $1", variant_id
        )
        return sum(row["on_hand"] for row in rows), sum(row["reserved"] for row in rows)

    async def money(self, order_id: str) -> dict[str, int]:
        """What the provider's own ledger says it did for this order."""
        sums: dict[str, int] = {}
        for entry in (await self.payments.get("/sandbox/ledger")).json:
            if entry["metadata"].get("order_id") == order_id:
                sums[entry["kind"]] = sums.get(entry["kind"], 0) + entry["amount"]
        return sums

    async def rows(self, service: str, sql: str, *args: Any) -> list[asyncpg.Record]:
        """Straight from a service's database: what an auditor would look at."""
        connection = await asyncpg.connect(self.stack.wiring.database_url(service), ssl=False)
        try:
            return list(await connection.fetch(sql, *args))
        finally:
            await connection.close()


T = Any


async def until(look: Callable[[], Awaitable[T]], seconds: float = PATIENCE_SECONDS) -> T:
    """Wait for an effect: look again and again until there is something to see."""
    async with asyncio.timeout(seconds):
        while not (seen := await look()):
            await asyncio.sleep(0.02)
    return seen
