"""Support put together: its routes, what it listens to, whom it asks, its database."""

from pathlib import Path

from chassis.client import Credentials, ServiceClient
from chassis.clock import Clock
from chassis.database import Database
from chassis.service import Service
from support.context import routes as context_routes
from support.context.neighbours import DEADLINE_SECONDS, Neighbours
from support.customer_order import handlers
from support.settings import Settings
from support.ticket import routes as ticket_routes

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, clock: Clock | None = None) -> Service:
    db = Database(settings.database_url, clock=clock)
    me = Credentials("support", settings.client_secret, settings.token_url)
    users = ServiceClient("users", settings.users_url, me, timeout=DEADLINE_SECONDS)
    orders = ServiceClient("orders", settings.orders_url, me, timeout=DEADLINE_SECONDS)
    return Service(
        name="support",
        settings=settings,
        db=db,
        migrations=MIGRATIONS,
        routes=[*ticket_routes.ROUTES, *context_routes.ROUTES],
        subscriptions=[handlers.subscriptions],
        provide={"neighbours": Neighbours(users, orders, db.clock)},
        resources=[users, orders],
    )
