"""Write down what variants cost from now on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from catalog.price import Price, price_line
from catalog.price_history import store
from catalog.price_history.model import Applied
from chassis.database import Reader, Transaction


async def record(tx: Transaction, prices: Mapping[UUID, Sequence[Price]]) -> None:
    """By variant. What did not change leaves no row."""
    lines = [
        (variant_id, price_line(price, now=tx.now).unit)
        for variant_id, own in prices.items()
        for price in own
    ]
    await store.record(tx, [Applied(each, unit.currency, unit.amount, tx.now) for each, unit in lines])


async def of_product(reader: Reader, product_id: UUID) -> list[Applied]:
    return await store.of(reader, product_id)
