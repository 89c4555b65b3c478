"""SQL about address books."""

from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from users.address.model import Address, AddressNotFound

ADDRESS = (
    "SELECT id, name, line1, line2, postal_code, city, region, country, phone, is_default_shipping, "
    "is_default_billing, created_at FROM addresses "
)


async def list_all(reader: Reader, account_id: UUID) -> list[Address]:
    return await reader.all(Address, ADDRESS + "WHERE account_id = $1 ORDER BY id", account_id)


async def find(reader: Reader, account_id: UUID, address_id: UUID) -> Address:
    address = await reader.one(Address, ADDRESS + "WHERE account_id = $1 AND id = $2", account_id, address_id)
    if address is None:
        raise AddressNotFound(address_id=address_id)
    return address


async def count(tx: Transaction, account_id: UUID) -> int:
    return await tx.one(int, "SELECT count(*) FROM addresses WHERE account_id = $1", account_id) or 0


async def put(tx: Transaction, account_id: UUID, address: Address) -> None:
    """Add or replace; the caller holds the account's row. A default is taken from the address that was."""
    await tx.execute(
        "UPDATE addresses SET is_default_shipping = is_default_shipping AND NOT $2, "
        "is_default_billing = is_default_billing AND NOT $3 WHERE account_id = $1",
        account_id,
        address.is_default_shipping,
        address.is_default_billing,
    )
    values = msgspec.structs.astuple(address)
    await tx.execute(
        "INSERT INTO addresses "
        "(account_id, name, line1, line2, postal_code, city, region, country, phone, id, "
        "is_default_shipping, is_default_billing, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO UPDATE SET "
        "name = excluded.name, line1 = excluded.line1, line2 = excluded.line2, "
        "postal_code = excluded.postal_code, city = excluded.city, region = excluded.region, "
        "country = excluded.country, phone = excluded.phone, "
        "is_default_shipping = excluded.is_default_shipping, "
        "is_default_billing = excluded.is_default_billing",
        account_id,
        *values,
    )


async def delete(tx: Transaction, account_id: UUID, address_id: UUID) -> bool:
    return bool(
        await tx.execute("DELETE FROM addresses WHERE account_id = $1 AND id = $2", account_id, address_id)
    )


async def delete_all(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("DELETE FROM addresses WHERE account_id = $1", account_id)
