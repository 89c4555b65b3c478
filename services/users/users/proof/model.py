"""What a mailed token proves, and for how long."""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Invalid

MailedToken = Annotated[
    str, Meta(min_length=1, max_length=256, description="From the link that was mailed; good for one use")
]


class Purpose(StrEnum):
    """What may be done with a token. One of a purpose is of no use for another."""

    VERIFY = "verify"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


LIFE = {
    Purpose.VERIFY: timedelta(days=2),
    Purpose.RESET: timedelta(hours=1),
    Purpose.CHANGE_EMAIL: timedelta(days=1),
}


class TokenRefused(Invalid):
    """Unknown, used, replaced and expired look the same."""

    type, title = "mailed-token-invalid", "This link was used, has expired, or was replaced by a newer one"


class Proof(msgspec.Struct):
    """The account a token was mailed for, and the address that received it, encrypted."""

    account_id: UUID
    sealed: bytes


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is stored: a fast hash hides 256 random bits well."""
    return hashlib.sha256(token.encode()).digest()
