"""The process dies by SIGKILL anywhere in the saga and starts again: one end, money and stock agree."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import msgspec
import pytest

from chassis.database import Database
from chassis.testing import Answer, Client, Parts, Peer, as_process
from services.orders.tests.make import ADDRESS, WEBHOOK, Shop, pieces

PLACES = ("before_call", "after_call", "recorded")
CONFIRMING = [
    "place.recorded",
    *(f"{step}.{place}" for step in ("hold", "authorize", "commit", "capture") for place in PLACES),
]
DECLINING = [f"release.{place}" for place in PLACES]
UNDOING = [f"void.{place}" for place in PLACES]
WAITING = [f"authorize.{place}" for place in PLACES]
REPAIRING = [f"repair.{place}" for place in PLACES]
CARD = "pm_card_threeDSecure2Required"
REFUNDING = [f"{step}.{place}" for step in ("refund", "release") for place in PLACES]


@pytest.fixture
async def process(running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[Peer]:
    """Orders as a process of its own, on the test's database."""
    async with contextlib.AsyncExitStack() as stack:
        yield await as_process(running_parts, "orders", stack, environment)


class Survivor(msgspec.Struct):
    """The process, its database, and a customer of it who does not give up."""

    process: Peer
    shop: Shop
    db: Database

    @property
    def customer(self) -> Client:
        return self.process.http.acting(self.shop.customer.token)

    async def insist(self, path: str, body: Any, key: str, *, by: Client | None = None) -> Answer:
        """Send until it is answered; a process that died is started again, and the leases it held run out."""
        while True:
            try:
                return await (by or self.customer).post(path, body, key=key)
            except aiohttp.ClientError:
                assert await self.process.gone() == -signal.SIGKILL
                await self.revive()

    async def revive(self) -> None:
        """Start it again, some minutes later: the leases that it held have run out."""
        await self.db.execute("UPDATE sagas SET lease_until = '-infinity'")
        await self.db.execute("UPDATE refunds SET lease_until = '-infinity'")
        await self.db.execute("UPDATE payment_differences SET next_at = '-infinity'")
        await self.process.start()

    async def tell(self, order_id: str) -> None:
        """The provider's webhook about the order as it is, repeated until it is taken."""
        intent = await self.shop.intent(order_id)
        body = msgspec.json.encode({"id": "evt_1", "type": "x", "data": {"object": intent}})
        while True:
            try:
                answer = await self.process.http.post(WEBHOOK, body, **self.shop.signature(body))
            except aiohttp.ClientError:
                assert await self.process.gone() == -signal.SIGKILL
                await self.revive()
                continue
            assert answer.status == 200, answer
            return

    async def died(self) -> None:
        """Wait until it has, and start it again."""
        while self.process.child.poll() is None:
            await asyncio.sleep(0.01)
        await self.revive()

    async def end(self, order_id: str) -> dict[str, Any]:
        """The order once nothing more will happen by itself."""
        staff = self.process.http.acting(self.shop.orders.issuer.token(uuid4(), "orders:read"))
        while True:
            order: dict[str, Any] = (await staff.get(f"/v1/admin/orders/{order_id}")).json
            if order["status"] in ("confirmed", "cancelled"):
                return order
            await self.process_may_have_died()
            await asyncio.sleep(0.05)

    async def process_may_have_died(self) -> None:
        if self.process.child.poll() is not None:
            await self.revive()

    @property
    def staff(self) -> Client:
        return self.process.http.acting(self.shop.keeper.token)


@pytest.fixture
def survivor(process: Peer, shop: Shop) -> Survivor:
    return Survivor(process, shop, shop.orders.db)


def wish(variant_id: UUID, **changed: Any) -> dict[str, Any]:
    lines = [{"variant_id": str(variant_id), "quantity": 1}]
    return {"lines": lines, "payment_method": "pm_card_visa", "shipping_address": ADDRESS} | changed


@pytest.mark.parametrize("place", CONFIRMING)
async def test_a_purchase_that_dies_is_one_confirmed_order(survivor: Survivor, place: str) -> None:
    variant = await survivor.shop.stocked(5)
    await survivor.process.start(FAILPOINT=place)
    answer = await survivor.insist("/v1/orders", wish(variant), "key-12345678")
    order = await survivor.end(answer.json["id"])
    assert (order["status"], order["payment_status"]) == ("confirmed", "paid")
    assert await survivor.shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}
    assert await survivor.shop.level(variant) == (5, 1)
    assert await survivor.db.one(int, "SELECT count(*) FROM orders") == 1


@pytest.mark.parametrize(
    ("place", "card"),
    [
        *((place, "pm_card_visa_chargeDeclined") for place in DECLINING),
        *((place, "pm_card_captureFails") for place in UNDOING),
    ],
)
async def test_a_declined_purchase_that_dies_gives_everything_back(
    survivor: Survivor, place: str, card: str
) -> None:
    variant = await survivor.shop.stocked(5)
    await survivor.process.start(FAILPOINT=place)
    answer = await survivor.insist("/v1/orders", wish(variant, payment_method=card), "key-12345678")
    order = await survivor.end(answer.json["order_id"])
    assert (order["status"], order["cancel_reason"]) == ("cancelled", "payment_declined")
    assert "capture" not in await survivor.shop.money(order["id"])
    assert await survivor.shop.level(variant) == (5, 0)


@pytest.mark.parametrize("place", REFUNDING)
async def test_a_cancellation_that_dies_refunds_once(survivor: Survivor, place: str) -> None:
    variant = await survivor.shop.stocked(5)
    await survivor.process.start(FAILPOINT=place)
    order_id = (await survivor.insist("/v1/orders", wish(variant), "key-12345678")).json["id"]
    await survivor.insist(f"/v1/orders/{order_id}/cancel", None, "cancel-1234")
    await survivor.died()
    order = await survivor.end(order_id)
    assert (order["status"], order["payment_status"]) == ("cancelled", "refunded")
    assert await survivor.shop.money(order_id) == {"authorize": 1999, "capture": 1999, "refund": 1999}
    assert await survivor.shop.level(variant) == (5, 0)


AFTERWARDS = [f"refund.{place}" for place in PLACES]


@pytest.mark.parametrize("place", AFTERWARDS)
async def test_a_cancelled_line_and_a_return_that_die_pay_back_once(survivor: Survivor, place: str) -> None:
    """The first refund dies where the failpoint is; the process then lives on without one."""
    variant = await survivor.shop.stocked(5)
    await survivor.process.start(FAILPOINT=place)
    lines = [{"variant_id": str(variant), "quantity": 3}]
    order_id = (await survivor.insist("/v1/orders", wish(variant, lines=lines), "key-12345678")).json["id"]
    admin, staff = f"/v1/admin/orders/{order_id}", survivor.staff
    await survivor.insist(f"{admin}/cancellations", pieces(1), "lines-1234", by=staff)
    assert await survivor.process.gone() == -signal.SIGKILL
    await survivor.process_may_have_died()
    parcel = (await survivor.insist(f"{admin}/fulfilments", pieces(2), "parcel-1234", by=staff)).json["id"]
    for verb, body in (("ship", {}), ("deliver", None)):
        await survivor.insist(f"/v1/admin/fulfilments/{parcel}/{verb}", body, f"{verb}-1234", by=staff)
    asked = pieces(1) | {"reason": "Too small"}
    found = (await survivor.insist(f"/v1/orders/{order_id}/returns", asked, "return-1234")).json["id"]
    await survivor.insist(f"/v1/admin/returns/{found}/approve", None, "approve-1234", by=staff)
    came = {"lines": [{"line": 1, "quantity": 1, "condition": "as_new", "restock": True}]}
    await survivor.insist(f"/v1/admin/returns/{found}/receive", came, "receive-1234", by=staff)
    while (await staff.get(f"{admin}/returns")).json["items"][0]["status"] != "refunded":
        await asyncio.sleep(0.05)
    order = (await staff.get(admin)).json
    assert (order["status"], order["payment_status"]) == ("completed", "partially_refunded")
    assert await survivor.shop.money(order_id) == {"authorize": 5997, "capture": 5997, "refund": 3998}
    refunds = (await staff.get(f"{admin}/refunds")).json["items"]
    assert [(refund["cause"], refund["status"]) for refund in refunds] == [
        ("lines_cancelled", "succeeded"),
        ("return", "succeeded"),
    ]


@pytest.mark.parametrize("place", [*WAITING, "webhook.recorded"])
async def test_a_customer_at_their_bank_notices_nothing(survivor: Survivor, place: str) -> None:
    variant = await survivor.shop.stocked(5)
    await survivor.process.start(FAILPOINT=place)
    waiting = await survivor.insist("/v1/orders", wish(variant, payment_method=CARD), "key-12345678")
    while (waiting.json["next_action"]) is None:  # the process is back, its saga not yet
        waiting = await survivor.insist("/v1/orders", wish(variant, payment_method=CARD), "key-12345678")
    await survivor.shop.bank(waiting.json, "complete")
    await survivor.tell(waiting.json["id"])
    order = await survivor.end(waiting.json["id"])
    assert (order["status"], order["payment_status"]) == ("confirmed", "paid")
    assert await survivor.shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}
    assert await survivor.shop.level(variant) == (5, 1)
    assert await survivor.shop.unbalanced() == []


@pytest.mark.parametrize("place", UNDOING)
async def test_a_wait_that_ends_while_it_dies_ends_once(survivor: Survivor, place: str) -> None:
    variant = await survivor.shop.stocked(5)
    await survivor.process.start(FAILPOINT=place, ORDER_DEADLINE_SECONDS="2")
    waiting = await survivor.insist("/v1/orders", wish(variant, payment_method=CARD), "key-12345678")
    await survivor.died()
    order = await survivor.end(waiting.json["id"])
    assert (order["status"], order["cancel_reason"]) == ("cancelled", "expired")
    assert order["payment_status"] == "expired"
    assert (await survivor.shop.intent(order["id"]))["status"] == "canceled"
    assert await survivor.shop.level(variant) == (5, 0)


@pytest.mark.parametrize("place", REPAIRING)
async def test_stray_money_goes_back_once(survivor: Survivor, place: str) -> None:
    await survivor.process.start(FAILPOINT=place)
    declined = wish(await survivor.shop.stocked(5), payment_method="pm_card_visa_chargeDeclined")
    order_id = (await survivor.insist("/v1/orders", declined, "key-12345678")).json["order_id"]
    path = f"/v1/payment_intents/{(await survivor.shop.intent(order_id))['id']}/confirm"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    provider = survivor.shop.payments.acting("sk_test_orders")
    await provider.send("POST", path, b"payment_method=pm_card_visa", headers=form)
    await survivor.tell(order_id)
    await survivor.died()
    while await survivor.shop.orders.published("orders.stray_payment_returned.v1") == []:
        await asyncio.sleep(0.05)
    assert await survivor.shop.money(order_id) == {"authorize": 1999, "void": 1999}
    assert len(await survivor.shop.orders.published("orders.stray_payment_returned.v1")) == 1
