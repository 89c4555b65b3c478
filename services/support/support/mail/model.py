"""A mail: which answer it carries, what it follows, when it is tried again."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

LEASE = timedelta(seconds=60)  # more than a try may take
USEFUL = timedelta(days=3)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
MOST_REFERENCES = 20
# By language: whoever reads it answers where we can read it.
FOOTERS = {
    "en": "Answer here: {link}",
    "es": "Responde aquí: {link}",
}
FALLBACK = "en"


class Recipient(msgspec.Struct, frozen=True):
    """What users says of the customer."""

    email: str
    locale: str
    email_verified_at: datetime | None


class RecipientList(msgspec.Struct, frozen=True):
    items: list[Recipient]


class Mail(msgspec.Struct):
    """One that is due, with what it tells. `attempts` counts this try too; `earlier` came before it."""

    message_id: UUID
    ticket_id: UUID
    customer_id: UUID
    created_at: datetime
    attempts: int
    number: str = ""
    subject: str = ""
    text: str = ""
    earlier: list[UUID] = []


def pause_after(attempts: int) -> timedelta:
    """Each pause is twice the one before."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


def footer(locale: str, link: str) -> str:
    language = locale.partition("-")[0]
    return FOOTERS.get(language, FOOTERS[FALLBACK]).format(link=link)
