"""A webhook's signature, and the event that it carries (https://docs.stripe.com/webhooks#verify-manually)."""

import hashlib
import hmac
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chassis.errors import BadRequest

TOLERANCE_SECONDS = 300
SCHEME = "v1"


class SignatureInvalid(BadRequest):
    type, title = "signature-invalid", "The request does not carry a valid signature of the payment provider"


class EventData(msgspec.Struct):
    """`object`: the payment intent, refund … as it was when the event was made."""

    object: dict[str, Any]


class ProviderEvent(msgspec.Struct):
    """An event as the payment provider sends it; only these fields are read."""

    id: Annotated[str, Meta(min_length=1, max_length=255)]
    type: Annotated[str, Meta(min_length=1, max_length=255)]
    data: EventData


def verify(body: bytes, header: str, secret: str, now: datetime) -> None:
    """Raise SignatureInvalid unless `header` (`t=…,v1=…`, several v1 while a secret is rolled) signs `body`.

    The signature is over the bytes as they came. It is good for TOLERANCE_SECONDS, either way.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == SCHEME]
    if len(times) != 1 or not times[0].isascii() or not times[0].isdecimal() or len(times[0]) > 12:
        raise SignatureInvalid
    if abs(now.timestamp() - int(times[0])) > TOLERANCE_SECONDS:
        raise SignatureInvalid
    wanted = hmac.new(secret.encode(), f"{times[0]}.".encode() + body, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(wanted.encode(), given.encode()) for given in signatures):
        raise SignatureInvalid
