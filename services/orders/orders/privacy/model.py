"""When a person is forgotten, and what a copy of their orders holds."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from chassis.errors import NotFound
from orders.cart.model import Cart, CartLine
from orders.money import Money
from orders.order.model import Address, Order, OrderLine
from orders.published import EraseDone
from orders.return_request.model import Return

# An order that is on its way needs its address; GDPR art. 12 (3) gives a month for everything.
LONGEST = timedelta(days=30)
LOOK_AGAIN_AFTER = timedelta(hours=1)
EXPORT_LIFE = timedelta(days=7)


class ExportNotFound(NotFound):
    type, title = "export-not-found", "There is no such export, or not any more"


class Erasure(msgspec.Struct):
    """`scan` counts how often users asked: the second one finds what came in during the first."""

    account_id: UUID
    scan: int
    requested_at: datetime
    due_at: datetime
    done_at: datetime | None = None

    def kept_until(self, now: datetime) -> datetime:
        """Orders placed before this are forgotten, whatever their state: nobody waits for them any more."""
        return now - LONGEST

    def finish(self, now: datetime) -> EraseDone:
        self.done_at = now
        return EraseDone(account_id=self.account_id, scan=self.scan)

    def wait(self, now: datetime) -> None:
        self.due_at = now + LOOK_AGAIN_AFTER


class ExportedLine(msgspec.Struct):
    """What was bought; `unit_price` is what it cost then."""

    quantity: int
    sku: str | None
    name: str | None
    unit_price: Money | None


class ExportedOrder(msgspec.Struct):
    """An order with all that is personal in it."""

    id: UUID
    status: str
    placed_at: datetime
    email: str | None
    shipping_address: Address
    payment_method: str
    total: Money | None
    lines: list[ExportedLine]
    shipping_method: str | None = None
    promotion_codes: list[str] = []


class ExportedReturn(msgspec.Struct):
    """What was to be sent back, and why."""

    order_id: UUID
    status: str
    reason: str
    requested_at: datetime


class ExportedCartLine(msgspec.Struct):
    """What somebody thought of buying."""

    variant_id: UUID
    quantity: int


class ExportedCart(msgspec.Struct):
    """A cart, whether or not it became an order."""

    id: UUID
    status: str
    lines: list[ExportedCartLine]


class OrdersExport(msgspec.Struct):
    """All orders, returns and carts of a person, newest first."""

    orders: list[ExportedOrder]
    returns: list[ExportedReturn]
    carts: list[ExportedCart]


def exported(order: Order, lines: list[OrderLine]) -> ExportedOrder:
    return ExportedOrder(
        id=order.id,
        status=order.status,
        placed_at=order.placed_at,
        email=order.email,
        shipping_address=order.shipping_address,
        payment_method=order.payment_method,
        total=order.total,
        lines=[_exported_line(line, order.currency) for line in lines],
        shipping_method=order.charges.shipping.name if order.charges and order.charges.shipping else None,
        promotion_codes=[each.code for each in order.charges.promotions if each.code]
        if order.charges
        else [],
    )


def exported_return(asked: Return) -> ExportedReturn:
    return ExportedReturn(asked.order_id, asked.status, asked.reason, asked.requested_at)


def exported_cart(cart: Cart, lines: list[CartLine]) -> ExportedCart:
    kept = [ExportedCartLine(line.variant_id, line.quantity) for line in lines]
    return ExportedCart(cart.id, cart.status, kept)


def _exported_line(line: OrderLine, currency: str | None) -> ExportedLine:
    price = None if line.unit_amount is None or currency is None else Money(line.unit_amount, currency)
    return ExportedLine(line.quantity, line.sku, line.name, price)
