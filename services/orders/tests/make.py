"""What a test of orders needs before it begins: products, a customer who may buy, an order."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import msgspec
import stripe

from chassis.testing import Answer, Client, Peer, Running, message
from orders.account import store as accounts
from orders.money import Money
from orders.return_request.workers import finish_next
from orders.subscribed import ProductChanged, ProductVariant, StockChanged

ADDRESS = {"name": "Ana", "line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}


STAFF = (
    "orders:read",
    "orders:cancel",
    "orders:fulfil",
    "orders:refund",
    "orders:refund-any",
    "returns:write",
)


def pieces(*quantities: int, line: int = 1) -> dict[str, Any]:
    """So many of the first line, of the next…; nothing of a line with 0."""
    lines = [{"line": number, "quantity": quantity} for number, quantity in enumerate(quantities, line)]
    return {"lines": [each for each in lines if each["quantity"]]}


WEBHOOK, WEBHOOK_SECRET = "/v1/webhooks/stripe", "whsec_orders"


def signed(body: bytes, at: datetime, *, secret: str = WEBHOOK_SECRET, scheme: str = "v1") -> str:
    """A `Stripe-Signature` header, as the provider's own library makes it."""
    header: str = stripe.WebhookSignature.generate_signature_header(
        body.decode(), secret, int(at.timestamp())
    )
    return header.replace("v1=", f"{scheme}=")


class Shop(msgspec.Struct):
    """Orders with its neighbours: stock to sell, a customer who may buy, and a look at both ledgers."""

    orders: Running
    catalog: Peer
    payments: Client
    customer_id: UUID

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, orders: Running, catalog: Peer, payments_url: str) -> AsyncIterator["Shop"]:
        async with aiohttp.ClientSession() as session:
            shop = cls(orders, catalog, Client(session, payments_url), uuid4())
            await shop.may_buy(shop.customer_id)
            yield shop
            await shop.mend()

    async def may_buy(self, account_id: UUID, *, is_disabled: bool = False) -> None:
        async with self.orders.db.transaction() as tx:
            await accounts.remember(tx, account_id, is_disabled=is_disabled)

    @property
    def customer(self) -> Client:
        return self.orders.as_account(self.customer_id)

    async def stocked(self, quantity: int = 5, *, amount: int = 1999, currency: str = "EUR") -> UUID:
        """A new variant with so many in stock."""
        sku = uuid4().hex[:12]
        price = {"amount": amount, "currency": currency}
        product = {
            "handle": sku,
            "name": f"Product {sku}",
            "description": "A thing",
            "variants": [{"sku": sku, "name": "One size", "price": price, "stock": quantity}],
        }
        answer = await self.staff.post("/v1/admin/products", product, key=str(uuid4()))
        assert answer.status == 201, answer
        return UUID(answer.json["variants"][0]["id"])

    async def offered(
        self, quantity: int = 20, *, amount: int = 1999, currency: str = "EUR"
    ) -> tuple[UUID, UUID]:
        """A new variant with so many in stock, of which orders has heard; and its product."""
        variant_id, product_id = await self.stocked(quantity, amount=amount, currency=currency), uuid4()
        await self.announce(product_id, variant_id, amount, currency=currency)
        await self.orders.deliver(
            message(StockChanged(variant_id=variant_id, available=quantity), of=variant_id)
        )
        return variant_id, product_id

    async def announce(
        self,
        product_id: UUID,
        variant_id: UUID,
        amount: int,
        *,
        currency: str = "EUR",
        version: int = 1,
        status: str = "active",
    ) -> None:
        """What catalog says of a product with this one variant."""
        variant = ProductVariant(variant_id, "SKU-1", "One size", Money(amount, currency))
        said = ProductChanged(product_id=product_id, name="Thing", status=status, variants=[variant])
        await self.orders.deliver(message(said, of=product_id, version=version))

    async def cart(self, *variants: UUID, by: Client | None = None, quantity: int = 1) -> tuple[str, str]:
        """The path of a cart with so many of each, and the token of a guest's."""
        who = by or self.orders.http
        made = await who.post("/v1/carts")
        assert made.status == 201, made
        path, token = f"/v1/carts/{made.json['id']}", made.json.get("token", "")
        for variant in variants:
            put = await who.put(f"{path}/lines/{variant}", {"quantity": quantity}, Cart_Token=token)
            assert put.status == 200, put
        return path, token

    @property
    def staff(self) -> Client:
        return self.catalog.http.acting(self.orders.issuer.token(uuid4(), "products:write", "stock:read"))

    async def level(self, variant_id: UUID) -> tuple[int, int]:
        """On hand and reserved."""
        answer = await self.staff.get(f"/v1/admin/stock/{variant_id}")
        assert answer.status == 200, answer
        [level] = answer.json.get("levels", [answer.json])
        return level["on_hand"], level["reserved"]

    async def place(
        self, *variants: UUID, key: str | None = None, by: Client | None = None, **changed: Any
    ) -> Answer:
        """One of each variant, paid with a good card."""
        wish = {
            "lines": [{"variant_id": str(variant), "quantity": 1} for variant in variants],
            "payment_method": "pm_card_visa",
            "shipping_address": ADDRESS,
        }
        return await (by or self.customer).post("/v1/orders", wish | changed, key=key or str(uuid4()))

    async def money(self, order_id: str) -> dict[str, int]:
        """What the provider's own ledger says it did for this order: effect → sum in minor units."""
        ledger = (await self.payments.get("/sandbox/ledger")).json
        sums: dict[str, int] = {}
        for entry in ledger["items"] if isinstance(ledger, dict) else ledger:
            if entry["metadata"].get("order_id") == order_id:
                sums[entry["kind"]] = sums.get(entry["kind"], 0) + entry["amount"]
        return sums

    async def fault(self, operation: str, kind: str, times: int = 1, seconds: float = 0) -> None:
        body = {"operation": operation, "kind": kind, "times": times, "seconds": seconds}
        answer = await self.payments.post("/sandbox/faults", body)
        assert answer.status < 300, answer

    async def bank(self, order: dict[str, Any], outcome: str) -> None:
        """The customer follows the order's link and does, or does not, prove who they are."""
        path = order["next_action"]["redirect_url"].removeprefix(self.payments.url)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self.payments.send("POST", path, f"outcome={outcome}".encode(), headers=form)
        assert answer.status in (200, 303), answer

    async def intent(self, order_id: str) -> dict[str, Any]:
        """The provider's payment intent of this order, the newest if there are several."""
        key = self.payments.acting("sk_test_orders")
        found = (await key.get("/v1/payment_intents?limit=100")).json["data"]
        newest: dict[str, Any] = next(each for each in found if each["metadata"]["order_id"] == order_id)
        return newest

    async def tell(self, subject: dict[str, Any], *, event_id: str | None = None, **changed: Any) -> Answer:
        """The provider's webhook about this intent or refund, signed."""
        event = {
            "id": event_id or f"evt_{uuid4().hex}",
            "type": "test",
            "data": {"object": subject | changed},
        }
        body = msgspec.json.encode(event)
        return await self.orders.http.post(WEBHOOK, body, **self.signature(body))

    def signature(self, body: bytes) -> dict[str, str]:
        header = signed(body, self.orders.clock.now())
        return {"Content-Type": "application/json", "Stripe-Signature": header}

    async def unbalanced(self) -> list[UUID]:
        """Orders whose ledger does not say what they say (invariant I3)."""
        return await self.orders.db.all(UUID, "SELECT order_id FROM unbalanced_payments")

    async def open_calls(self, order_id: str) -> list[str]:
        """Calls to the provider whose outcome nobody knows yet."""
        return await self.orders.db.all(
            str,
            "SELECT kind FROM payment_operations "
            "WHERE order_id = $1 AND state IN ('pending', 'waiting', 'unknown')",
            UUID(order_id),
        )

    async def mend(self) -> None:
        """Faults that nothing has met yet are gone."""
        await self.payments.send("DELETE", "/sandbox/faults")

    # After the purchase

    async def bought(self, *quantities: int, amount: int = 1999, stock: int = 50) -> dict[str, Any]:
        """A confirmed order with a line of so many of one variant each."""
        variant = await self.stocked(stock, amount=amount)
        lines = [{"variant_id": str(variant), "quantity": quantity} for quantity in quantities]
        answer = await self.place(lines=lines)
        if answer.status == 202:  # a slow machine: the worker settles what the request did not
            await self.settle(answer.json["id"])
            answer = await self.customer.get(answer.headers["location"])
        assert answer.json["status"] == "confirmed", answer
        order: dict[str, Any] = answer.json
        return order

    @property
    def keeper(self) -> Client:
        """Staff who may do everything with orders."""
        return self.orders.as_account(uuid4(), *STAFF)

    async def keep(self, path: str, body: Any = None) -> dict[str, Any]:
        """What staff does, and its answer."""
        answer = await self.keeper.post(f"/v1/admin/{path}", body, key=str(uuid4()))
        assert answer.status < 300, answer
        done: dict[str, Any] = answer.json
        return done

    async def ask(self, path: str, body: Any = None) -> dict[str, Any]:
        """What the customer does, and its answer."""
        answer = await self.customer.post(f"/v1/{path}", body, key=str(uuid4()))
        assert answer.status < 300, answer
        done: dict[str, Any] = answer.json
        return done

    async def shipped(self, order_id: str, *quantities: int) -> str:
        """The id of a new parcel that has left."""
        parcel = await self.keep(f"orders/{order_id}/fulfilments", pieces(*quantities))
        await self.keep(f"fulfilments/{parcel['id']}/ship", {})
        return str(parcel["id"])

    async def delivered(self, order_id: str, *quantities: int) -> str:
        parcel_id = await self.shipped(order_id, *quantities)
        await self.keep(f"fulfilments/{parcel_id}/deliver")
        return parcel_id

    async def pay_back(self) -> None:
        """Make the refunds that are due, and close the returns they pay for."""
        refunder, db = self.orders.service.provide["refunder"], self.orders.db
        while await refunder.advance_next() or await finish_next(db):
            pass

    async def refunds(self, order_id: str) -> list[tuple[str, str, int]]:
        """Cause, status and amount, oldest first."""
        found = (await self.keeper.get(f"/v1/admin/orders/{order_id}/refunds")).json["items"]
        return [(each["cause"], each["status"], each["amount"]["amount"]) for each in found]

    async def settle(self, order_id: str) -> dict[str, Any]:
        """Drive what is due until the order has come to an end; the order as staff sees it."""
        driver = self.orders.service.provide["driver"]
        for _ in range(40):
            self.orders.clock.advance(seconds=61)
            while await driver.advance_next():
                pass
            order = await self.order(order_id)
            if order["status"] in ("confirmed", "cancelled"):
                assert await self.unbalanced() == []
                assert await self.open_calls(order_id) == []
                break
        return order

    async def order(self, order_id: str) -> dict[str, Any]:
        found: dict[str, Any] = (
            await self.orders.as_account(uuid4(), "orders:read").get(f"/v1/admin/orders/{order_id}")
        ).json
        return found
