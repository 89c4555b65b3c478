"""SQL about offers."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.offer.model import Offer


async def find(reader: Reader, variant_ids: list[UUID]) -> dict[UUID, Offer]:
    offers = await reader.all(
        Offer,
        "SELECT o.variant_id, o.product_id, o.sku, o.name, o.amount, o.currency, o.tax_class, "
        "o.weight_grams, a.available "
        "FROM offers o LEFT JOIN availabilities a USING (variant_id) WHERE o.variant_id = ANY($1)",
        variant_ids,
    )
    return {offer.variant_id: offer for offer in offers}


async def replace(tx: Transaction, product_id: UUID, offers: list[Offer]) -> None:
    """From now on the product has exactly these."""
    await tx.execute(
        "DELETE FROM offers WHERE product_id = $1 AND variant_id <> ALL($2)",
        product_id,
        [offer.variant_id for offer in offers],
    )
    await tx.execute(
        "INSERT INTO offers (product_id, variant_id, sku, name, amount, currency, tax_class, weight_grams) "
        "SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], "
        "  $7::text[], $8::bigint[]) "
        "ON CONFLICT (variant_id) DO UPDATE SET product_id = excluded.product_id, sku = excluded.sku, "
        "name = excluded.name, amount = excluded.amount, currency = excluded.currency, "
        "tax_class = excluded.tax_class, weight_grams = excluded.weight_grams",
        product_id,
        [offer.variant_id for offer in offers],
        [offer.sku for offer in offers],
        [offer.name for offer in offers],
        [offer.amount for offer in offers],
        [offer.currency for offer in offers],
        [offer.tax_class for offer in offers],
        [offer.weight_grams for offer in offers],
    )


async def set_available(tx: Transaction, variant_id: UUID, available: int) -> None:
    await tx.execute(
        "INSERT INTO availabilities (variant_id, available) VALUES ($1, $2) "
        "ON CONFLICT (variant_id) DO UPDATE SET available = excluded.available",
        variant_id,
        available,
    )
