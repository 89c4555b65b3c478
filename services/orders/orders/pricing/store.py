"""SQL that reads everything an order's price depends on, at once."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader
from orders.pricing.model import Rules

RULES = (
    "SELECT EXISTS (SELECT FROM shipping_methods WHERE is_active "
    "  AND (terms -> 'countries' = '[]' OR terms -> 'countries' ? $2)) AS is_shipped, "
    "(SELECT jsonb_build_object('id', id, 'terms', terms) FROM shipping_methods WHERE id = $3) AS method, "
    "(SELECT coalesce(jsonb_object_agg(tax_class, rate_ppm), '{}') FROM ("
    "  SELECT DISTINCT ON (tax_class) tax_class, rate_ppm FROM tax_rates "
    "  WHERE country = $2 AND starts_on <= ($5::timestamptz AT TIME ZONE 'UTC')::date "
    "  ORDER BY tax_class, starts_on DESC) AS latest) AS rates, "
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'terms', p.terms, 'uses', p.uses, "
    "  'own_uses', CASE WHEN $1::uuid IS NOT NULL THEN (SELECT count(*) FROM promotion_uses u "
    "    WHERE u.promotion_id = p.id AND u.customer_id = $1) END)), '[]') "
    "  FROM promotions p WHERE p.is_active AND (p.code IS NULL OR p.code = ANY($4)) "
    "  AND coalesce((p.terms ->> 'starts_at')::timestamptz <= $5, true) "
    "  AND coalesce((p.terms ->> 'ends_at')::timestamptz > $5, true)) AS promotions, "
    "$1::uuid IS NOT NULL AND NOT EXISTS (SELECT FROM orders WHERE customer_id = $1 "
    "  AND status NOT IN ('cancelling', 'cancelled')) AS is_first_order"
)


async def rules(
    reader: Reader,
    *,
    customer_id: UUID | None,
    country: str | None,
    method_id: UUID | None,
    codes: list[str],
    now: datetime,
) -> Rules:
    """What holds now, for this customer and country."""
    found = await reader.one(Rules, RULES, customer_id, country, method_id, codes, now)
    if found is None:
        raise RuntimeError("a query without a table has one row")
    return found
