"""The terms of an order, and what it would cost by the prices that are known here."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.offer import commands as offers
from orders.offer.model import MixedCurrencies, Offer, UnknownVariant
from orders.pricing import store
from orders.pricing.model import Breakdown, PricedLine, Request, Terms, keep, price, terms_of
from orders.promotion import commands as promotions
from orders.promotion.model import CodeRefused, PromotionCodeRefused


async def read_terms(reader: Reader, asked: Request, *, customer_id: UUID | None, now: datetime) -> Terms:
    """What holds for such an order of this customer now."""
    rules = await store.rules(
        reader,
        customer_id=customer_id,
        country=asked.country,
        method_id=asked.method_id,
        codes=asked.codes,
        now=now,
    )
    return terms_of(rules, asked)


async def quote(
    reader: Reader,
    asked: Request,
    quantities: list[tuple[UUID, int]],
    known: dict[UUID, Offer],
    *,
    customer_id: UUID | None,
    now: datetime,
) -> Breakdown:
    """What these variants would cost this customer now, at the prices that catalog last announced.

    A customer whom nobody knows has no first order, and no use of what is limited per customer. Raises
    UnknownVariant, MixedCurrencies and ShippingMethodUnavailable; codes that do not apply are in the answer.
    """
    if unknown := [variant_id for variant_id, _ in quantities if variant_id not in known]:
        raise UnknownVariant(variant_ids=unknown)
    currencies = {offer.currency for offer in known.values()}
    if len(currencies) > 1:
        raise MixedCurrencies(currencies=sorted(currencies))
    terms = await read_terms(reader, asked, customer_id=customer_id, now=now)
    return price(priced(quantities, known), currencies.pop(), terms)


async def agree(
    tx: Transaction,
    order_id: UUID,
    asked: Request,
    quantities: list[tuple[UUID, int]],
    *,
    customer_id: UUID | None,
) -> Terms:
    """The terms an order is placed under, with a use of every limited promotion that it seems to have.

    The customer's lock is held. Prices may have changed since they were copied: the hold decides.
    """
    terms = await read_terms(tx, asked, customer_id=customer_id, now=tx.now)
    if not terms.depends_on_prices:
        return _without_refused(terms)
    known = await offers.find(tx, [variant_id for variant_id, _ in quantities])
    estimate = _estimate(quantities, known, terms)
    wanted = terms.counted
    if estimate is not None:
        _without_refused(terms, *estimate.refused_codes)
        wanted = [each for each in wanted if each in estimate.applied]
    claimed = await promotions.claim(tx, wanted, order_id=order_id, customer_id=customer_id)
    return _without_refused(keep(terms, claimed))


def _without_refused(terms: Terms, *more: CodeRefused) -> Terms:
    """Whoever names a code counts on it."""
    if refused := [*terms.refused_codes, *more]:
        raise PromotionCodeRefused(codes=list(dict.fromkeys(refused)))
    return terms


def _estimate(quantities: list[tuple[UUID, int]], known: dict[UUID, Offer], terms: Terms) -> Breakdown | None:
    """None when something is not known here, or not in one currency: catalog knows."""
    currencies = {offer.currency for offer in known.values()}
    if len(currencies) != 1 or any(variant_id not in known for variant_id, _ in quantities):
        return None
    return price(priced(quantities, known), currencies.pop(), terms)


def priced(quantities: list[tuple[UUID, int]], known: dict[UUID, Offer]) -> list[PricedLine]:
    """Lines at the prices that catalog last announced."""
    return [
        PricedLine(
            variant_id,
            quantity,
            known[variant_id].amount,
            known[variant_id].product_id,
            known[variant_id].tax_class,
            known[variant_id].weight_grams,
        )
        for variant_id, quantity in quantities
    ]
