"""A mail: what it tells of an order, how long that is worth telling, when it is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict
from orders.order.model import Order

AT_ONCE = 20
LEASE = timedelta(seconds=60)  # more than sending so many may take
KEEP = timedelta(days=30)
LIFE = timedelta(days=3)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# Whoever was refused while they waited needs no mail about it; a stranger's declined cards fill no mailbox.
ANSWERED_WITHIN = timedelta(seconds=5)
MOST_LINKS, LINKS_WITHIN = 3, timedelta(hours=1)
# Currencies without a minor unit, of those that people shop in (ISO 4217).
WHOLE = ("CLP", "JPY", "KRW", "ISK", "PYG", "VND", "XAF", "XOF")


class Kind(StrEnum):
    """What a mail tells. `texts.py` has the words."""

    ORDER_CONFIRMED = "order_confirmed"
    ORDER_CANCELLED = "order_cancelled"
    PARCEL_SHIPPED = "parcel_shipped"
    REFUNDED = "refunded"
    GUEST_LINK = "guest_link"


class OrderNotConfirmed(Conflict):
    type, title = "order-not-confirmed", "The order was not confirmed, so there is no confirmation to send"


class NobodyToTell(Conflict):
    type, title = "nobody-to-tell", "Whoever placed the order was forgotten"


def require_confirmed(order: Order) -> None:
    """It is now, or was before it came to its end."""
    if order.confirmed_at is None:
        raise OrderNotConfirmed(order_id=order.id, order_status=order.status)


class Mail(msgspec.Struct):
    """A mail that is due. `attempts` counts this try too."""

    id: UUID
    kind: Kind
    order_id: UUID
    cause_id: UUID
    created_at: datetime
    attempts: int

    def is_outdated(self, now: datetime) -> bool:
        return self.created_at + LIFE <= now


class About(msgspec.Struct):
    """What a mail's text needs, read when it is sent: what was forgotten meanwhile is not told any more.

    Amounts are minor units. `guest_locale` is None for the order of an account, whose address users knows.
    """

    mail_id: UUID
    customer_id: UUID
    number: int
    email: str | None
    is_erased: bool
    guest_locale: str | None
    total_amount: int | None
    currency: str | None
    cancel_reason: str | None
    carrier: str | None
    tracking_number: str | None
    tracking_url: str | None
    refund_amount: int | None


class Recipient(msgspec.Struct, frozen=True):
    address: str
    locale: str


class Letter(msgspec.Struct, frozen=True):
    """A mail with all that it needs."""

    mail: Mail
    about: About
    to: Recipient


class Profile(msgspec.Struct):
    """What users answers about an account."""

    account_id: UUID
    email: str
    locale: str
    email_verified_at: datetime | None = None


class Profiles(msgspec.Struct):
    items: list[Profile]


def recipient_of(about: About, profiles: dict[UUID, Profile]) -> Recipient | None:
    """A guest's address is in the order; an account's, and its language, users knows today."""
    if about.is_erased:
        return None
    if about.guest_locale is not None:
        return None if about.email is None else Recipient(about.email, about.guest_locale)
    profile = profiles.get(about.customer_id)
    return None if profile is None else Recipient(profile.email, profile.locale)


def pause_after(attempts: int) -> timedelta:
    """Each pause is twice the one before."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


def is_news(*, placed_at: datetime, confirmed_at: datetime | None, cancelled_at: datetime) -> bool:
    """Whether a cancellation has to be told, or was the answer to the order itself."""
    return confirmed_at is not None or cancelled_at - placed_at > ANSWERED_WITHIN


def readable(amount: int, currency: str, locale: str) -> str:
    """`29.90 EUR`, in Spanish `29,90 EUR`."""
    if currency in WHOLE:
        return f"{amount} {currency}"
    point = "," if locale == "es" else "."
    return f"{amount // 100}{point}{amount % 100:02d} {currency}"
