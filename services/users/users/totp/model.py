"""The codes of an authenticator app: which time steps are looked at, and which of them a code belongs to."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pyotp

from chassis.errors import Conflict, NotFound

ISSUER = "Zoco"
STEP = timedelta(seconds=30)
SPREAD = 1  # steps before and after now: a clock may be a little off, a person slow


class TotpNotFound(NotFound):
    type, title = "totp-not-found", "There is no authenticator app to confirm or remove"


class TotpEnrolled(Conflict):
    type, title = "totp-enrolled", "There is an authenticator app already; remove it first"


class Totp(msgspec.Struct):
    """`sealed` is its secret, encrypted; `last_step` the newest step whose code was used."""

    account_id: UUID
    sealed: bytes
    confirmed_at: datetime | None
    last_step: int


def new_secret() -> str:
    """160 bits in base32 (RFC 4226 4 R6)."""
    return pyotp.random_base32()


def otpauth_uri(secret: str, email: str) -> str:
    """What the app reads as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step, near now, that this code belongs to."""
    totp = pyotp.TOTP(secret)
    here = int(now.timestamp() // STEP.total_seconds())
    for step in range(here - SPREAD, here + SPREAD + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None
