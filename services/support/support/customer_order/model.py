"""A reference to an order, fed by the orders service's events."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from chassis.errors import Invalid


class CustomerOrderStatus(StrEnum):
    """How far an order is, as far as support listens."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class UnknownOrder(Invalid):
    """Perhaps only not yet: its event may be on the way. So no Idempotency-Key keeps this answer."""

    type = "unknown-order"
    title = "No order of this customer with this id is known here"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


class UnknownOrderLine(Invalid):
    type, title = "unknown-order-line", "The order has no such line"


class CustomerOrder(msgspec.Struct):
    """`line_count` is null when its order was placed before that was kept."""

    order_id: UUID
    customer_id: UUID
    status: CustomerOrderStatus
    changed_at: datetime
    line_count: int | None = None
