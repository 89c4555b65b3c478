"""A service put together: its routes, events, workers and the roles it runs in."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import prometheus_client
import structlog
import uvicorn
from litestar import Litestar, Response, Router, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp, ControllerRouterHandler

from chassis import failpoints, http, idempotency, messaging, openapi, problems
from chassis.audit import EVENTS_HAVE_NO_GAPS, Auditor, Invariant
from chassis.body import JSONRequest
from chassis.database import Database
from chassis.errors import Unavailable
from chassis.events import Subscriptions, by_type
from chassis.gauges import measuring
from chassis.inbox import BATCH, Consumer
from chassis.loops import Loops, Worker
from chassis.outbox import Relay
from chassis.policy import PUBLIC, Guard, require_policies
from chassis.settings import Settings
from chassis.shortcut import Shortcut, in_front_of
from chassis.telemetry import configure
from chassis.tokens import Actor, Keys, Verifier

log = structlog.get_logger()

ROLES = ("api", "work", "serve")
INBOX_LIFE = timedelta(days=21)  # longer than a message can be anywhere: queue 4 days, dead-letter queue 14
GATHER_SECONDS = 0.008  # a request often announces several things; they go to SNS together
FLOW_SECONDS = 1.0  # how long after the last message a receiver keeps asking often


class Service(msgspec.Struct, kw_only=True):
    """Everything one service is. `provide` are the values its routes ask for by name."""

    name: str
    settings: Settings
    db: Database
    migrations: Path
    routes: Sequence[ControllerRouterHandler]
    shortcuts: Sequence[Shortcut] = ()
    subscriptions: Sequence[Subscriptions] = ()
    workers: Sequence[Worker] = ()
    invariants: Sequence[Invariant] = ()
    provide: dict[str, Any] = {}
    resources: Sequence[AbstractAsyncContextManager[Any]] = ()
    on_start: Sequence[Callable[[], Any]] = ()
    health: Sequence[Callable[[], Any]] = ()

    def app(self, role: str, *, with_schema: bool = False) -> Litestar:
        """The ASGI application of one role. Refuses to exist when a route declares no policy."""
        verifier = Verifier(Keys(self.settings.jwks_url), issuer=self.settings.issuer, service=self.name)
        app = Litestar(
            route_handlers=[*_operations(self), *([] if role == "work" else self.routes)],
            guards=[Guard(verifier)],
            request_class=JSONRequest,
            exception_handlers=problems.HANDLERS,
            dependencies=self._dependencies(),
            lifespan=[lambda _: self.running(role)],
            logging_config=None,
            openapi_config=OpenAPIConfig(title=self.name, version="1") if with_schema else None,
            **http.limits(),
        )
        require_policies(app)
        return app

    def asgi(self, role: str) -> ASGIApp:
        """What a server runs. The request's id and log line wrap everything, unknown paths too."""
        shortcuts = () if role == "work" else self.shortcuts
        return http.around_requests(in_front_of(self.app(role), shortcuts))

    @property
    def promises(self) -> list[Invariant]:
        """What its auditor proves: its own invariants, and those of every service."""
        return [*self.invariants, EVENTS_HAVE_NO_GAPS]

    def openapi(self) -> dict[str, Any]:
        return openapi.document(self.app("api", with_schema=True))

    def _dependencies(self) -> dict[str, Provide]:
        values = {"db": self.db, "settings": self.settings, **self.provide}
        provided = {name: Provide(_constant(value), sync_to_thread=False) for name, value in values.items()}
        return provided | {
            "actor": Provide(_actor, sync_to_thread=False),
            "request_key": Provide(idempotency.request_key),
        }

    @contextlib.asynccontextmanager
    async def running(self, role: str) -> AsyncIterator[None]:
        """Open what the process needs, run its loops, and let them finish before closing."""
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(self.db)
            for resource in self.resources:
                await stack.enter_async_context(resource)
            for prepare in self.on_start:
                await prepare()
            sns = await stack.enter_async_context(messaging.client("sns"))
            sqs = await stack.enter_async_context(messaging.client("sqs"))
            loops = Loops()
            stack.push_async_callback(loops.stop)
            self._start_relay(loops, sns)
            if role in ("work", "serve"):
                if self.subscriptions:
                    loops.start(_receiver(self.consumer(sqs), self.settings))
                for worker in self.workers:
                    loops.start(worker)
                loops.start(_housekeeping(self.db))
                loops.start(self._gauges(sqs))
                loops.start(Auditor(self.db, self.promises).worker)
            log.info("started", service=self.name, role=role)
            yield

    def _start_relay(self, loops: Loops, sns: Any) -> None:
        """Beside the API too: who commits an event publishes it at once; sweepers catch what died between."""
        relay = Relay(self.db, sns, source=self.name, topic_arn=self.settings.events_topic_arn)
        self.db.after_publish(loops.start(Worker("relay", relay.publish_next, gather_seconds=GATHER_SECONDS)))

    def _gauges(self, sqs: Any) -> Worker:
        return measuring(
            self.db,
            sqs,
            queue_url=self.settings.queue_url,
            dead_letter_queue_url=self.settings.dead_letter_queue_url,
        )

    def consumer(self, sqs: Any) -> Consumer:
        return Consumer(
            self.db,
            sqs,
            by_type(self.subscriptions),
            name=self.name,
            queue_url=self.settings.queue_url,
            dead_letter_queue_url=self.settings.dead_letter_queue_url,
        )


def run(service: Service, role: str) -> None:
    """Serve until SIGTERM: stop accepting, finish requests, then the loops, then close."""
    configure(service.name, service.settings.log_level)
    failpoints.arm(service.settings.failpoint)
    # uvicorn stops on SIGTERM, then raises it again for the handler that was there before. A clean end is 0.
    signal.signal(signal.SIGTERM, lambda *_: None)
    config = uvicorn.Config(
        service.asgi(role),
        host=service.settings.host,
        port=service.settings.port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,  # who a client is says x-envoy-external-address, no list that anybody may write
        # Longer than Envoy keeps an idle connection: the side that may send must be the one that closes.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run()


def _receiver(consumer: Consumer, settings: Settings) -> Worker:
    """Asks often while messages flow and waits long when they do not.

    Where fewer came than one call can bring, more gather before the next: calls cost more than messages.
    """
    last_news = float("-inf")

    async def step() -> bool:
        nonlocal last_news
        now = asyncio.get_running_loop().time()
        flowing = now - last_news < FLOW_SECONDS
        got = await consumer.receive(wait_seconds=0 if flowing else settings.receive_wait_seconds)
        if got:
            last_news = asyncio.get_running_loop().time()
        return got == BATCH or not flowing

    return Worker(
        "receiver", step, idle_seconds=settings.receive_poll_ms / 1000, is_waiting=lambda: consumer.is_waiting
    )


def _housekeeping(db: Database) -> Worker:
    """Deletes idempotency keys past their life and inbox rows no message can come back for."""

    async def step() -> bool:
        more_keys = await idempotency.forget_old_keys(db)
        return await forget_old_inbox(db) or more_keys

    return Worker("housekeeping", step, idle_seconds=600)


async def forget_old_inbox(db: Database) -> bool:
    """Delete a batch of inbox rows older than any message can be; True when there may be more."""
    async with db.transaction() as tx:
        return bool(
            await tx.execute(
                "DELETE FROM inbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM inbox WHERE at < $1 LIMIT 1000))",
                tx.now - INBOX_LIFE,
            )
        )


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


def _actor(request: JSONRequest) -> Actor:
    actor: Actor = request.state.actor
    return actor


def _operations(service: Service) -> list[Router]:
    """What operators and load balancers ask a process. The gateway has no route to any of it."""

    @get("/health/live", policy=PUBLIC, include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @get("/health/ready", policy=PUBLIC, include_in_schema=False)
    async def ready() -> dict[str, str]:
        if await service.db.one(int, "SELECT 1") != 1:
            raise Unavailable
        for check in service.health:
            await check()
        return {"status": "ready"}

    @get("/metrics", policy=PUBLIC, include_in_schema=False, sync_to_thread=False)
    def metrics() -> Response[bytes]:
        return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)

    return [Router("/", route_handlers=[live, ready, metrics])]
