"""A return: what the customer wants to give back, and what of it came in how."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, NotFound
from orders.order.model import LineQuantity, OrderLine, QuantityExceeded, UnknownLine, summed
from orders.published import ReturnChanged, ReturnedLine, ReturnReceived


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    REFUNDED = "refunded"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


NEXT = {
    (ReturnStatus.REQUESTED, "approve"): ReturnStatus.APPROVED,
    (ReturnStatus.REQUESTED, "reject"): ReturnStatus.REJECTED,
    (ReturnStatus.REQUESTED, "cancel"): ReturnStatus.CANCELLED,
    (ReturnStatus.APPROVED, "cancel"): ReturnStatus.CANCELLED,
    (ReturnStatus.APPROVED, "receive"): ReturnStatus.RECEIVED,
    (ReturnStatus.RECEIVED, "refund"): ReturnStatus.REFUNDED,
}


class Condition(StrEnum):
    AS_NEW = "as_new"
    OPENED = "opened"
    DAMAGED = "damaged"


class ReturnNotFound(NotFound):
    type, title = "return-not-found", "There is no such return"


class ReturnActionRefused(Conflict):
    type, title = "return-action-refused", "The return is past the point where this is possible"


class ReceivedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many pieces of a line came in like this. `restock`: they may be sold again."""

    line: Annotated[int, Meta(ge=1, le=100)]
    quantity: Annotated[int, Meta(ge=1, le=999)]
    condition: Condition
    restock: bool


class Return(msgspec.Struct):
    """`lines` name each line once; `received` may name one several times, in different conditions."""

    id: UUID
    order_id: UUID
    customer_id: UUID
    status: ReturnStatus
    reason: str
    requested_at: datetime
    received_at: datetime | None = None
    ended_at: datetime | None = None
    lines: list[LineQuantity] = []
    received: list[ReceivedLine] = []

    @property
    def pieces(self) -> dict[int, int]:
        """Line number → quantity asked for."""
        return summed(self.lines)

    @property
    def received_pieces(self) -> dict[int, int]:
        """Line number → quantity that came in."""
        return summed([LineQuantity(line.line, line.quantity) for line in self.received])

    @property
    def missing_pieces(self) -> dict[int, int]:
        """Line number → quantity that was announced and did not come."""
        came = self.received_pieces
        missing = {line: quantity - came.get(line, 0) for line, quantity in self.pieces.items()}
        return {line: quantity for line, quantity in missing.items() if quantity}

    def approve(self) -> ReturnChanged:
        return self._move("approve")

    def reject(self, now: datetime) -> ReturnChanged:
        self.ended_at = now
        return self._move("reject")

    def cancel(self, now: datetime) -> ReturnChanged:
        self.ended_at = now
        return self._move("cancel")

    def refund(self, now: datetime) -> ReturnChanged:
        self.ended_at = now
        return self._move("refund")

    def receive(
        self, received: list[ReceivedLine], order_lines: list[OrderLine], now: datetime
    ) -> ReturnReceived:
        """All of what was announced, or less of it."""
        self._move("receive")
        self.received, self.received_at = received, now
        self._require_no_more_than_announced()
        variants = {line.number: line.variant_id for line in order_lines}
        sums: dict[tuple[UUID, bool], int] = {}
        for line in received:
            kind = variants[line.line], line.restock
            sums[kind] = sums.get(kind, 0) + line.quantity
        lines = [ReturnedLine(variant, quantity, restock) for (variant, restock), quantity in sums.items()]
        return ReturnReceived(return_id=self.id, order_id=self.order_id, lines=lines)

    def _require_no_more_than_announced(self) -> None:
        announced = self.pieces
        if unknown := sorted(self.received_pieces.keys() - announced.keys()):
            raise UnknownLine(lines=unknown)
        came = self.received_pieces.items()
        if above := sorted(line for line, quantity in came if quantity > announced[line]):
            raise QuantityExceeded(lines=[{"line": line, "left": announced[line]} for line in above])

    def _move(self, action: str) -> ReturnChanged:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise ReturnActionRefused(return_id=self.id, return_status=self.status, action=action) from None
        return self.changed()

    def changed(self) -> ReturnChanged:
        return ReturnChanged(return_id=self.id, order_id=self.order_id, status=str(self.status))
