"""A reservation: stock kept for an order, and how it may change."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from catalog.price import Money, Price, price_line
from catalog.stock.model import Level, Move, Stock, UnknownVariant
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


class TooMany(Conflict):
    """Shipped or cancelled, all in all, beyond what was reserved: whoever says so is mistaken."""

    type, title = "more-than-reserved", "So many were never reserved for this order"


class State(StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    SHIPPED = "shipped"
    RELEASED = "released"
    EXPIRED = "expired"


NEXT = {
    (None, "hold"): State.HELD,
    (None, "release"): State.RELEASED,
    (State.HELD, "commit"): State.COMMITTED,
    (State.HELD, "release"): State.RELEASED,
    (State.HELD, "expire"): State.EXPIRED,
    (State.COMMITTED, "ship"): State.SHIPPED,
    (State.COMMITTED, "release"): State.RELEASED,
}
"""What is not here changes nothing: a caller who comes late or twice learns the state as it is.

The quantities of a committed reservation leave it bit by bit. When none is left it is `shipped` if any of
them was, else `released`.

A release of what was never held leaves a tombstone: the hold that it overtook finds itself released.
"""


class Line(msgspec.Struct, frozen=True):
    """What an order asks for."""

    variant_id: UUID
    quantity: int


class HeldLine(msgspec.Struct):
    """What is kept of one variant, and the price promised for it; how it is taxed and what one weighs now."""

    variant_id: UUID
    location_id: UUID
    quantity: int
    product_id: UUID
    sku: str
    name: str
    unit_price: Money
    shipped: int = 0
    released: int = 0
    tax_class: str = "standard"
    weight_grams: int | None = None

    @property
    def remaining(self) -> int:
        """Still kept."""
        return self.quantity - self.shipped - self.released

    def release(self, most: int) -> int:
        """Keep so many fewer, as far as they are kept; how many that were."""
        number = min(most, self.remaining)
        self.released += number
        return number

    def ship(self, most: int) -> int:
        """So many of what is kept have left; how many that were."""
        number = min(most, self.remaining)
        self.shipped += number
        return number

    def ship_released(self, most: int) -> int:
        """So many had left when they were given back; how many that were."""
        number = min(most, self.released)
        self.released -= number
        self.shipped += number
        return number


class PricedLine(msgspec.Struct):
    """The answer to one line."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price: Money
    tax_class: str = "standard"
    weight_grams: int | None = None


class Late(msgspec.Struct, frozen=True):
    """How many holds are past their time, and since when the first of them."""

    count: int
    oldest: datetime | None


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

    @property
    def is_over(self) -> bool:
        """Nothing is kept any more, and nothing will be."""
        return self.state in (State.RELEASED, State.EXPIRED)

    def is_overdue(self, now: datetime) -> bool:
        """Held, and past its time."""
        return self.state == State.HELD and self.expires_at is not None and self.expires_at <= now

    def settle(self, lines: Sequence["HeldLine"]) -> bool:
        """When the last of it has left, so has the reservation."""
        if any(line.remaining for line in lines):
            return False
        return self.act("ship" if any(line.shipped for line in lines) else "release")

    def check_same(self, lines: Sequence[Line]) -> None:
        """A repeat asks for the same lines, in any order. A tombstone asked for none and takes any."""
        if self.requested and Counter(self.requested) != Counter(lines):
            raise ReservationConflict(order_id=str(self.order_id))

    def priced(self, held: Sequence[HeldLine]) -> list[PricedLine]:
        """The lines as they were asked for, each with what was promised. A repeat gets the same."""
        by_variant = {line.variant_id: line for line in held}
        return [
            PricedLine(
                line.variant_id,
                kept.product_id,
                kept.sku,
                kept.name,
                line.quantity,
                kept.unit_price,
                kept.tax_class,
                kept.weight_grams,
            )
            for line in self.requested
            for kept in [by_variant[line.variant_id]]
        ]


class Sold(msgspec.Struct):
    """What a committed reservation took of a product."""

    product_id: UUID
    units: int
    at: datetime


class Offer(msgspec.Struct):
    """What a hold needs to know of a variant for sale. The first price is its own."""

    variant_id: UUID
    product_id: UUID
    sku: str
    product_name: str
    variant_name: str
    prices: list[Price]
    tax_class: str = "standard"
    weight_grams: int | None = None

    def price(self, currency: str | None) -> Price | None:
        """In this currency; its own when none is asked for."""
        wanted = currency or self.prices[0].currency
        return next((price for price in self.prices if price.currency == wanted), None)

    def keep(
        self, moves: Sequence[Move], *, quantity: int, now: datetime, currency: str | None = None
    ) -> list[HeldLine]:
        """A line for each location that these are taken from, at the price of all of them together."""
        # The only variant of a product may be called like it; once is enough then.
        name = ", ".join(dict.fromkeys((self.product_name, self.variant_name)))
        price = self.price(currency)
        if price is None:
            raise NoPrice(currency=currency, skus=[self.sku])
        unit = price_line(price, now=now, quantity=quantity).unit
        return [
            HeldLine(
                self.variant_id,
                move.level.location_id,
                move.reserved,
                self.product_id,
                self.sku,
                name,
                unit,
                tax_class=self.tax_class,
                weight_grams=self.weight_grams,
            )
            for move in moves
        ]


def wanted(lines: Sequence[Line]) -> Counter[UUID]:
    """How many of each variant: several lines may ask for the same one."""
    total: Counter[UUID] = Counter()
    for line in lines:
        total[line.variant_id] += line.quantity
    return total


def check_offers(offers: Sequence[Offer], quantities: Counter[UUID], *, currency: str | None = None) -> None:
    """Everything is for sale, in one currency."""
    if unknown := quantities.keys() - {offer.variant_id for offer in offers}:
        raise UnknownVariant(variant_ids=sorted(map(str, unknown)))
    if priceless := [offer.sku for offer in offers if offer.price(currency) is None]:
        raise NoPrice(currency=currency, skus=sorted(priceless))
    currencies = {offer.prices[0].currency for offer in offers}
    if currency is None and len(currencies) > 1:
        raise MixedCurrencies(currencies=sorted(currencies))


def check_stocks(stocks: Sequence[Stock], quantities: Counter[UUID], *, now: datetime) -> None:
    """All or nothing: there is enough of everything."""
    short = [stock.sku for stock in stocks if stock.sellable(now) < quantities[stock.variant_id]]
    if short:
        raise OutOfStock(skus=sorted(short))


def release(lines: Sequence[HeldLine], stocks: Sequence[Stock], quantities: Counter[UUID]) -> list[Move]:
    """Give so many of each back."""
    pairs, left = _with_levels(lines, stocks), Counter(quantities)
    given = _part(pairs, left, HeldLine.release)
    _check_none(left)
    return [Move(level, reserved=-number) for (_, level), number in zip(pairs, given, strict=True) if number]


def ship(lines: Sequence[HeldLine], stocks: Sequence[Stock], quantities: Counter[UUID]) -> list[Move]:
    """So many of each have left. A release may have overtaken that: they are gone all the same, and were
    promised to nobody any more."""
    pairs, left = _with_levels(lines, stocks), Counter(quantities)
    kept, released = _part(pairs, left, HeldLine.ship), _part(pairs, left, HeldLine.ship_released)
    _check_none(left)
    return [
        Move(level, on_hand=-number - late, reserved=-number)
        for (_, level), number, late in zip(pairs, kept, released, strict=True)
        if number or late
    ]


def _part(
    pairs: Sequence[tuple[HeldLine, Level]], left: Counter[UUID], act: Callable[[HeldLine, int], int]
) -> list[int]:
    """How much of what is left to do each line takes."""
    parts = []
    for line, _ in pairs:
        parts.append(act(line, left[line.variant_id]))
        left[line.variant_id] -= parts[-1]
    return parts


def _with_levels(lines: Sequence[HeldLine], stocks: Sequence[Stock]) -> list[tuple[HeldLine, Level]]:
    """The lines with their levels, in the order in which holds take from those."""
    kept = {(line.variant_id, line.location_id): line for line in lines}
    return [
        (kept[key], level)
        for stock in stocks
        for level in stock.levels
        if (key := (level.variant_id, level.location_id)) in kept
    ]


def _check_none(left: Counter[UUID]) -> None:
    if too_many := sorted(str(variant_id) for variant_id, number in left.items() if number):
        raise TooMany(variant_ids=too_many)


def diagram() -> str:
    """The transitions as a Mermaid state diagram; the README shows it."""
    arrows = [f"    {start or '[*]'} --> {end}: {action}" for (start, action), end in NEXT.items()]
    return "\n".join(["stateDiagram-v2", *arrows])
