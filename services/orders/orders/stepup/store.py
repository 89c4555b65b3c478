"""SQL about what an order would be, before it is one."""

from uuid import UUID

import msgspec

from chassis.database import Reader
from orders.order.model import Address
from orders.stepup.model import Standing


async def read(
    reader: Reader, account_id: UUID, quantities: dict[UUID, int], address: Address, *, with_address: bool
) -> Standing:
    """The total by the copied prices, and whether a confirmed order went to this address before.

    To whom it is addressed does not matter, nor do capital letters.
    """
    standing = await reader.one(
        Standing,
        "SELECT sum(o.amount * l.quantity)::bigint AS amount, min(o.currency) AS currency, "
        "CASE WHEN $5 THEN EXISTS (SELECT 1 FROM orders x WHERE x.customer_id = $1 "
        "  AND x.confirmed_at IS NOT NULL "
        "  AND lower((x.shipping_address - 'name')::text) = lower(($4::jsonb - 'name')::text)) "
        "ELSE true END AS is_known_address "
        "FROM unnest($2::uuid[], $3::bigint[]) AS l (variant_id, quantity) JOIN offers o USING (variant_id)",
        account_id,
        list(quantities),
        list(quantities.values()),
        msgspec.to_builtins(address),
        with_address,
    )
    if standing is None:
        raise RuntimeError("an aggregate has one row")
    return standing
