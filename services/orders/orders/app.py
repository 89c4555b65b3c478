"""Orders put together."""

from pathlib import Path

from chassis import failpoints
from chassis.client import Credentials, ServiceClient
from chassis.clock import Clock
from chassis.database import Database
from chassis.loops import Worker
from chassis.service import Service
from orders.account import handlers as account_handlers
from orders.checkout import routes as checkout_routes
from orders.checkout.workers import Driver
from orders.offer import handlers as offer_handlers
from orders.order import routes as order_routes
from orders.payment.provider import StripeProvider
from orders.reconciliation import routes as reconciliation_routes
from orders.reconciliation.workers import Reconciler
from orders.review import routes as review_routes
from orders.review.workers import watch
from orders.settings import Settings
from orders.webhook import routes as webhook_routes
from orders.webhook.workers import forget_old

SAGA_WORKERS = 4


def build(settings: Settings, clock: Clock | None = None) -> Service:
    failpoints.arm(settings.failpoint)
    db = Database(settings.database_url, clock=clock, connections=20)
    me = Credentials("orders", settings.client_secret, settings.token_url)
    catalog = ServiceClient("catalog", settings.catalog_url, me)
    users = ServiceClient("users", settings.users_url, me)
    provider = StripeProvider(
        settings.stripe_secret_key, settings.stripe_api_base, return_url=settings.payment_return_url
    )
    driver = Driver(db, catalog, provider)
    reconciler = Reconciler(db, provider)
    return Service(
        name="orders",
        settings=settings,
        db=db,
        migrations=Path(__file__).parent / "migrations",
        routes=[
            *order_routes.ROUTES,
            *checkout_routes.ROUTES,
            *webhook_routes.ROUTES,
            *reconciliation_routes.ROUTES,
            *review_routes.ROUTES,
        ],
        subscriptions=[offer_handlers.subscriptions, account_handlers.subscriptions],
        workers=[
            *(
                Worker(f"saga-{number}", driver.advance_next, idle_seconds=0.5)
                for number in range(SAGA_WORKERS)
            ),
            Worker("differences", reconciler.look_into_next, idle_seconds=2),
            Worker("reconciliation", reconciler.compare_next, idle_seconds=15),
            Worker("watch", lambda: watch(db), idle_seconds=15),
            Worker("old-webhooks", lambda: forget_old(db), idle_seconds=600),
        ],
        provide={"driver": driver, "users": users, "reconciler": reconciler},
        resources=[catalog, users, provider, driver],
    )
