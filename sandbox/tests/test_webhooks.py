"""Signed events, again until the shop has taken them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import stripe
from aiohttp import web

SECRET = "whsec_test"


class Shop:
    """Refuses the first delivery of everything."""

    refuses_first, expects = True, 4

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.taken: list[stripe.Event] = []
        self.has_all = asyncio.Event()
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        event = stripe.Webhook.construct_event(
            await request.read(), request.headers["Stripe-Signature"], SECRET
        )
        if event.id not in self.seen and self.refuses_first:
            self.seen.add(event.id)
            return web.Response(status=500)
        self.taken.append(event)
        if len(self.taken) == self.expects:
            self.has_all.set()
        return web.Response()


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    application = web.Application()
    application.router.add_post("/hook", shop.receive)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield shop
    await runner.cleanup()


async def test_every_change_is_announced_until_it_is_taken(
    start_payments: Any, shop: Shop, order: str
) -> None:
    running, payments = start_payments("--webhook-url", shop.url, "--webhook-secret", SECRET)
    intent = await payments.captured(order)
    with pytest.raises(stripe.CardError):
        await payments.authorized(order, key="declined", payment_method="pm_card_visa_chargeDeclined")
    await payments.refunds.create_async({"payment_intent": intent.id})
    async with asyncio.timeout(10):
        await shop.has_all.wait()
    assert sorted(event.type for event in shop.taken) == [
        "payment_intent.amount_capturable_updated",
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
        "refund.created",
    ]
    captured = next(event for event in shop.taken if event.type == "payment_intent.succeeded")
    assert captured.data.object["metadata"]["order_id"] == order
    assert running.stop() == 0


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("duplicated", ["amount_capturable_updated", "amount_capturable_updated", "succeeded"]),
        ("reordered", ["succeeded", "amount_capturable_updated"]),
        ("delayed", ["succeeded", "amount_capturable_updated"]),
        ("dropped", ["succeeded"]),
    ],
)
async def test_webhooks_can_be_disturbed(
    start_payments: Any, shop: Shop, order: str, fault: str, expected: list[str]
) -> None:
    shop.refuses_first, shop.expects = False, len(expected)
    _, payments = start_payments("--webhook-url", shop.url, "--webhook-secret", SECRET)
    await payments.break_next("webhook", fault, seconds=3.0)
    intent = await payments.authorized(order)
    await payments.broke()
    await payments.intents.capture_async(intent.id)
    async with asyncio.timeout(10):
        await shop.has_all.wait()
    told = [event.type.removeprefix("payment_intent.") for event in shop.taken]
    assert (sorted(told) if fault == "duplicated" else told) == expected


@pytest.mark.parametrize(
    ("operation", "kind"), [("capture", "dropped"), ("webhook", "slow"), ("any", "dropped")]
)
async def test_a_fault_that_cannot_happen_is_refused(payments: Any, operation: str, kind: str) -> None:
    body = {"operation": operation, "kind": kind}
    async with payments.session.post(payments.url + "/sandbox/faults", json=body) as answer:
        assert answer.status == 400
