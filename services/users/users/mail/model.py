"""A mail: what it tells, how long that is worth telling, when it is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

LEASE = timedelta(seconds=60)  # more than a try may take
KEEP = timedelta(days=30)
NOTICE_LIFE = timedelta(days=3)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


class Kind(StrEnum):
    """What a mail tells. `texts.py` has the words."""

    VERIFY_EMAIL = "verify_email"
    ALREADY_REGISTERED = "already_registered"
    RESET_PASSWORD = "reset_password"
    PASSWORD_CHANGED = "password_changed"
    CONFIRM_EMAIL = "confirm_email"
    EMAIL_TAKEN = "email_taken"
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    ACCOUNT_DELETED = "account_deleted"
    SESSION_ENDED = "session_ended"
    EXPORT_READY = "export_ready"


class Facts(msgspec.Struct, omit_defaults=True):
    """Whom a mail goes to, and what its text needs beside its words."""

    recipient: str
    token: str = ""
    valid_minutes: int = 0


class Mail(msgspec.Struct):
    """A mail that is due. `attempts` counts this try too."""

    id: UUID
    kind: Kind
    locale: str
    sealed: bytes
    created_at: datetime
    useful_until: datetime
    attempts: int


def pause_after(attempts: int) -> timedelta:
    """Each pause is twice the one before."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
