"""The saga of an order: which step comes after which answer."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, PaymentRequired, Unavailable
from chassis.tokens import Actor
from orders.cart.model import CartLine, Holder
from orders.money import Money
from orders.order.model import Address, Order, OrderLine, OrderStatus
from orders.pricing.model import PricedLine, Request
from orders.promotion.model import Code, upper
from orders.stepup.model import Rules, reaches
from orders.tax.model import STANDARD

HOLD_LASTS_LONGER = timedelta(minutes=5)
# How often the provider is asked about a customer who is with their bank; a webhook tells sooner.
LOOK_SECONDS = (5, 10, 30, 60)
BACKOFF_SECONDS = (0.5, 1, 2, 5, 10, 30, 60)
REVIEW_AFTER_ATTEMPTS = 12
MAX_OPEN_ORDERS = 20
GUEST_OPEN_ORDERS = 5


class Step(StrEnum):
    HOLD = "hold"
    AUTHORIZE = "authorize"
    COMMIT = "commit"
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"
    RELEASE = "release"
    DONE = "done"


# Forward to the point of no return (stock committed), then only forward; backwards from anywhere before it.
NEXT = {
    (Step.HOLD, "held"): Step.AUTHORIZE,
    (Step.HOLD, "held_for_nothing"): Step.COMMIT,  # a total of zero needs no payment
    (Step.HOLD, "refused"): Step.RELEASE,
    (Step.AUTHORIZE, "succeeded"): Step.COMMIT,
    (Step.AUTHORIZE, "failed"): Step.RELEASE,
    (Step.AUTHORIZE, "waiting"): Step.AUTHORIZE,  # for the customer, who is with their bank
    (Step.COMMIT, "committed"): Step.CAPTURE,
    (Step.COMMIT, "committed_for_nothing"): Step.DONE,
    (Step.CAPTURE, "succeeded"): Step.DONE,
    (Step.CAPTURE, "failed"): Step.VOID,
    (Step.VOID, "succeeded"): Step.RELEASE,
    (Step.REFUND, "succeeded"): Step.RELEASE,
    (Step.RELEASE, "released"): Step.DONE,
}


class TooManyOrders(Unavailable):
    """Nothing was written down: the same request may come again."""

    type, title = "too-many-orders", "Too many orders at once; try again in a moment"


class OutOfStock(Conflict):
    type, title = "out-of-stock", "Not everything in this order is available"


class TotalChanged(Conflict):
    type, title = "total-changed", "The total is not the one you expected"


class PaymentDeclined(PaymentRequired):
    type, title = "payment-declined", "The payment was declined; nothing was charged"


class OrderExpired(Conflict):
    type, title = "order-expired", "The order could not be completed in time; nothing was charged"


class OrderWasCancelled(Conflict):
    type, title = "order-cancelled", "The order was cancelled before it was confirmed"


class TooManyOpenOrders(Conflict):
    type, title = "too-many-open-orders", "Too many of your orders are not settled yet"


class OrderIsSettling(Conflict):
    """Between the commit of stock and the confirmation nothing can turn back."""

    type, title = "order-is-settling", "The order is being confirmed; try again in a moment"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


class LostRace(Exception):
    """Somebody else moved this saga since it was read. Drop what was done; its outcome is kept by its key."""


class Saga(msgspec.Struct):
    """A row of `sagas`. `version` changes with every claim and every move.

    `correlation_id` and `traceparent` are those of the request it works for, also when a worker drives it.
    `total_below`: by currency, the totals that its customer's login was not strong or recent enough for.
    """

    order_id: UUID
    step: Step
    attempts: int
    deadline_at: datetime
    version: int
    correlation_id: str | None
    traceparent: str | None = None
    total_below: dict[str, int] | None = None

    def forbids(self, total: Money) -> bool:
        """It has become dearer than its customer may buy without another login."""
        return reaches(total, self.total_below or {})

    def move(self, answer: str) -> None:
        self.step, self.attempts = NEXT[self.step, answer], 0

    def turn_back(self, step: Step) -> None:
        """Leave the forward path: what was done by now is undone from `step` on."""
        self.step, self.attempts = step, 0

    def wait(self) -> timedelta:
        """Stay where it is; how long until it looks again."""
        self.step, looks = NEXT[self.step, "waiting"], self.attempts
        self.attempts = min(looks + 1, len(LOOK_SECONDS))
        return timedelta(seconds=LOOK_SECONDS[min(looks, len(LOOK_SECONDS) - 1)])

    @property
    def backoff(self) -> timedelta:
        return timedelta(seconds=BACKOFF_SECONDS[min(self.attempts, len(BACKOFF_SECONDS) - 1)])


class Late(msgspec.Struct, frozen=True):
    """A saga on its way although its deadline has passed."""

    order_id: UUID
    deadline_at: datetime


class UnderWay(msgspec.Struct, frozen=True):
    """How many sagas are not done, and since when the one that started first."""

    count: int
    oldest: datetime | None


class WishLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many of this variant."""

    variant_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=999)]


Codes = Annotated[list[Code], Meta(max_length=10)]
Email = Annotated[str, Meta(pattern=r"^[^@\s]{1,64}@[^@\s]{1,189}\Z")]


# A dot-atom at a domain of two labels at least, all ASCII: what users takes for an account, and nothing that
# could end up elsewhere in a mail's header.
GuestEmail = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z",
        max_length=254,
    ),
]


class Purchase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How something is bought.

    With `expected_total` an order at any other total, shipping and tax included, is refused. Where there are
    shipping methods to the country, one of them is named. A code that takes nothing off is refused.
    """

    payment_method: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]{3,80}\Z")]
    shipping_address: Address
    expected_total: Money | None = None
    shipping_method: UUID | None = None
    promotion_codes: Codes = []


class Wish(Purchase, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a customer asks for, by its lines or by the cart that has them. Price, total, currency and owner
    come from the server.
    """

    lines_wanted: Annotated[list[WishLine], Meta(min_length=1, max_length=100)] = msgspec.field(
        name="lines", default_factory=list
    )
    cart_id: UUID | None = None
    email: Email | None = None

    def __post_init__(self) -> None:
        if bool(self.lines_wanted) == (self.cart_id is not None):
            raise ValueError("either `lines` or `cart_id`")

    @property
    def quantities(self) -> dict[UUID, int]:
        """By variant, which may be on several lines."""
        wanted: dict[UUID, int] = {}
        for line in self.lines_wanted:
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
        return wanted

    def of_cart(self, lines: list[CartLine]) -> Self:
        """The same wish with what the cart had in it."""
        wanted = [WishLine(line.variant_id, line.quantity) for line in lines]
        return msgspec.structs.replace(self, lines_wanted=wanted, cart_id=None)

    @property
    def pairs(self) -> list[tuple[UUID, int]]:
        """Variant and quantity, line by line."""
        return [(line.variant_id, line.quantity) for line in self.lines_wanted]

    def request(self, *, prices_include_tax: bool) -> Request:
        """What the price depends on beside the lines."""
        return Request(
            prices_include_tax,
            self.shipping_address.country,
            self.shipping_method,
            upper(self.promotion_codes),
            is_final=True,
        )

    def order(self, order_id: UUID, customer_id: UUID, now: datetime) -> Order:
        expected = self.expected_total
        return Order(
            id=order_id,
            customer_id=customer_id,
            status=OrderStatus.PENDING,
            payment_method=self.payment_method,
            shipping_address=self.shipping_address,
            placed_at=now,
            email=self.email,
            expected_amount=None if expected is None else expected.amount,
            expected_currency=None if expected is None else expected.currency,
        )

    def lines(self) -> list[OrderLine]:
        return [
            OrderLine(number, line.variant_id, line.quantity)
            for number, line in enumerate(self.lines_wanted, start=1)
        ]


class GuestWish(Purchase, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a guest asks for: a cart whose token they have. Mails about the order go to `email`."""

    cart_id: UUID
    email: GuestEmail

    def wish(self, email: str) -> Wish:
        how = {name: getattr(self, name) for name in Purchase.__struct_fields__}
        return Wish(**how, cart_id=self.cart_id, email=email)


class Buyer(msgspec.Struct, frozen=True):
    """Who places an order: what it belongs to, whose carts they may buy, how many orders may be open.

    `rules` say when a login must be stronger; a guest has none.
    """

    owner_id: UUID
    holder: Holder
    actor: Actor
    rules: Rules
    max_open_orders: int = MAX_OPEN_ORDERS


class HeldLine(msgspec.Struct):
    """A priced line as catalog answers it."""

    variant_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price: Money
    product_id: UUID | None = None
    tax_class: str = STANDARD
    weight_grams: int | None = None


class Reservation(msgspec.Struct):
    """What catalog answers to hold, commit and release: its state, and the priced lines."""

    state: str
    lines: list[HeldLine] = []


def priced(lines: list[OrderLine], held: Reservation) -> list[PricedLine]:
    """Write catalog's names and prices on the lines; what they are priced by."""
    offers = {line.variant_id: line for line in held.lines}
    found = []
    for line in lines:
        offer = offers[line.variant_id]
        line.sku, line.name, line.unit_amount = offer.sku, offer.name, offer.unit_price.amount
        found.append(
            PricedLine(
                line.variant_id,
                line.quantity,
                offer.unit_price.amount,
                offer.product_id,
                offer.tax_class,
                offer.weight_grams,
            )
        )
    return found


class Refused(msgspec.Struct):
    """Catalog will not hold this; `facts` say what is missing."""

    facts: dict[str, Any]
