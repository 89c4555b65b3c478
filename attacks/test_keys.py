"""Signing keys change and users comes and goes, under load: no good token is refused, no other passes."""

import asyncio
import base64
import sys
from collections.abc import Callable
from uuid import UUID

import msgspec

from attacks.cast import forger
from chassis.process import Command
from chassis.testing import Answer, Client
from journeys.people import People, Person, until
from zoco.part import run_once

NEXT = (
    "UPDATE signing_keys SET signs_from = now() + interval '12 seconds' WHERE signs_from > now() RETURNING id"
)
WITHDRAW = "UPDATE signing_keys SET published_until = now() WHERE id <> $1 RETURNING id"


class Shoppers:
    """Customers who look at their orders all the time and renew their tokens; and one whose token is none."""

    def __init__(self, people: People, customers: list[Person]) -> None:
        self._people = people
        self._customers = customers
        self.wrong: list[tuple[str, Answer]] = []
        self.looks = 0
        self.renewals = 0

    async def shop(self) -> None:
        await asyncio.gather(*(self._look(customer) for customer in self._customers), self._pretend())

    async def _look(self, customer: Person) -> None:
        for turn in range(10**9):
            answer = await customer.http.get("/v1/orders")
            self.looks += 1
            if answer.status != 200:
                self.wrong.append(("a good token", answer))
            if turn % 50 == 49:
                await self._renew(customer)

    async def _renew(self, customer: Person) -> None:
        body = {"refresh_token": customer.tokens["refresh_token"]}
        answer = await self._people.nobody.post("/v1/auth/refresh", body)
        if answer.status == 200:
            customer.tokens = answer.json
            customer.http = self._people.nobody.acting(answer.json["access_token"])
            self.renewals += 1
        elif answer.status not in (502, 503, 504):
            self.wrong.append(("a refresh", answer))

    def have_tokens_of(self, key_id: str) -> bool:
        return all(key_of(customer.tokens["access_token"]) == key_id for customer in self._customers)

    async def _pretend(self) -> None:
        """The newest token, with its last signature bytes changed."""
        while True:
            good = self._customers[0].tokens["access_token"]
            answer = await self._people.nobody.acting(f"{good[:-8]}AAAAAAAA").get("/v1/orders")
            if answer.status != 401:
                self.wrong.append(("no token", answer))


def key_of(token: str) -> str:
    header = token.split(".", 1)[0]
    return str(msgspec.json.decode(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"])


async def test_keys_rotate_and_users_dies_while_people_shop(people: People) -> None:
    stack = people.stack
    shoppers = Shoppers(people, [await people.customer() for _ in range(4)])
    old, old_key = await people.customer(), await forger(people)
    load = asyncio.create_task(shoppers.shop())
    environment = stack.wiring.service("users", await stack.addresses("users"))
    await run_once(Command([sys.executable, "-m", "users", "rotate-keys"], environment), stack.wiring)
    [following] = await people.rows("users", NEXT)

    await until(lambda: is_so(lambda: shoppers.have_tokens_of(following["id"])))
    await stack.kill("users")
    seen = shoppers.looks
    await until(lambda: is_so(lambda: shoppers.looks > seen + 200))
    await stack.start("users")
    renewed = shoppers.renewals
    await until(lambda: is_so(lambda: shoppers.renewals > renewed))
    assert (await old.http.get("/v1/orders")).status == 200, "the old key is still published"
    await people.rows("users", WITHDRAW, following["id"])
    # A new token every time: one that was verified before may pass until it expires.
    await until(lambda: is_refused(people.nobody.acting(old_key.token(UUID(old.id)))))
    seen = shoppers.looks
    await until(lambda: is_so(lambda: shoppers.looks > seen + 200))
    load.cancel()
    assert shoppers.wrong == []


async def is_so(look: Callable[[], bool]) -> bool:
    return look()


async def is_refused(who: Client) -> bool:
    return (await who.get("/v1/orders")).status == 401
