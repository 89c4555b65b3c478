"""Drives sagas: call outside, record, next step. It may die between any two lines and be done again."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec
import structlog

from chassis import context
from chassis.client import CallRefused, ServiceClient
from chassis.database import Database
from chassis.errors import Unavailable
from chassis.failpoints import reached
from chassis.telemetry import part, traced
from orders.checkout import commands, store
from orders.checkout.model import (
    HOLD_LASTS_LONGER,
    LostRace,
    Refused,
    Reservation,
    Saga,
    Step,
    TooManyOrders,
    WishLine,
)
from orders.order import commands as orders
from orders.payment import commands as payments
from orders.payment.model import Call, Kind, Outcome
from orders.refund.workers import Refunder

log = structlog.get_logger()


class PaymentProvider(Protocol):
    """Who holds and moves the money. Never raises for a "no": every answer is an outcome."""

    async def perform(self, call: Call) -> Outcome: ...


class Hold(msgspec.Struct):
    """The body of catalog's hold."""

    lines: list[WishLine]
    expires_at: datetime


class Driver:
    """What a saga needs to move: the database, and the two it talks to."""

    def __init__(
        self,
        db: Database,
        catalog: ServiceClient,
        provider: PaymentProvider,
        refunder: Refunder,
        *,
        at_once: int,
    ) -> None:
        self._db = db
        self._catalog = catalog
        self._provider = provider
        self._refunder = refunder
        self._at_once = at_once
        self._entering = 0
        self._running: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> "Driver":
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let what was started finish its step; whatever is left, the next process takes over."""
        if self._running:
            await asyncio.wait(self._running, timeout=5)

    @contextlib.contextmanager
    def entering(self) -> Iterator[None]:
        """Before an order is written down that is to be driven here. What was accepted comes first."""
        if self._entering + len(self._running) >= self._at_once:
            raise TooManyOrders
        self._entering += 1
        try:
            yield
        finally:
            self._entering -= 1

    def start(self, work: Awaitable[Any]) -> "asyncio.Task[Any]":
        """Go on in the background, whether or not anybody waits for it."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        """Whoever started it may not wait: what it could not do is due, and a worker does it."""
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("left_to_workers", why=repr(error))

    async def advance_next(self) -> bool:
        """Claim the saga that has been due for longest and drive it as far as it goes."""
        async with self._db.transaction() as tx:
            saga = await store.claim_due(tx)
        if saga is None:
            return False
        with context.entered(request_id=saga.correlation_id), traced("saga", saga.traceparent):
            await self.drive(saga)
        return True

    async def drive(self, saga: Saga) -> None:
        """Step after step, until the saga is done, has to wait, or somebody else has moved it."""
        try:
            while saga.step != Step.DONE:
                version, step = saga.version, saga.step
                await self._step(saga)
                reached(f"{step}.recorded")
                if saga.attempts or saga.version == version:
                    return
        except LostRace:
            log.info("saga_lost_race", order_id=str(saga.order_id), step=saga.step)

    async def _step(self, saga: Saga) -> None:
        if saga.step in (Step.HOLD, Step.COMMIT) and self._db.clock.now() >= saga.deadline_at:
            async with self._db.transaction() as tx:
                await commands.expire(tx, saga)
            return
        written = msgspec.structs.asdict(saga)
        try:
            with part(f"saga {saga.step}", about={"order_id": str(saga.order_id)}):
                await self._steps[saga.step](saga)
        except LostRace:
            raise
        except (Unavailable, CallRefused) as error:
            await self._postpone(saga, written, str(error))
        except Exception as error:
            # A fault of ours: counted, so that it does not come again for ever without anybody being told.
            log.exception("saga_step_failed", order_id=str(saga.order_id), step=written["step"])
            await self._postpone(saga, written, repr(error))

    async def _postpone(self, saga: Saga, written: dict[str, Any], why: str) -> None:
        """From the row as it was read: a transaction that failed has moved `saga`, and nothing else."""
        for name, value in written.items():
            setattr(saga, name, value)
        try:
            async with self._db.transaction() as tx:
                await commands.postpone(tx, saga, why)
        except Unavailable:
            saga.attempts += 1  # the database is away: the lease ends by itself

    @property
    def _steps(self) -> dict[Step, Callable[[Saga], Awaitable[None]]]:
        return {
            Step.HOLD: self._hold,
            Step.COMMIT: self._commit,
            Step.RELEASE: self._release,
            Step.AUTHORIZE: self._pay,
            Step.CAPTURE: self._pay,
            Step.VOID: self._pay,
            Step.REFUND: self._refund,
        }

    async def _hold(self, saga: Saga) -> None:
        lines = await orders.lines_of(self._db, saga.order_id)
        wanted = [WishLine(line.variant_id, line.quantity) for line in lines]
        reached("hold.before_call")
        try:
            answer: Reservation | Refused = await self._catalog.call(
                "PUT", _path(saga.order_id), Reservation, Hold(wanted, saga.deadline_at + HOLD_LASTS_LONGER)
            )
        except CallRefused as error:
            answer = _refused(error)
        reached("hold.after_call")
        async with self._db.transaction() as tx:
            await commands.record_hold(tx, saga, lines, answer)

    async def _commit(self, saga: Saga) -> None:
        reached("commit.before_call")
        answer = await self._catalog.call("POST", _path(saga.order_id, "/commit"), Reservation)
        reached("commit.after_call")
        async with self._db.transaction() as tx:
            await commands.record_commit(tx, saga, answer)

    async def _release(self, saga: Saga) -> None:
        reached("release.before_call")
        await self._catalog.call("POST", _path(saga.order_id, "/release"), Reservation)
        reached("release.after_call")
        async with self._db.transaction() as tx:
            await commands.record_release(tx, saga)

    async def _pay(self, saga: Saga) -> None:
        """The operation was committed before; its id makes this call the same call every time."""
        call = await payments.next_call(self._db, saga.order_id, Kind(saga.step))
        reached(f"{saga.step}.before_call")
        outcome = await self._provider.perform(call)
        reached(f"{saga.step}.after_call")
        async with self._db.transaction() as tx:
            await commands.record_payment(tx, saga, call, outcome)

    async def _refund(self, saga: Saga) -> None:
        """All refunds of the order, one after the other; those that somebody else makes are waited for."""
        while await self._refunder.advance_next(saga.order_id):
            pass
        async with self._db.transaction() as tx:
            await commands.record_refunds(tx, saga)


def _path(order_id: UUID, action: str = "") -> str:
    return f"/internal/reservations/{order_id}{action}"


def _refused(error: CallRefused) -> Refused:
    """Catalog's "no" to a hold, with the facts that the customer is told; anything else is no answer."""
    if error.type not in ("out-of-stock", "unknown-variant", "mixed-currencies"):
        raise error
    facts = {name: error.problem[name] for name in ("skus", "variant_ids") if name in error.problem}
    return Refused({"skus": [], "cause": error.type} | facts)
