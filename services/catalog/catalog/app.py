"""Catalog put together: its routes, its workers, its database and its cache."""

import functools
from pathlib import Path

import catalog.bulk_edit.routes
import catalog.category.routes
import catalog.collection.routes
import catalog.location.routes
import catalog.media.routes
import catalog.product.routes
import catalog.product_export.routes
import catalog.product_import.routes
import catalog.product_type.routes
import catalog.reservation.routes
import catalog.search.routes
import catalog.stock.routes
import catalog.storefront.routes
from catalog.audit.commands import invariants
from catalog.cache import Cache
from catalog.files import Files
from catalog.media import workers as media
from catalog.media.fetching import Fetcher
from catalog.pages import Pages
from catalog.popularity import workers as popularity
from catalog.privacy import handlers as privacy_handlers
from catalog.product import workers as product
from catalog.product.commands import Shop
from catalog.product_export import workers as product_export
from catalog.product_import import workers as product_import
from catalog.reservation import handlers as reservation_handlers
from catalog.reservation import workers as reservation
from catalog.settings import Settings
from catalog.stock import workers as stock
from catalog.storefront import workers as storefront_workers
from catalog.storefront.commands import Storefront
from chassis import failpoints
from chassis.clock import Clock
from chassis.database import Database
from chassis.loops import Worker
from chassis.service import Service

MIGRATIONS = Path(__file__).parent / "migrations"
ROUTES = [
    *catalog.storefront.routes.ROUTES,
    *catalog.search.routes.ROUTES,
    *catalog.category.routes.ROUTES,
    *catalog.collection.routes.ROUTES,
    *catalog.product.routes.ROUTES,
    *catalog.media.routes.ROUTES,
    *catalog.product_import.routes.ROUTES,
    *catalog.product_export.routes.ROUTES,
    *catalog.bulk_edit.routes.ROUTES,
    *catalog.product_type.routes.ROUTES,
    *catalog.location.routes.ROUTES,
    *catalog.stock.routes.ROUTES,
    *catalog.reservation.routes.ROUTES,
]
# Searches are planned for the words and facets they have: how often those occur decides how to find them.
# They have connections of their own, so that a flood of searches leaves some for whoever buys. The costs say
# that a row is as far away as any other: it is, in the order of standing, and its words take a while to
# compare.
SEARCHING = {
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
    "random_page_cost": "1.1",
    "effective_cache_size": "8MB",
    "work_mem": "32MB",
    "max_parallel_workers_per_gather": "0",
    "statement_timeout": "2s",
    "pg_trgm.similarity_threshold": "0.25",
}


def build(settings: Settings, clock: Clock | None = None) -> Service:
    failpoints.arm(settings.failpoint)
    db = Database(settings.database_url, clock=clock)
    searching = Database(settings.database_url, clock=clock, connections=4, settings=SEARCHING)
    # The number is the format of what is kept: raise it when a product's answer gets another shape.
    shown = settings.shop_availability
    cache = Cache(settings.redis_url, prefix=f"catalog:product:4:{shown}")
    storefront = Storefront(db, cache, searching, Pages(cache), shown)
    shop = Shop(settings.shop_currency, settings.media_url)
    files = Files(settings.files_bucket)
    return Service(
        name="catalog",
        settings=settings,
        db=db,
        migrations=MIGRATIONS,
        routes=ROUTES,
        shortcuts=[
            catalog.storefront.routes.shortcut(storefront, own=settings.shop_language),
            *catalog.search.routes.shortcuts(storefront, own=settings.shop_language),
        ],
        subscriptions=[reservation_handlers.subscriptions(shown), privacy_handlers.subscriptions],
        workers=[
            Worker("expire", functools.partial(reservation.expire_next, db, cache, shown)),
            Worker("measure", functools.partial(reservation.measure, db), idle_seconds=15),
            Worker("end", functools.partial(stock.end_next, db, cache, shown)),
            Worker("reopen", functools.partial(stock.reopen_next, db, cache, shown)),
            Worker("tell", functools.partial(storefront_workers.tell_next, db, cache), idle_seconds=0.5),
            Worker("change", functools.partial(product.change_next, db, cache, shop)),
            Worker("import", functools.partial(product_import.advance_next, db, files, shop)),
            Worker("export", functools.partial(product_export.advance_next, db, files)),
            Worker("fetch", functools.partial(media.fetch_next, db, files, Fetcher(), shop)),
            Worker("forget", functools.partial(product_import.forget_next, db), idle_seconds=600),
            Worker("popularity", functools.partial(popularity.count_next, db), idle_seconds=10),
        ],
        invariants=invariants(shown),
        provide={"cache": cache, "storefront": storefront, "shop": shop, "files": files},
        resources=[searching, cache, files],
    )
