"""What neighbours tell of a customer, how fresh it is, and the copies that stand in when they are away."""

from collections import OrderedDict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

T = TypeVar("T")
U = TypeVar("U")

# Personal data that other services own: for a short outage, not for long.
COPY_LIFE = timedelta(minutes=5)
MOST_COPIES = 200


class SectionStatus(StrEnum):
    """Whether a section is what its owner says now, what it said a while ago, or nothing."""

    LIVE = "live"
    STALE = "stale"
    UNAVAILABLE = "unavailable"


class Section(msgspec.Struct, Generic[T], frozen=True):
    """One part of the context, and where it is from."""

    status: SectionStatus
    as_of: datetime
    source: str
    latency_ms: int
    value: T | None

    def showing(self, value: U | None) -> "Section[U]":
        return Section(self.status, self.as_of, self.source, self.latency_ms, value)


class Money(msgspec.Struct, frozen=True):
    """Minor units of a currency."""

    amount: int
    currency: str


class ContextProfile(msgspec.Struct, frozen=True):
    """Who the customer is, as users says."""

    account_id: UUID
    name: str
    email: str
    locale: str


class ProfileList(msgspec.Struct, frozen=True):
    items: list[ContextProfile]


class ContextOrderLine(msgspec.Struct, frozen=True):
    """`unit_price`, `sku` and `name` are as they were when the stock was held; null before that."""

    variant_id: UUID
    quantity: int
    sku: str | None
    name: str | None
    unit_price: Money | None


class ContextOrder(msgspec.Struct, frozen=True):
    """An order of the customer, as orders says; `version` counts what happened to it."""

    id: UUID
    status: str
    payment_status: str
    total: Money | None
    lines: list[ContextOrderLine]
    placed_at: datetime
    number: str = ""
    version: int = 0


class ContextTimelineEntry(msgspec.Struct, frozen=True):
    """What happened to the order that the ticket is about; `by` is customer, guest, staff or system."""

    id: UUID
    what: str
    by: str
    actor_id: UUID | None
    why: str | None
    facts: dict[str, Any]
    at: datetime


class ContextTimeline(msgspec.Struct, frozen=True):
    """The last things, oldest of them first."""

    items: list[ContextTimelineEntry]


class ContextOrderPage(msgspec.Struct, frozen=True):
    """Newest first, and last the order that the ticket is about when it is older.

    Where `next` is not null there are more: it is a `cursor` of `/v1/admin/orders?customer_id=`.
    """

    items: list[ContextOrder]
    next: UUID | None


class Copy(msgspec.Struct, Generic[T], frozen=True):
    """A value and when its owner gave it."""

    value: T
    as_of: datetime


class LastGood(Generic[T]):
    """The newest answer to each question, for a short while, and not too many of them."""

    def __init__(self) -> None:
        self._copies: OrderedDict[str, Copy[T]] = OrderedDict()

    def keep(self, question: str, copy: Copy[T]) -> None:
        """An answer that was asked for earlier than the one kept comes too late."""
        known = self._copies.get(question)
        if known is not None and known.as_of > copy.as_of:
            return
        self._copies[question] = copy
        self._copies.move_to_end(question)
        self._forget_before(copy.as_of - COPY_LIFE)

    def find(self, question: str, now: datetime) -> Copy[T] | None:
        self._forget_before(now - COPY_LIFE)
        return self._copies.get(question)

    def forget(self, about: str) -> None:
        """Every answer to a question that begins so."""
        for question in [question for question in self._copies if question.startswith(about)]:
            del self._copies[question]

    def forget_old(self, now: datetime) -> bool:
        """Whether any is left."""
        self._forget_before(now - COPY_LIFE)
        return bool(self._copies)

    def _forget_before(self, time: datetime) -> None:
        """From the oldest on: the expired ones, and those that are too many."""
        while self._copies:
            oldest = next(iter(self._copies.values()))
            if oldest.as_of >= time and len(self._copies) <= MOST_COPIES:
                return
            self._copies.popitem(last=False)
