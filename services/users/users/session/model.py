"""A session: how long it lives, which of its refresh tokens is alive, and what an old one means."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict, Forbidden, Unauthenticated
from chassis.ids import new_id
from chassis.tokens import AUDIENCE, STRONG
from users.key.model import Claims

LIFE = timedelta(days=30)
IDLE = timedelta(days=7)
GRACE = timedelta(seconds=10)


class WrongCredentials(Unauthenticated):
    type, title = "wrong-credentials", "No account has this e-mail address and password"


class AccountDisabled(Forbidden):
    type, title = "account-disabled", "This account is disabled"


class RefreshRefused(Unauthenticated):
    """Unknown, expired, revoked and reused look the same: who stole a token learns nothing from it."""

    type, title = "invalid-refresh-token", "The session has ended; sign in again"


class RefreshRaced(Conflict):
    type, title = "refresh-raced", "This token was exchanged a moment ago; use the newer one"


class Ended(StrEnum):
    """Why a session was revoked."""

    LOGOUT = "logout"
    REUSE = "reuse"
    DISABLED = "disabled"
    PASSWORD = "password"


class Verdict(StrEnum):
    """What a refresh token is that could not be exchanged."""

    DEAD = "dead"
    RACED = "raced"
    REUSED = "reused"


class Proof(msgspec.Struct, frozen=True):
    """How somebody proved who they are: `amr` by RFC 8176, `acr` 1 for one factor and 2 for two."""

    acr: str
    amr: list[str]


PASSWORD = Proof("1", ["pwd"])
PASSWORD_AND_CODE = Proof(STRONG, ["pwd", "otp", "mfa"])


class Device(msgspec.Struct, frozen=True):
    """Where a session was opened, as far as a request tells."""

    user_agent: str = ""
    address: str = ""


class Session(msgspec.Struct):
    """`generation` counts its refresh tokens; only the newest is alive.

    `authenticated_at` moves when the owner proves again who they are, `opened_at` never.
    """

    id: UUID
    account_id: UUID
    generation: int
    authenticated_at: datetime
    rotated_at: datetime
    idle_until: datetime
    expires_at: datetime
    acr: str
    amr: list[str]
    revoked_at: datetime | None = None

    @classmethod
    def opened(cls, account_id: UUID, proof: Proof, now: datetime) -> "Session":
        return cls(new_id(), account_id, 1, now, now, now + IDLE, now + LIFE, proof.acr, proof.amr)

    def judge(self, generation: int, now: datetime) -> Verdict:
        """RACED is two tabs at once, or a lost answer asked for again: the token just before, just now."""
        if self.revoked_at is not None or now >= self.idle_until or generation >= self.generation:
            return Verdict.DEAD
        is_previous = generation == self.generation - 1
        return Verdict.RACED if is_previous and now - self.rotated_at <= GRACE else Verdict.REUSED

    def claims(self, permissions: frozenset[str]) -> Claims:
        return Claims(
            sub=str(self.account_id),
            aud=AUDIENCE,
            sid=str(self.id),
            permissions=sorted(permissions),
            acr=self.acr,
            amr=self.amr,
            auth_time=int(self.authenticated_at.timestamp()),
        )


class Holder(msgspec.Struct):
    """What a login or a refresh must know of the account."""

    account_id: UUID
    password_hash: str
    disabled_at: datetime | None


def new_refresh_token() -> str:
    return secrets.token_urlsafe(32)


def digest(refresh_token: str) -> bytes:
    """What is stored. The token has 256 random bits, so a fast hash hides it well."""
    return hashlib.sha256(refresh_token.encode()).digest()
