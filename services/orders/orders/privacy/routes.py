"""The customer's copy, for download."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY
from chassis.tokens import Actor
from orders.privacy import store
from orders.privacy.model import OrdersExport


@get("/v1/exports/{export_id:uuid}/orders", policy=CUSTOMER_ONLY)
async def read_export(
    export_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> OrdersExport:
    """All your orders, as they were when you asked for a copy of your data."""
    return await store.find_export(db, export_id, actor.id)


ROUTES = [read_export]
