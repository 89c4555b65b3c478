"""What staff does with tax rates. Orders that were placed keep the rates of their day."""

from uuid import UUID

from chassis import version
from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.tax import store
from orders.tax.model import RateTerms, TaxRate


async def create(tx: Transaction, terms: RateTerms, *, by: Actor) -> TaxRate:
    await store.hold_country(tx, terms.country)
    rate = TaxRate(
        new_id(),
        terms.country,
        terms.tax_class,
        terms.starts_on,
        terms.rate_ppm,
        1,
        tx.now,
        by.account_id,
    )
    await store.save(tx, rate)
    return rate


async def replace(
    tx: Transaction, rate_id: UUID, terms: RateTerms, *, by: Actor, if_match: str | None
) -> TaxRate:
    await store.hold_country(tx, terms.country)
    rate = await store.lock(tx, rate_id)
    version.check(rate.version, if_match)
    rate.country, rate.tax_class = terms.country, terms.tax_class
    rate.starts_on, rate.rate_ppm = terms.starts_on, terms.rate_ppm
    rate.version += 1
    rate.changed_at, rate.changed_by = tx.now, by.account_id
    await store.save(tx, rate)
    return rate


async def remove(tx: Transaction, rate_id: UUID, *, if_match: str | None) -> None:
    """The one before it goes on."""
    rate = await store.lock(tx, rate_id)
    version.check(rate.version, if_match)
    await store.remove(tx, rate_id)
