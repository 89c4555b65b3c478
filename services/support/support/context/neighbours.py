"""Asks users and orders about a customer, each for as long as an agent should wait and no longer."""

import asyncio
import time
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import structlog

from chassis.client import CallRefused, ServiceClient
from chassis.clock import Clock
from chassis.errors import Unavailable
from support.context.model import (
    COPY_LIFE,
    ContextOrderPage,
    ContextProfile,
    ContextTimeline,
    Copy,
    LastGood,
    ProfileList,
    Section,
    SectionStatus,
)

log = structlog.get_logger()

T = TypeVar("T")

DEADLINE_SECONDS = 0.3
ORDERS_SHOWN = 20
ENTRIES_SHOWN = 50


class Neighbour:
    """A service that is asked, and what it answered last."""

    def __init__(self, client: ServiceClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._answers: LastGood[Any] = LastGood()
        self._dropping: asyncio.TimerHandle | None = None

    async def ask(self, about: UUID, path: str, kind: type[T]) -> Section[T]:
        """Its answer, or the last good one to the same question, or none; never an error."""
        asked_at, started = self._clock.now(), time.monotonic()
        answer = await self._answer(path, kind)
        latency_ms = round((time.monotonic() - started) * 1000)
        question = f"{about} {path}"
        if answer is not None:
            self._answers.keep(question, Copy(answer, asked_at))
            self._drop_later()
            return Section(SectionStatus.LIVE, asked_at, self._client.name, latency_ms, answer)
        return self._remembered(question, asked_at, latency_ms)

    def forget(self, about: UUID) -> None:
        self._answers.forget(f"{about} ")

    def _drop_later(self) -> None:
        """Nobody may ask again for hours: what is personal goes by itself."""
        if self._dropping is None:
            seconds = COPY_LIFE.total_seconds()
            self._dropping = asyncio.get_running_loop().call_later(seconds, self._drop_old)

    def _drop_old(self) -> None:
        self._dropping = None
        if self._answers.forget_old(self._clock.now()):
            self._drop_later()

    async def _answer(self, path: str, kind: type[T]) -> T | None:
        """The client has timeouts of its own, one for each try and each token; this one is for all of it."""
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                return await self._client.get(path, kind)
        except (Unavailable, CallRefused, TimeoutError) as error:
            log.warning("context_not_live", source=self._client.name, why=repr(error))
            return None

    def _remembered(self, question: str, now: datetime, latency_ms: int) -> Section[Any]:
        copy = self._answers.find(question, now)
        if copy is None:
            return Section(SectionStatus.UNAVAILABLE, now, self._client.name, latency_ms, None)
        return Section(SectionStatus.STALE, copy.as_of, self._client.name, latency_ms, copy.value)


class Neighbours:
    """Who knows what about a customer."""

    def __init__(self, users: ServiceClient, orders: ServiceClient, clock: Clock) -> None:
        self._users = Neighbour(users, clock)
        self._orders = Neighbour(orders, clock)

    def forget(self, customer_id: UUID) -> None:
        """What this process remembers of a person who was forgotten."""
        self._users.forget(customer_id)
        self._orders.forget(customer_id)

    async def profile(self, customer_id: UUID) -> Section[ContextProfile]:
        """Live without a value when users answers that there is no such account."""
        section = await self._users.ask(customer_id, f"/internal/profiles?ids={customer_id}", ProfileList)
        return section.showing(next(iter(section.value.items), None) if section.value else None)

    async def orders(self, customer_id: UUID, *, including: UUID | None) -> Section[ContextOrderPage]:
        path = f"/internal/customers/{customer_id}/orders?limit={ORDERS_SHOWN}"
        linked = "" if including is None else f"&including={including}"
        return await self._orders.ask(customer_id, path + linked, ContextOrderPage)

    async def timeline(self, customer_id: UUID, order_id: UUID) -> Section[ContextTimeline]:
        path = f"/internal/orders/{order_id}/timeline?limit={ENTRIES_SHOWN}"
        return await self._orders.ask(customer_id, path, ContextTimeline)
