"""Orders put together."""

from functools import partial
from pathlib import Path

from chassis.client import Credentials, ServiceClient
from chassis.clock import Clock
from chassis.database import Database
from chassis.loops import Worker
from chassis.service import Service
from orders.account import handlers as account_handlers
from orders.agent_action import routes as agent_action_routes
from orders.audit.commands import INVARIANTS
from orders.cancellation import routes as cancellation_routes
from orders.cart import routes as cart_routes
from orders.cart import workers as cart_workers
from orders.checkout import routes as checkout_routes
from orders.checkout.workers import Driver
from orders.dispute.workers import look_next
from orders.fulfilment import routes as fulfilment_routes
from orders.guest import handlers as guest_handlers
from orders.guest import routes as guest_routes
from orders.guest import workers as guest_workers
from orders.link.model import Links
from orders.mail import workers as mail_workers
from orders.mail.delivery import Sender
from orders.note import routes as note_routes
from orders.offer import handlers as offer_handlers
from orders.order import routes as order_routes
from orders.payment.provider import StripeProvider
from orders.privacy import handlers as privacy_handlers
from orders.privacy import routes as privacy_routes
from orders.privacy import workers as privacy_workers
from orders.promotion import routes as promotion_routes
from orders.reconciliation import routes as reconciliation_routes
from orders.reconciliation.workers import Reconciler
from orders.refund import routes as refund_routes
from orders.refund.workers import Refunder
from orders.return_request import routes as return_routes
from orders.return_request.workers import finish_next
from orders.review import routes as review_routes
from orders.review.workers import watch
from orders.search import routes as search_routes
from orders.settings import Settings
from orders.shipping import routes as shipping_routes
from orders.tax import routes as tax_routes
from orders.timeline import routes as timeline_routes
from orders.webhook import routes as webhook_routes
from orders.webhook.workers import forget_old

SAGA_WORKERS = 4
ROUTES = [
    *order_routes.ROUTES,
    *cart_routes.ROUTES,
    *checkout_routes.ROUTES,
    *cancellation_routes.ROUTES,
    *fulfilment_routes.ROUTES,
    *guest_routes.ROUTES,
    *note_routes.ROUTES,
    *refund_routes.ROUTES,
    *return_routes.ROUTES,
    *search_routes.ROUTES,
    *privacy_routes.ROUTES,
    *timeline_routes.ROUTES,
    *webhook_routes.ROUTES,
    *reconciliation_routes.ROUTES,
    *review_routes.ROUTES,
    *agent_action_routes.ROUTES,
    *shipping_routes.ROUTES,
    *tax_routes.ROUTES,
    *promotion_routes.ROUTES,
]


def build(settings: Settings, clock: Clock | None = None) -> Service:
    db = Database(settings.database_url, clock=clock, connections=20)
    me = Credentials("orders", settings.client_secret, settings.token_url)
    catalog = ServiceClient("catalog", settings.catalog_url, me)
    users = ServiceClient("users", settings.users_url, me)
    provider = StripeProvider(
        settings.stripe_secret_key, settings.stripe_api_base, return_url=settings.payment_return_url
    )
    refunder = Refunder(db, provider)
    links = Links(settings.link_secret)
    sender = Sender(settings.smtp_url, settings.sender_address, settings.shop_name, settings.home, links)
    driver = Driver(db, catalog, provider, refunder, at_once=settings.orders_at_once)
    reconciler = Reconciler(db, provider)
    return Service(
        name="orders",
        settings=settings,
        db=db,
        migrations=Path(__file__).parent / "migrations",
        routes=ROUTES,
        subscriptions=[
            offer_handlers.subscriptions,
            account_handlers.subscriptions,
            privacy_handlers.subscriptions,
            guest_handlers.subscriptions,
        ],
        workers=[*_workers(db, driver, refunder, reconciler, provider), *_guests(db, users, sender)],
        invariants=INVARIANTS,
        provide={
            "driver": driver,
            "refunder": refunder,
            "users": users,
            "reconciler": reconciler,
            "links": links,
            "provider": provider,
            "sender": sender,
        },
        resources=[catalog, users, provider, driver],
        on_start=[sender.check],
    )


def _guests(db: Database, users: ServiceClient, sender: Sender) -> list[Worker]:
    """What tells customers of their orders, and guests' orders to whom they belong."""
    return [
        Worker("mail", partial(mail_workers.send_next, db, users, sender)),
        Worker("old-mails", partial(mail_workers.forget_old, db), idle_seconds=600),
        Worker("guest-lookups", partial(guest_workers.answer_next, db)),
        Worker("guest-claims", partial(guest_workers.claim_next, db, users, sender.links)),
    ]


def _workers(
    db: Database, driver: Driver, refunder: Refunder, reconciler: Reconciler, provider: StripeProvider
) -> list[Worker]:
    return [
        *(Worker(f"saga-{number}", driver.advance_next, idle_seconds=0.5) for number in range(SAGA_WORKERS)),
        Worker("refunds", refunder.advance_next, idle_seconds=0.5),
        Worker("returns", partial(finish_next, db), idle_seconds=0.5),
        Worker("disputes", partial(look_next, db, provider)),
        Worker("differences", reconciler.look_into_next, idle_seconds=2),
        Worker("reconciliation", reconciler.compare_next, idle_seconds=15),
        Worker("watch", partial(watch, db), idle_seconds=15),
        Worker("privacy", partial(privacy_workers.tidy, db), idle_seconds=60),
        Worker("expired-carts", partial(cart_workers.sweep, db), idle_seconds=600),
        Worker("old-webhooks", partial(forget_old, db), idle_seconds=600),
    ]
