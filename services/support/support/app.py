"""Support put together: its routes, what it listens to, its database."""

from pathlib import Path

from chassis.clock import Clock
from chassis.database import Database
from chassis.service import Service
from support.customer_order import handlers
from support.settings import Settings
from support.ticket import routes

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, clock: Clock | None = None) -> Service:
    return Service(
        name="support",
        settings=settings,
        db=Database(settings.database_url, clock=clock),
        migrations=MIGRATIONS,
        routes=routes.ROUTES,
        subscriptions=[handlers.subscriptions],
    )
