"""Keeping views, and dropping them."""

from uuid import UUID

from chassis.database import Transaction
from chassis.errors import Forbidden
from chassis.ids import new_id
from chassis.tokens import Actor
from support.queue import store
from support.queue.model import MOST_VIEWS, KeptView, TicketFilter, TooManyViews

MANAGE = "tickets:manage"


async def keep_view(
    tx: Transaction, name: str, filter: TicketFilter, *, by: Actor, is_shared: bool
) -> KeptView:
    """One's own, or everybody's by who may."""
    if is_shared and not by.may(MANAGE):
        raise Forbidden(detail="views of everybody are kept by leads")
    if len(await store.views_of(tx, by.id)) >= MOST_VIEWS:
        raise TooManyViews
    view = KeptView(new_id(), name.strip(), None if is_shared else by.id, filter, tx.now)
    await store.add_view(tx, view)
    return view


async def drop_view(tx: Transaction, view_id: UUID, *, by: Actor) -> None:
    view = await store.find_view(tx, view_id, by.id)
    if view.owner_id is None and not by.may(MANAGE):
        raise Forbidden(detail="views of everybody are kept by leads")
    await store.delete_view(tx, view_id)
