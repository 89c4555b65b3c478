"""The languages products are described in, and which of them a reader gets."""

from enum import StrEnum
from typing import Annotated

from litestar.params import HeaderParameter

AcceptLanguage = Annotated[str, HeaderParameter(name="Accept-Language", required=False)]


class Language(StrEnum):
    """What search stems and a translation may be in."""

    EN = "en"
    ES = "es"


def choose(accept_language: str, *, own: Language) -> Language:
    """The best of ours for an Accept-Language (RFC 9110 12.5.4); the shop's own when it wants none of them.

    `es-MX` gets `es` (RFC 4647 3.4 lookup). What cannot be read weighs nothing.
    """
    if not accept_language:
        return own
    best, most = own, 0.0
    for part in accept_language.split(",")[:20]:
        tag, _, weight = part.partition(";")
        quality = _quality(weight)
        primary = tag.strip().lower().partition("-")[0]
        if quality > most and primary in ("*", *Language):
            best, most = (own if primary == "*" else Language(primary)), quality
    return best


def _quality(weight: str) -> float:
    text = weight.strip().lower().removeprefix("q=")
    try:
        quality = float(text) if text else 1.0
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
