"""Support put together: its routes, what it listens to, whom it asks, its database."""

import functools
from datetime import timedelta
from pathlib import Path

from chassis.client import Credentials, ServiceClient
from chassis.clock import Clock
from chassis.database import Database
from chassis.loops import Worker
from chassis.service import Service
from support.action import routes as action_routes
from support.action.workers import Performer
from support.answer import routes as answer_routes
from support.assignment import routes as assignment_routes
from support.assignment import workers as assignment_workers
from support.attachment import routes as attachment_routes
from support.attachment import workers as attachment_workers
from support.attachment.files import Files
from support.context import routes as context_routes
from support.context.neighbours import DEADLINE_SECONDS, Neighbours
from support.customer_order import handlers
from support.mail.delivery import Sender
from support.mail.workers import Mailer
from support.message import routes as message_routes
from support.privacy import handlers as privacy_handlers
from support.privacy import routes as privacy_routes
from support.privacy import workers as privacy_workers
from support.queue import routes as queue_routes
from support.relation import routes as relation_routes
from support.rule import handlers as rule_handlers
from support.rule import workers as rule_workers
from support.settings import Settings
from support.sla import routes as sla_routes
from support.sla import workers as sla_workers
from support.ticket import routes as ticket_routes
from support.ticket import workers as ticket_workers

MIGRATIONS = Path(__file__).parent / "migrations"


# Which index finds a page fastest depends on its filter: plan for the values, every time.
PLANNING = {"plan_cache_mode": "force_custom_plan", "jit": "off"}
ROUTES = [
    *ticket_routes.ROUTES,
    *relation_routes.ROUTES,
    *message_routes.ROUTES,
    *queue_routes.ROUTES,
    *context_routes.ROUTES,
    *action_routes.ROUTES,
    *sla_routes.ROUTES,
    *assignment_routes.ROUTES,
    *answer_routes.ROUTES,
    *attachment_routes.ROUTES,
    *privacy_routes.ROUTES,
]


def build(settings: Settings, clock: Clock | None = None) -> Service:
    db = Database(settings.database_url, clock=clock, settings=PLANNING)
    me = Credentials("support", settings.client_secret, settings.token_url)
    users = ServiceClient("users", settings.users_url, me, timeout=DEADLINE_SECONDS)
    orders = ServiceClient("orders", settings.orders_url, me, timeout=DEADLINE_SECONDS)
    acting = ServiceClient("orders", settings.orders_url, me)
    performer = Performer(db, acting)
    people = ServiceClient("users", settings.users_url, me)
    sender = Sender(settings.smtp_url, settings.sender_address, settings.shop_name, settings.home)
    mailer = Mailer(db, people, sender)
    files = Files(settings.attachments_bucket)
    return Service(
        name="support",
        settings=settings,
        db=db,
        migrations=MIGRATIONS,
        routes=ROUTES,
        subscriptions=[
            handlers.subscriptions,
            rule_handlers.subscriptions(delivered_within=timedelta(days=settings.delivery_days)),
            privacy_handlers.subscriptions,
        ],
        workers=[*_workers(db, settings), *_callers(performer, mailer, files, db)],
        provide={
            "neighbours": Neighbours(users, orders, db.clock),
            "performer": performer,
            "mailer": mailer,
            "files": files,
        },
        resources=[users, orders, acting, people, files],
        on_start=[sender.check],
    )


def _callers(performer: Performer, mailer: Mailer, files: Files, db: Database) -> list[Worker]:
    """Those who call outside."""
    return [
        Worker("actions", performer.perform_next),
        Worker("mails", mailer.send_next),
        Worker("files", functools.partial(attachment_workers.delete_next, db, files)),
    ]


def _workers(db: Database, settings: Settings) -> list[Worker]:
    patience = timedelta(days=settings.close_after_days)
    return [
        Worker("privacy", functools.partial(privacy_workers.tidy, db), idle_seconds=600),
        Worker("late", functools.partial(rule_workers.look_late, db), idle_seconds=30),
        Worker("clocks", functools.partial(sla_workers.check_next, db)),
        Worker("turns", functools.partial(assignment_workers.give_next, db)),
        Worker("closing", functools.partial(ticket_workers.close_next, db, after=patience), idle_seconds=60),
    ]
