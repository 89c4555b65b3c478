"""What a guest may do, and when an order becomes an account's."""

from datetime import timedelta
from uuid import UUID

import msgspec

from chassis.errors import Conflict

LANGUAGES = ("en", "es")
KEEP = timedelta(days=365)  # after a guest's last order; who wants to be known for longer has an account
CLAIM_LEASE = timedelta(seconds=30)


class EmailNotVerified(Conflict):
    type, title = "email-not-verified", "Confirm the e-mail address of your account first"


class GuestOrder(msgspec.Struct, frozen=True):
    """An order that has no account yet. `locale`: the language of its mails."""

    order_id: UUID
    guest_id: UUID
    locale: str


class Lookup(msgspec.Struct, frozen=True):
    """Somebody wants a link to the order with this number."""

    id: UUID
    number: int
    guest_id: UUID


def language_of(accept_language: str) -> str:
    """The first language of ours that the reader prefers (RFC 9110 12.5.4), English when there is none."""
    wanted: list[tuple[float, int, str]] = []
    for part in accept_language[:200].split(","):
        name, _, weight = part.partition(";")
        language = name.strip().lower().partition("-")[0]
        if language in LANGUAGES and (quality := _quality(weight)) > 0:
            wanted.append((-quality, len(wanted), language))
    return min(wanted)[2] if wanted else LANGUAGES[0]


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
