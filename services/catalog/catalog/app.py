"""Catalog put together: its routes, its sweeper, its database and its cache."""

import functools
from pathlib import Path

import catalog.product.routes
import catalog.reservation.routes
import catalog.stock.routes
import catalog.storefront.routes
from catalog.cache import Cache
from catalog.privacy import handlers as privacy_handlers
from catalog.reservation import workers
from catalog.settings import Settings
from chassis.clock import Clock
from chassis.database import Database
from chassis.loops import Worker
from chassis.service import Service

MIGRATIONS = Path(__file__).parent / "migrations"
ROUTES = [
    *catalog.storefront.routes.ROUTES,
    *catalog.product.routes.ROUTES,
    *catalog.stock.routes.ROUTES,
    *catalog.reservation.routes.ROUTES,
]


def build(settings: Settings, clock: Clock | None = None) -> Service:
    db = Database(settings.database_url, clock=clock)
    # The number is the format of what is kept: raise it when a product's answer gets another shape.
    cache = Cache(settings.redis_url, prefix="catalog:product:2")
    return Service(
        name="catalog",
        settings=settings,
        db=db,
        migrations=MIGRATIONS,
        routes=ROUTES,
        subscriptions=[privacy_handlers.subscriptions],
        workers=[Worker("expire", functools.partial(workers.expire_next, db, cache))],
        provide={"cache": cache},
        resources=[cache],
    )
