"""SQL about tax rates."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.tax.model import TaxRate, TaxRateExists, TaxRateNotFound

RATE = "SELECT id, country, tax_class, starts_on, rate_ppm, version, changed_at, changed_by FROM tax_rates "


async def find(reader: Reader, rate_id: UUID) -> TaxRate:
    return _found(await reader.one(TaxRate, RATE + "WHERE id = $1", rate_id), rate_id)


async def lock(tx: Transaction, rate_id: UUID) -> TaxRate:
    """Load the rate and hold its row until the transaction ends."""
    return _found(await tx.one(TaxRate, RATE + "WHERE id = $1 FOR UPDATE", rate_id), rate_id)


def _found(rate: TaxRate | None, rate_id: UUID) -> TaxRate:
    if rate is None:
        raise TaxRateNotFound(tax_rate_id=rate_id)
    return rate


async def page(reader: Reader, *, after: UUID | None, limit: int) -> list[TaxRate]:
    """In the order in which they were made."""
    return await reader.all(
        TaxRate,
        RATE + "WHERE id > coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid) ORDER BY id LIMIT $2",
        after,
        limit,
    )


async def save(tx: Transaction, rate: TaxRate) -> None:
    """A new one, or what it became; its row is held."""
    saved = await tx.execute(
        "INSERT INTO tax_rates "
        "(id, country, tax_class, starts_on, rate_ppm, version, changed_at, changed_by) "
        "SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM tax_rates "
        "WHERE (country, tax_class, starts_on) = ($2, $3, $4) AND id <> $1) "
        "ON CONFLICT (id) DO UPDATE SET country = excluded.country, tax_class = excluded.tax_class, "
        "starts_on = excluded.starts_on, rate_ppm = excluded.rate_ppm, version = excluded.version, "
        "changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        rate.id,
        rate.country,
        rate.tax_class,
        rate.starts_on,
        rate.rate_ppm,
        rate.version,
        rate.changed_at,
        rate.changed_by,
    )
    if not saved:
        raise TaxRateExists(country=rate.country, tax_class=rate.tax_class, starts_on=rate.starts_on)


async def hold_country(tx: Transaction, country: str) -> None:
    """One edit of a country's rates at a time, so that two do not begin on one day."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('tax of ' || $1::text, 0))", country)


async def remove(tx: Transaction, rate_id: UUID) -> None:
    await tx.execute("DELETE FROM tax_rates WHERE id = $1", rate_id)
