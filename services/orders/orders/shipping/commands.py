"""What staff does with shipping methods. Orders that were placed keep what they were promised."""

from uuid import UUID

from chassis import version
from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.shipping import store
from orders.shipping.model import Method, MethodTerms


async def create(tx: Transaction, terms: MethodTerms, *, by: Actor) -> Method:
    terms.check()
    method = Method(new_id(), terms, 1, tx.now, by.account_id)
    await store.save(tx, method)
    return method


async def replace(
    tx: Transaction, method_id: UUID, terms: MethodTerms, *, by: Actor, if_match: str | None
) -> Method:
    """Other terms, for orders from now on."""
    terms.check()
    method = await store.lock(tx, method_id)
    version.check(method.version, if_match)
    method.terms, method.version = terms, method.version + 1
    method.changed_at, method.changed_by = tx.now, by.account_id
    await store.save(tx, method)
    return method
