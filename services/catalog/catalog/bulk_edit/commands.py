"""Many small edits in one transaction; one that is refused leaves the others alone."""

from collections.abc import Sequence
from uuid import UUID

from catalog.bulk_edit.model import Row, RowOutcome
from catalog.product import commands as products
from catalog.product.commands import Shop
from catalog.storefront.model import Relisted
from chassis.database import Transaction
from chassis.errors import Refusal
from chassis.tokens import Actor
from chassis.version import etag


async def edit_in_bulk(
    tx: Transaction, rows: Sequence[Row], *, by: Actor, shop: Shop
) -> tuple[list[RowOutcome], Relisted]:
    """What became of each, in the order given. Products are locked in the order of their ids: two of these do
    not wait for each other in a circle."""
    outcomes: dict[UUID, RowOutcome] = {}
    relisted: Relisted = {}
    for row in sorted(rows, key=lambda each: each.product_id):
        try:
            async with tx.savepoint():
                product = await products.find_for_edit(tx, row.product_id)
                product, looks = await products.edit_product(
                    tx,
                    row.applied_to(product),
                    added={},
                    if_match="*" if row.version is None else etag(row.version),
                    by=by,
                    shop=shop,
                )
        except Refusal as refusal:
            if refusal.status >= 500:
                raise
            outcomes[row.product_id] = RowOutcome(row.product_id, problem=_problem(refusal))
        else:
            relisted |= looks
            outcomes[row.product_id] = RowOutcome(row.product_id, version=product.version)
    return [outcomes[row.product_id] for row in rows], relisted


def _problem(refusal: Refusal) -> dict[str, object]:
    standard = {"type": f"/problems/{refusal.type}", "title": refusal.title, "status": refusal.status}
    return refusal.facts | standard
