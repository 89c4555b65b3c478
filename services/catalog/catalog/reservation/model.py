"""A reservation: stock kept for an order, and how it may change."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from catalog.price import Money, Price, price_line
from catalog.stock.model import Level, UnknownVariant
from chassis.errors import Conflict, Invalid, NotFound

LONGEST = timedelta(days=7)


class ReservationNotFound(NotFound):
    type, title = "reservation-not-found", "Nothing was ever held for this order"


class ReservationConflict(Conflict):
    type, title = "reservation-conflict", "Other lines are held for this order"


class OutOfStock(Conflict):
    type, title = "out-of-stock", "There is not enough of everything that was asked for"


class MixedCurrencies(Invalid):
    type, title = "mixed-currencies", "One order has one currency"


class NoPrice(Invalid):
    type, title = "no-price", "A variant has no price in the currency that was asked for"


class State(StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
    EXPIRED = "expired"


NEXT = {
    (None, "hold"): State.HELD,
    (None, "release"): State.RELEASED,
    (State.HELD, "commit"): State.COMMITTED,
    (State.HELD, "release"): State.RELEASED,
    (State.HELD, "expire"): State.EXPIRED,
    (State.COMMITTED, "release"): State.RELEASED,
}
"""What is not here changes nothing: a caller who comes late or twice learns the state as it is.

A release of what was never held leaves a tombstone: the hold that it overtook finds itself released.
"""


class Line(msgspec.Struct, frozen=True):
    """What an order asks for."""

    variant_id: UUID
    quantity: int


class HeldLine(msgspec.Struct):
    """What is kept of one variant, and the price promised for it."""

    variant_id: UUID
    location_id: UUID
    quantity: int
    product_id: UUID
    sku: str
    name: str
    unit_price: Money
    shipped: int = 0
    released: int = 0

    @property
    def remaining(self) -> int:
        """Still kept."""
        return self.quantity - self.shipped - self.released


class PricedLine(msgspec.Struct):
    """The answer to one line."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price: Money


class Reservation(msgspec.Struct):
    """`requested` is empty on a tombstone."""

    order_id: UUID
    state: State
    requested: list[Line]
    expires_at: datetime | None

    @classmethod
    def hold(cls, order_id: UUID, lines: list[Line], *, expires_at: datetime, now: datetime) -> "Reservation":
        if abs(expires_at - now) > LONGEST:
            raise Invalid(pointer="/expires_at", detail="a hold ends within seven days")
        return cls(order_id, NEXT[None, "hold"], lines, expires_at.astimezone(UTC))

    @classmethod
    def tombstone(cls, order_id: UUID) -> "Reservation":
        return cls(order_id, NEXT[None, "release"], [], None)

    def act(self, action: str) -> bool:
        """Take the transition; False when there is none and nothing changes."""
        following = NEXT.get((self.state, action))
        self.state = following or self.state
        return following is not None

    def check_same(self, lines: Sequence[Line]) -> None:
        """A repeat asks for the same lines, in any order. A tombstone asked for none and takes any."""
        if self.requested and Counter(self.requested) != Counter(lines):
            raise ReservationConflict(order_id=str(self.order_id))

    def priced(self, held: Sequence[HeldLine]) -> list[PricedLine]:
        """The lines as they were asked for, each with what was promised. A repeat gets the same."""
        by_variant = {line.variant_id: line for line in held}
        return [
            PricedLine(line.variant_id, kept.product_id, kept.sku, kept.name, line.quantity, kept.unit_price)
            for line in self.requested
            for kept in [by_variant[line.variant_id]]
        ]


class Sold(msgspec.Struct):
    """What a committed reservation took of a product."""

    product_id: UUID
    units: int
    at: datetime


class Offer(msgspec.Struct):
    """What a hold needs to know of a variant for sale, its level locked. The first price is its own."""

    level: Level
    product_name: str
    variant_name: str
    prices: list[Price]

    def price(self, currency: str | None) -> Price | None:
        """In this currency; its own when none is asked for."""
        wanted = currency or self.prices[0].currency
        return next((price for price in self.prices if price.currency == wanted), None)

    def keep(self, quantity: int, *, now: datetime, currency: str | None = None) -> HeldLine:
        level = self.level
        # The only variant of a product may be called like it; once is enough then.
        name = ", ".join(dict.fromkeys((self.product_name, self.variant_name)))
        price = self.price(currency)
        if price is None:
            raise NoPrice(currency=currency, skus=[level.sku])
        return HeldLine(
            level.variant_id,
            level.location_id,
            quantity,
            level.product_id,
            level.sku,
            name,
            price_line(price, now=now, quantity=quantity).unit,
        )


def wanted(lines: Sequence[Line]) -> Counter[UUID]:
    """How many of each variant: several lines may ask for the same one."""
    total: Counter[UUID] = Counter()
    for line in lines:
        total[line.variant_id] += line.quantity
    return total


def check_offers(offers: Sequence[Offer], quantities: Counter[UUID], *, currency: str | None = None) -> None:
    """All or nothing: everything is for sale, in one currency, and there is enough of it."""
    if unknown := quantities.keys() - {offer.level.variant_id for offer in offers}:
        raise UnknownVariant(variant_ids=sorted(map(str, unknown)))
    if priceless := [offer.level.sku for offer in offers if offer.price(currency) is None]:
        raise NoPrice(currency=currency, skus=sorted(priceless))
    currencies = {offer.prices[0].currency for offer in offers}
    if currency is None and len(currencies) > 1:
        raise MixedCurrencies(currencies=sorted(currencies))
    short = [o.level.sku for o in offers if o.level.available < quantities[o.level.variant_id]]
    if short:
        raise OutOfStock(skus=sorted(short))


def diagram() -> str:
    """The transitions as a Mermaid state diagram; the README shows it."""
    arrows = [f"    {start or '[*]'} --> {end}: {action}" for (start, action), end in NEXT.items()]
    return "\n".join(["stateDiagram-v2", *arrows])
