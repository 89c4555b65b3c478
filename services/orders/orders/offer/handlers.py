"""Catalog's snapshots, copied."""

from chassis.database import Transaction
from chassis.events import Subscriptions
from orders.offer import store
from orders.offer.model import Offer
from orders.subscribed import ProductChanged, StockChanged

ACTIVE = "active"  # catalog's word for a product that is for sale

subscriptions = Subscriptions()


@subscriptions.latest(ProductChanged)
async def product_changed(tx: Transaction, event: ProductChanged) -> None:
    offers = [
        Offer(
            variant_id=variant.variant_id,
            product_id=event.product_id,
            sku=variant.sku,
            name=variant.name,
            amount=variant.price.amount,
            currency=variant.price.currency,
            tax_class=event.tax_class,
            weight_grams=variant.weight_grams,
        )
        for variant in event.variants
    ]
    await store.replace(tx, event.product_id, offers if event.status == ACTIVE else [])


@subscriptions.latest(StockChanged)
async def stock_changed(tx: Transaction, event: StockChanged) -> None:
    sellable = event.available if event.sellable is None else event.sellable
    await store.set_available(tx, event.variant_id, sellable)
