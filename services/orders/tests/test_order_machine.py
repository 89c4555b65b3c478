"""Orders over the public API in any sequence, whatever the provider does: money and stock as modelled."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chassis.testing import Answer, Client
from services.orders.tests.make import Shop, pieces
from services.orders.tests.order_model import PRICE, Model, Order

EXAMPLES = int(os.environ.get("ORDER_EXAMPLES", "5"))
STOCK = 12
GOOD, DECLINED, FAILS_LATER = "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_captureFails"
ENDS = ("confirmed", "cancelled")
T = TypeVar("T")

numbers, which = st.integers(1, 3), st.integers(0, 3)
cards = st.sampled_from([GOOD, GOOD, GOOD, DECLINED, FAILS_LATER])
faults = st.none() | st.tuples(
    st.sampled_from(["authorize", "capture", "cancel", "refund"]),
    st.sampled_from(["timeout_before", "timeout_after", "reset_after", "error_500", "error_500_after"]),
)


class World:
    """The service with its neighbours, and the same order asked for as a shop's people would."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.variant = UUID(int=0)

    async def begin(self) -> Model:
        self.variant = await self.shop.stocked(STOCK, amount=PRICE)
        return Model(STOCK, [])

    async def fail(self, fault: tuple[str, str] | None) -> None:
        """From here on only this goes wrong."""
        await self.shop.mend()
        if fault is not None:
            await self.shop.fault(*fault)

    async def buy(self, number: int, card: str) -> Answer:
        """Ask twice with one key, and wait for the end of it."""
        lines = [{"variant_id": str(self.variant), "quantity": number}]
        key = str(uuid4())
        answer = await self.shop.place(lines=lines, payment_method=card, key=key)
        await self.shop.settle(_order_of(answer))
        again = await self.shop.place(lines=lines, payment_method=card, key=key)
        assert _order_of(again) == _order_of(answer)
        return again

    async def post(self, by: Client, path: str, body: Any) -> bool:
        """Whether it was done, twice with one key: the second time it is the same answer and nothing else."""
        key = str(uuid4())
        answer = await by.post(path, body, key=key)
        assert (await by.post(path, body, key=key)).json == answer.json
        assert answer.status < 300 or answer.status in (403, 409, 422), answer
        return answer.status < 300

    async def send(self, order: Order, number: int) -> bool:
        path = f"/v1/admin/orders/{order.id}/fulfilments"
        answer = await self.shop.keeper.post(path, pieces(number), key=str(uuid4()))
        if answer.status < 300:
            await self.shop.keep(f"fulfilments/{answer.json['id']}/ship", {})
            await self.shop.keep(f"fulfilments/{answer.json['id']}/deliver")
        return answer.status < 300

    async def take_back(self, order: Order, number: int, *, restock: bool) -> bool:
        asked = pieces(number) | {"reason": "Too small"}
        answer = await self.shop.customer.post(f"/v1/orders/{order.id}/returns", asked, key=str(uuid4()))
        if answer.status >= 300:
            return False
        line = {"line": 1, "quantity": number, "condition": "as_new", "restock": restock}
        await self.shop.keep(f"returns/{answer.json['id']}/approve")
        await self.shop.keep(f"returns/{answer.json['id']}/receive", {"lines": [line]})
        return True

    async def settle(self, order: Order) -> None:
        """Everything that is due is done."""
        for _ in range(40):
            await self.shop.pay_back()
            self.shop.orders.clock.advance(seconds=61)
            found = await self.shop.refunds(order.id)
            if all(status == "succeeded" for _, status, _ in found):
                break
        await self.shop.settle(order.id)

    async def check(self, model: Model) -> None:
        for order in model.orders:
            money = await self.shop.money(order.id)
            assert (money["capture"], money.get("refund", 0)) == (order.paid, order.refunded), order
            found = await self.shop.order(order.id)
            assert (found["status"] == "cancelled") == order.is_cancelled
            [line] = found["lines"]
            assert (line["quantity"], line["delivered"], line["returned"]) == (
                order.bought,
                order.shipped,
                order.returned,
            )
            assert found["needs_review"] is None
        assert await self.shop.level(self.variant) == (model.stock, model.reserved)
        assert await self.shop.unbalanced() == []


def _order_of(answer: Answer) -> str:
    return str(answer.json.get("id") or answer.json["order_id"])


def has_orders(machine: "Machine") -> bool:
    return bool(machine.model.orders)


class Machine(RuleBasedStateMachine):
    """Plays with the world and the model alike. Who runs it says in which `world`, and on which `loop`."""

    world: World
    loop: asyncio.AbstractEventLoop
    model: Model

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @initialize()
    def begin(self) -> None:
        self.model = self.run(self.world.begin())

    @rule(number=st.integers(2, 5), card=cards, fault=faults)
    def buy(self, number: int, card: str, fault: tuple[str, str] | None) -> None:
        self.run(self.world.fail(fault))
        answer = self.run(self.world.buy(number, card))
        if not self.model.has(number):
            assert answer.problem == "out-of-stock", answer
        elif card != GOOD:
            assert answer.problem == "payment-declined", answer
            assert "capture" not in self.run(self.world.shop.money(_order_of(answer)))
        else:
            assert (answer.status, answer.json["status"]) == (201, "confirmed"), answer
            self.model.orders.append(Order(answer.json["id"], number, number))

    @precondition(has_orders)
    @rule(one=which, fault=faults, is_customer=st.booleans())
    def cancel(self, one: int, fault: tuple[str, str] | None, is_customer: bool) -> None:
        order = self._order(one, fault)
        by, where = self._who(is_customer)
        done = self.run(self.world.post(by, f"{where}/orders/{order.id}/cancel", None))
        self._settle(order, done, order.cancel())

    @precondition(has_orders)
    @rule(one=which, number=numbers, fault=faults)
    def cancel_pieces(self, one: int, number: int, fault: tuple[str, str] | None) -> None:
        order = self._order(one, fault)
        path = f"/v1/admin/orders/{order.id}/cancellations"
        done = self.run(self.world.post(self.world.shop.keeper, path, pieces(number)))
        self._settle(order, done, order.cancel_pieces(number))

    @precondition(has_orders)
    @rule(one=which, number=numbers)
    def send(self, one: int, number: int) -> None:
        order = self._order(one)
        assert self.run(self.world.send(order, number)) == order.send(number)

    @precondition(has_orders)
    @rule(one=which, number=numbers, restock=st.booleans(), fault=faults)
    def take_back(self, one: int, number: int, restock: bool, fault: tuple[str, str] | None) -> None:
        order = self._order(one, fault)
        done = self.run(self.world.take_back(order, number, restock=restock))
        self._settle(order, done, order.take_back(number))

    @precondition(has_orders)
    @rule(one=which, amount=st.integers(1, 3 * PRICE), fault=faults)
    def give(self, one: int, amount: int, fault: tuple[str, str] | None) -> None:
        order = self._order(one, fault)
        body = {"amount": {"amount": amount, "currency": "EUR"}, "reason": "It came late"}
        path = f"/v1/admin/orders/{order.id}/refunds"
        done = self.run(self.world.post(self.world.shop.keeper, path, body))
        self._settle(order, done, order.give(amount))

    @invariant()
    def the_books_balance(self) -> None:
        if self.world.variant.int:
            self.run(self.world.check(self.model))

    def _order(self, one: int, fault: tuple[str, str] | None = None) -> Order:
        self.run(self.world.fail(fault))
        return self.model.orders[one % len(self.model.orders)]

    def _who(self, is_customer: bool) -> tuple[Client, str]:
        shop = self.world.shop
        return (shop.customer, "/v1") if is_customer else (shop.keeper, "/v1/admin")

    def _settle(self, order: Order, done: bool, expected: bool) -> None:
        assert done == expected, order
        self.run(self.world.settle(order))


async def test_money_and_stock_are_what_the_model_says(shop: Shop) -> None:
    profile = settings(
        max_examples=EXAMPLES,
        stateful_step_count=20,
        deadline=None,
        derandomize="ORDER_EXAMPLES" not in os.environ,
        database=None,
        phases=[Phase.generate],  # to make a failure smaller takes minutes
        suppress_health_check=list(HealthCheck),
    )
    here = type("Here", (Machine,), {"world": World(shop), "loop": asyncio.get_running_loop()})
    await asyncio.to_thread(run_state_machine_as_test, here, settings=profile)
