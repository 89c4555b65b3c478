"""SQL that reads profiles. Who is deleted has none."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chassis.database import Reader
from users.address.model import Postal

CONTACT = (
    ", jsonb_build_object('phone', a.phone, 'shipping_address', to_jsonb(s), 'billing_address', to_jsonb(b)) "
    "AS contact"
)


class Contact(msgspec.Struct):
    """How to reach a person, and where their goods and invoices go."""

    phone: str | None
    shipping_address: Postal | None
    billing_address: Postal | None


class Profile(msgspec.Struct):
    """What other services may know of a person, when they ask."""

    account_id: UUID
    name: str
    email: str
    locale: str
    email_verified_at: datetime | None
    contact: Contact | UnsetType = UNSET


async def find(reader: Reader, account_ids: Sequence[UUID], *, with_contact: bool) -> list[Profile]:
    return await reader.all(
        Profile,
        "SELECT a.id AS account_id, a.name, a.email, a.locale, a.email_verified_at"
        + (CONTACT if with_contact else "")
        + " FROM accounts a LEFT JOIN addresses s ON s.account_id = a.id AND s.is_default_shipping "
        "LEFT JOIN addresses b ON b.account_id = a.id AND b.is_default_billing "
        "WHERE a.id = ANY($1::uuid[]) AND a.deleted_at IS NULL ORDER BY a.id",
        account_ids,
    )
