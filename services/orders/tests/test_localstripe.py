"""The happy path and a refund over a second stand-in for Stripe, one that is not ours.

https://github.com/adrienverge/localstripe knows no idempotency keys and declines no card that is captured
later, so everything else runs over our sandbox.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis import parts
from chassis.process import Command, free_port
from chassis.testing import Client, Parts, Peer, TurnedClock, process, serving
from orders.app import build
from orders.settings import Settings
from services.orders.tests.make import Shop


@pytest.fixture
async def shop(running_parts: Parts, environment: dict[str, str], catalog: Peer) -> AsyncIterator[Shop]:
    """The shop, with localstripe for its provider."""
    port, clock = free_port(), TurnedClock()
    url = f"http://127.0.0.1:{port}"
    async with contextlib.AsyncExitStack() as stack:
        command = Command([sys.executable, "-m", "localstripe", "--from-scratch", "--port", str(port)])
        ready = f"{url}/js.stripe.com/v3/"
        await process("localstripe", command, lambda: parts.http_ready(ready), running_parts.folder, stack)
        service = build(Settings.load(environment | {"STRIPE_API_BASE": url}), clock)
        running = await stack.enter_async_context(serving(service, clock, running_parts.issuer))
        yield await stack.enter_async_context(Shop.open(running, catalog, url))


@pytest.fixture
def provider(shop: Shop) -> Client:
    return shop.payments.acting("sk_test_orders")


async def intent(provider: Client, order_id: str) -> dict[str, Any]:
    found = (await provider.get("/v1/payment_intents?limit=100")).json["data"]
    [only] = [each for each in found if each["metadata"].get("order_id") == order_id]
    return dict(only)


async def test_a_purchase_is_captured_once(shop: Shop, provider: Client) -> None:
    variant = await shop.stocked(5)
    answer = await shop.place(variant, key="key-12345678")
    assert (answer.status, answer.json["payment_status"]) == (201, "paid"), answer
    assert (await shop.place(variant, key="key-12345678")).content == answer.content
    paid = await intent(provider, answer.json["id"])
    assert (paid["status"], paid["amount"], paid["currency"]) == ("succeeded", 1999, "eur")
    assert await shop.level(variant) == (5, 1)
    assert await shop.unbalanced() == []


async def test_a_cancelled_order_is_refunded(shop: Shop, provider: Client) -> None:
    variant = await shop.stocked(5)
    order = (await shop.place(variant)).json
    await shop.customer.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234")
    async with asyncio.timeout(10):  # no clock is turned: a second driver would refund a second time here
        while (settled := await shop.order(order["id"]))["status"] != "cancelled":
            await asyncio.sleep(0.02)
    assert settled["payment_status"] == "refunded"
    paid = await intent(provider, order["id"])
    refunds = (await provider.get(f"/v1/refunds?payment_intent={paid['id']}")).json["data"]
    assert [refund["amount"] for refund in refunds] == [1999]
    assert await shop.level(variant) == (5, 0)
