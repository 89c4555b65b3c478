"""Count what was sold."""

from catalog.popularity import store
from catalog.reservation import commands as reservations
from catalog.search import commands as search
from catalog.standing import steps, weight
from chassis.database import Transaction

BATCH = 200


async def count_sold(tx: Transaction) -> int:
    """Add what committed reservations took to the popularity of its products, each once; how many there
    were."""
    await store.be_alone(tx)
    sold = await reservations.take_sold(tx, most=BATCH)
    weights = await store.lock(tx, {each.product_id for each in sold})
    for each in sold:
        weights[each.product_id] = weight(each.units, each.at, before=weights.get(each.product_id))
    ordered = dict(sorted(weights.items()))
    if ordered:
        await store.save(tx, ordered)
        await search.set_popularity(tx, {product_id: steps(each) for product_id, each in ordered.items()})
    return len(sold)
