"""SQL about shipping methods."""

from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from orders.shipping.model import Method, ShippingMethodNotFound

METHOD = "SELECT id, terms, version, changed_at, changed_by FROM shipping_methods "


async def find(reader: Reader, method_id: UUID) -> Method:
    return _found(await reader.one(Method, METHOD + "WHERE id = $1", method_id), method_id)


async def lock(tx: Transaction, method_id: UUID) -> Method:
    """Load the method and hold its row until the transaction ends."""
    return _found(await tx.one(Method, METHOD + "WHERE id = $1 FOR UPDATE", method_id), method_id)


def _found(method: Method | None, method_id: UUID) -> Method:
    if method is None:
        raise ShippingMethodNotFound(shipping_method_id=method_id)
    return method


async def page(reader: Reader, *, after: UUID | None, limit: int) -> list[Method]:
    """In the order in which they were made."""
    return await reader.all(
        Method,
        METHOD + "WHERE id > coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid) ORDER BY id LIMIT $2",
        after,
        limit,
    )


async def serving(reader: Reader, country: str, *, most: int) -> list[Method]:
    """Those that go there, in the order in which they were made."""
    return await reader.all(
        Method,
        METHOD + "WHERE is_active AND (terms -> 'countries' = '[]' OR terms -> 'countries' ? $1) "
        "ORDER BY id LIMIT $2",
        country,
        most,
    )


async def save(tx: Transaction, method: Method) -> None:
    """A new one, or what it became; its row is held."""
    await tx.execute(
        "INSERT INTO shipping_methods (id, terms, version, changed_at, changed_by) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET terms = excluded.terms, "
        "version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        method.id,
        msgspec.to_builtins(method.terms),
        method.version,
        method.changed_at,
        method.changed_by,
    )
