"""An address: what it must have, depending on its country."""

import unicodedata
from datetime import datetime
from uuid import UUID

import msgspec

from chassis.errors import Conflict, Invalid, NotFound
from users.address.countries import ANY, CODES, COUNTRIES, is_postal_code

MOST = 20
LONGEST = 100
LONGEST_POSTAL_CODE = 20


class AddressNotFound(NotFound):
    type, title = "address-not-found", "There is no such address in your book"


class AddressInvalid(Invalid):
    type, title = "address-invalid", "An address in this country looks different"


class AddressBookFull(Conflict):
    type, title = "address-book-full", "The address book is full; remove an address first"


class Postal(msgspec.Struct, frozen=True):
    """Where something goes, as its country writes it."""

    name: str
    line1: str
    line2: str | None
    postal_code: str | None
    city: str
    region: str | None
    country: str
    phone: str | None


class Address(Postal, frozen=True):
    """An entry of the book. At most one is the default for each use."""

    id: UUID
    is_default_shipping: bool
    is_default_billing: bool
    created_at: datetime


def checked(postal: Postal) -> Postal:
    """Tidied; raises with a pointer to what its country does not allow or does not go without."""
    if postal.country not in CODES:
        raise AddressInvalid(pointer="/country", detail="not a country of ISO 3166-1")
    lines = {
        field: _line(value, field) if isinstance(value, str) else None
        for field, value in msgspec.structs.asdict(postal).items()
    }
    tidied = msgspec.convert(lines | {"postal_code": _postal_code(postal)}, Postal)
    if COUNTRIES.get(postal.country, ANY).needs_region and not tidied.region:
        raise AddressInvalid(pointer="/region", detail=f"needed in {postal.country}")
    return tidied


def _postal_code(postal: Postal) -> str | None:
    country = COUNTRIES.get(postal.country, ANY)
    if postal.postal_code is None:
        if country.needs_postal_code and country.postal_code is not None:
            raise AddressInvalid(pointer="/postal_code", detail=f"needed in {postal.country}")
        return None
    code = " ".join(unicodedata.normalize("NFKC", postal.postal_code).upper().split())
    if not is_postal_code(country, code):
        facts = {"example": country.example} if country.example else {}
        raise AddressInvalid(pointer="/postal_code", detail=f"not a postal code of {postal.country}", **facts)
    return code


def _line(text: str, field: str) -> str:
    """One line: it is printed on a label."""
    line = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    if not line or any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in line):
        raise AddressInvalid(pointer=f"/{field}", detail="one line of text")
    return line
