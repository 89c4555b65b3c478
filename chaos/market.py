"""What is sold, by whom: the goods, the staff who mind them, and the customers' bank."""

import asyncio
import contextlib
import random
import time
from typing import Any
from uuid import uuid4

import aiohttp

from chaos.caller import Caller, Stopped
from chaos.history import History
from zoco import people
from zoco.stack import Stack, StackFailed

PRICES = (990, 1450, 1999, 2500, 3333)
TOKEN_SECONDS = 200


class Market:
    """So many orders are wanted, one every `pace` seconds, of so many variants."""

    def __init__(self, session: aiohttp.ClientSession, bank: str, *, orders: int, pace: float) -> None:
        self._session = session
        self._bank = bank
        self._left = orders
        self._pace = pace
        self._next = 0.0
        self.variants: list[str] = []
        self.sold: list[dict[str, Any]] = []

    def open(self) -> None:
        """The first order is due now."""
        self._next = time.monotonic()

    def next_order(self) -> float | None:
        """When the next order is due; None when enough were placed."""
        if self._left <= 0:
            return None
        self._left -= 1
        self._next += self._pace
        return self._next

    def variant(self, random_: random.Random) -> str:
        """Some are wanted more than others."""
        index = min(int(random_.expovariate(3) * len(self.variants)), len(self.variants) - 1)
        return self.variants[index]

    async def bank(self, order: dict[str, Any], *, succeeds: bool) -> None:
        """The customer proves themselves to their bank, or cannot."""
        url = (order["next_action"] or {}).get("redirect_url")
        if not url:
            return
        path = url[url.index("/sandbox/") :]
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
            outcome = "complete" if succeeds else "fail"
            timeout = aiohttp.ClientTimeout(total=5)
            async with self._session.post(
                f"{self._bank}{path}", data={"outcome": outcome}, allow_redirects=False, timeout=timeout
            ) as told:
                await told.read()


class Clerk(Caller):
    """Staff: stocks the shelves, changes prices, sends parcels, cancels lines, gives money back."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        stack: Stack,
        history: History,
        market: Market,
        *,
        seed: int,
        generous: bool,
    ) -> None:
        super().__init__(session, stack.url, history, "clerk")
        self._stack = stack
        self._generous = generous
        self._market = market
        self._random = random.Random(f"clerk {seed}")
        self.products: dict[str, dict[str, Any]] = {}

    async def renew(self) -> None:
        account = next(a for a in people.accounts(self._stack) if a.role == "admin")
        while not self.over.is_set():
            with contextlib.suppress(StackFailed):
                async with aiohttp.ClientSession(
                    self._url, timeout=aiohttp.ClientTimeout(total=8)
                ) as session:
                    self.tokens = await people.tokens(self._stack, session, account)
                    self.token_since = time.monotonic()
                    return
            await asyncio.sleep(1)
        raise Stopped

    async def stock_up(self, variants: int, quantity: int) -> None:
        """New products of one variant each."""
        made = await asyncio.gather(*(self._product(number, quantity) for number in range(variants)))
        self._market.variants += made

    async def _product(self, number: int, quantity: int) -> str:
        sku = f"CHAOS-{number}-{uuid4().hex[:6]}"
        price = {"amount": self._random.choice(PRICES), "currency": "EUR"}
        variant = {"sku": sku, "name": "One", "price": price, "stock": quantity}
        product = {"handle": sku.lower(), "name": "Thing 0", "description": "", "variants": [variant]}
        answer = await self.insist("stock_up", "POST", "/v1/admin/products", product, key=f"make-{sku}")
        assert answer.status == 201, answer
        made = answer.json
        self.products[made["id"]] = made
        return str(made["variants"][0]["id"])

    async def work(self) -> None:
        """One errand after the other until the run is over."""
        usual = (self._refund, self._cancel_line, self._send, self._restock, self._rename, self._rename)
        errands = (self._refund,) if self._generous else usual
        with contextlib.suppress(Stopped):
            while not self.over.is_set():
                if time.monotonic() - self.token_since > TOKEN_SECONDS:
                    await self.renew()
                await self._random.choice(errands)()
                await asyncio.sleep(self._random.uniform(0.1, 0.6))

    def _order(self) -> dict[str, Any] | None:
        return self._random.choice(self._market.sold) if self._market.sold else None

    async def _refund(self) -> None:
        if order := self._order():
            most = 5000 if self._generous else 300
            amount = {"amount": self._random.randint(1, most), "currency": "EUR"}
            path = f"/v1/admin/orders/{order['id']}/refunds"
            await self.insist(
                "refund", "POST", path, {"amount": amount, "reason": "Sorry"}, key=self.new_key("refund")
            )

    async def _cancel_line(self) -> None:
        if order := self._order():
            body = {"lines": [{"line": 1, "quantity": 1}], "reason": "Broken"}
            path = f"/v1/admin/orders/{order['id']}/cancellations"
            await self.insist("cancel_line", "POST", path, body, key=self.new_key("line"))

    async def _send(self) -> None:
        if order := self._order():
            body = {"lines": [{"line": 1, "quantity": 1}]}
            path = f"/v1/admin/orders/{order['id']}/fulfilments"
            made = await self.insist("pack", "POST", path, body, key=self.new_key("pack"))
            if made.status == 201:
                path = f"/v1/admin/fulfilments/{made.json['id']}"
                await self.insist("ship", "POST", f"{path}/ship", {}, key=self.new_key("ship"))
                if self._random.random() < 0.5:
                    await self.insist("deliver", "POST", f"{path}/deliver", key=self.new_key("deliver"))

    async def _restock(self) -> None:
        body = {
            "variant_id": self._market.variant(self._random),
            "delta": self._random.choice((1, 2, 5, -1)),
            "reason": "Delivery",
        }
        await self.insist("restock", "POST", "/v1/admin/stock-adjustments", body, key=self.new_key("stock"))

    async def _rename(self) -> None:
        """Change a product, then look at it as a shopper does: never older than what was just written."""
        product_id = self._random.choice(sorted(self.products))
        product = self.products[product_id]
        number = int(product["name"].split()[1]) + 1
        product["name"] = f"Thing {number}"
        variant = product["variants"][0]
        kept = {name: variant[name] for name in ("id", "sku", "name", "price")}
        body = {
            "handle": product["handle"],
            "name": product["name"],
            "description": "",
            "status": "active",
            "variants": [kept],
        }
        path = f"/v1/admin/products/{product_id}"
        answer = await self.insist("rename", "PUT", path, body, If_Match="*")
        if answer.status == 200:
            for _ in range(3):
                await self.insist("read", "GET", f"/v1/products/{product_id}", key=str(number))
