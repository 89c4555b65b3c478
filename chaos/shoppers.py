"""Customers: they buy, change their minds, ask for help, carry on their sessions, and pry."""

import asyncio
import contextlib
import hashlib
import random
import time
from typing import Any

import aiohttp

from chaos.caller import Caller, Stopped
from chaos.history import History
from chaos.market import Market

PASSWORD = "canary-password-Zw9-correct-horse"  # looked for in every log and every event afterwards
NAME = "Canary Quintanilla"
ADDRESS = {"name": NAME, "line1": "Calle Canary 7", "city": "Madrid", "postal_code": "28013", "country": "ES"}
CARDS = {
    "pm_card_visa": 80,
    "pm_card_visa_chargeDeclined": 6,
    "pm_card_captureFails": 5,
    "pm_card_threeDSecure2Required": 5,
    "pm_card_mastercard": 4,
}
HABITS = {"cancel": 14, "refresh": 7, "ask": 6, "look": 10, "pry": 5, "repeat": 6, "nothing": 52}


class Shopper(Caller):
    """Buys one thing after the other; between two purchases it does something else, sometimes."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        history: History,
        market: Market,
        *,
        name: str,
        seed: int,
        fickle: float,
    ) -> None:
        super().__init__(session, url, history, name)
        self._market = market
        self._fickle = fickle
        self._random = random.Random(f"{name} {seed}")
        self._credentials = {"email": f"{name}-{seed}@example.com", "password": PASSWORD}
        self._bought: list[dict[str, Any]] = []
        self._own: set[str] = set()
        self._used: list[str] = []

    async def arrive(self) -> None:
        """Register and log in."""
        body = self._credentials | {"name": NAME}
        answer = await self.insist("register", "POST", "/v1/auth/register", body)
        # Registered, or told that it was by the first of two tries.
        assert answer.status in (201, 409), answer
        await self.renew()

    async def renew(self) -> None:
        self.tokens = {}
        answer = await self.insist("login", "POST", "/v1/auth/login", self._credentials)
        assert answer.status == 200, answer
        self._keep(answer.json)

    def _keep(self, tokens: dict[str, Any]) -> None:
        self.tokens, self.token_since = tokens, time.monotonic()

    async def shop(self) -> None:
        """Until everything that the market wants to sell is ordered."""
        with contextlib.suppress(Stopped):
            while (started := self._market.next_order()) is not None:
                await asyncio.sleep(max(0.0, started - time.monotonic()) * self._random.uniform(0.5, 1.5))
                await self.buy()
                habit = self._random.choices(list(HABITS), list(HABITS.values()))[0]
                await getattr(self, f"_{habit}")()

    async def buy(self) -> None:
        wish = self._wish()
        key = self.new_key("buy")
        answer = await self.insist_on_purchase(wish, key)
        self._used.append(key)
        if answer.status == 201:
            self._bought.append(answer.json | {"wish": wish, "key": key})
            self._own.add(answer.json["id"])
            self._market.sold.append(answer.json)

    async def insist_on_purchase(self, wish: dict[str, Any], key: str) -> Any:
        """Until the order is settled: it may need its customer to go to their bank."""
        while True:
            answer, _ = await self.send("buy", "POST", "/v1/orders", wish, key=key)
            if not answer.is_passing and answer.status not in (202, 401):
                return answer
            if answer.status == 202 and answer.json.get("next_action"):
                await self._market.bank(answer.json, succeeds=self._random.random() < 0.7)
            elif answer.status == 202 and self._random.random() < self._fickle:
                path = f"/v1/orders/{answer.json['id']}/cancel"
                await self.send("cancel", "POST", path, key=self.new_key("cancel"))
            if answer.status == 401:
                await self.renew()
            if self.over.is_set():
                raise Stopped
            await asyncio.sleep(0.25)

    def _wish(self) -> dict[str, Any]:
        count = self._random.choice((1, 1, 1, 2, 3))
        variants = [self._market.variant(self._random) for _ in range(count)]
        lines = [{"variant_id": variant, "quantity": self._random.choice((1, 1, 2))} for variant in variants]
        if self._random.random() < 0.05:
            lines.append(dict(lines[0]))
        card = self._random.choices(list(CARDS), list(CARDS.values()))[0]
        wish: dict[str, Any] = {"lines": lines, "payment_method": card, "shipping_address": ADDRESS}
        if self._random.random() < 0.03:
            wish["expected_total"] = {"amount": 1, "currency": "EUR"}
        return wish

    async def _nothing(self) -> None:
        """Most people only buy."""

    async def _cancel(self) -> None:
        if self._bought:
            order = self._bought.pop(self._random.randrange(len(self._bought)))
            await self.insist(
                "cancel", "POST", f"/v1/orders/{order['id']}/cancel", key=self.new_key("cancel")
            )

    async def _repeat(self) -> None:
        """The same key again gives the same order, however long ago it was."""
        if self._bought:
            order = self._random.choice(self._bought)
            await self.insist_on_purchase(order["wish"], order["key"])

    async def _look(self) -> None:
        if self._bought:
            order = self._random.choice(self._bought)
            await self.insist("look", "GET", f"/v1/orders/{order['id']}")

    async def _pry(self) -> None:
        """Somebody else's order is none of theirs."""
        others = [order for order in self._market.sold if order["id"] not in self._own]
        if others:
            order = self._random.choice(others)
            await self.insist("pry", "GET", f"/v1/orders/{order['id']}")

    async def _ask(self) -> None:
        """Support knows of an order a little later than its customer."""
        body: dict[str, Any] = {"subject": "Where is it?", "text": "I wait."}
        if self._bought and self._random.random() < 0.7:
            body["order_id"] = self._random.choice(self._bought)["id"]
        await self.insist("ask", "POST", "/v1/support/tickets", body, key=self.new_key("ask"))

    async def _refresh(self) -> None:
        """Two tabs at once, or one; or a thief with an old token, after which nobody has a session."""
        token = self.tokens["refresh_token"]
        is_twice = self._random.random() < 0.3
        tries = [self.refresh(token) for _ in range(2 if is_twice else 1)]
        granted = [tokens for tokens in await asyncio.gather(*tries) if tokens]
        if granted:
            self._keep(granted[-1])
        else:
            await self.renew()

    async def refresh(self, token: str) -> dict[str, Any] | None:
        mark = hashlib.sha256(token.encode()).hexdigest()
        answer, _ = await self.send("refresh", "POST", "/v1/auth/refresh", {"refresh_token": token}, key=mark)
        return answer.json if answer.status == 200 else None

    async def be_robbed(self) -> None:
        """An old refresh token used again ends the session of the new one."""
        old = self.tokens["refresh_token"]
        for _ in range(2):  # the one just before is forgiven within ten seconds, an older one never
            tokens = await self.refresh(self.tokens["refresh_token"])
            if tokens is None:
                return
            self._keep(tokens)
        _, entry = await self.send("steal", "POST", "/v1/auth/refresh", {"refresh_token": old})
        if entry.outcome == "failed":
            current = self.tokens["refresh_token"]
            await self.send("after_theft", "POST", "/v1/auth/refresh", {"refresh_token": current})

    async def finish(self) -> None:
        """When all is quiet: pry, refresh in three tabs, ask once more for what was ordered."""
        with contextlib.suppress(Stopped):
            await self._pry()
        token = self.tokens["refresh_token"]
        granted = await asyncio.gather(*(self.refresh(token) for _ in range(3)))
        for tokens in filter(None, granted):
            self._keep(tokens)
        for key in self._used[-5:]:
            wish = next((e.facts["body"] for e in self.history.entries if e.key == key), None)
            with contextlib.suppress(Stopped):
                if wish is not None:
                    await self.insist_on_purchase(wish, key)
