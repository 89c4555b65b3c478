"""The customer's copy, for download."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY
from chassis.tokens import Actor
from support.privacy import store
from support.privacy.model import SupportExport


@get("/v1/exports/{export_id:uuid}/support", policy=CUSTOMER_ONLY)
async def read_export(
    export_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> SupportExport:
    """All your tickets, as they were when you asked for a copy of your data."""
    return await store.find_export(db, export_id, actor.id)


ROUTES = [read_export]
