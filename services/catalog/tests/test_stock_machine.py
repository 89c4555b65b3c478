"""Stock under any interleaving of everything that moves it, one after another and at once, against a model.

After every step the books balance, nothing is promised that is not there, and what is announced is what is.
"""

import asyncio
import os
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from catalog.availability import Policy, Strategy, Terms
from catalog.location import commands as locations
from catalog.location.model import DEFAULT_LOCATION, Location
from catalog.reservation import commands as reservations
from catalog.reservation.model import Line
from catalog.reservation.store import lines as reservation_lines
from catalog.stock import commands as stock
from catalog.stock import store
from catalog.stock.model import Count
from chassis.database import Database, Transaction
from chassis.errors import Refusal
from chassis.events import NotYet
from chassis.ids import new_id
from chassis.testing import TurnedClock
from chassis.tokens import Actor
from services.catalog.tests import make
from services.catalog.tests.stock_model import MAIN, PLACES, STORE, Order, Part, Promise, Shelf, Shop

EXAMPLES = int(os.environ.get("STOCK_EXAMPLES", "40"))
VARIANTS, ORDERS, UNITS = 2, 3, 6
SHOWN = Strategy.FEW_LEFT
STAFF = Actor(account_id=uuid4())

Step = tuple[str, tuple[Any, ...]]

variants, orders = st.integers(0, VARIANTS - 1), st.integers(0, ORDERS - 1)
numbers, places = st.integers(1, 4), st.sampled_from(PLACES)
lines = st.lists(st.tuples(variants, numbers), min_size=1, max_size=3)
holds = st.tuples(st.just("hold"), st.tuples(orders, lines, st.sampled_from([5, 20])))
commits = st.tuples(st.just("commit"), st.tuples(orders))
ships = st.tuples(st.just("ship"), st.tuples(orders, variants, st.integers(1, 2)))
about_orders = st.one_of(
    *[holds, commits, ships] * 2,
    st.tuples(st.just("release"), st.tuples(orders)),
    st.tuples(st.just("cancel_lines"), st.tuples(orders, variants, st.integers(1, 2))),
)
about_stock = st.one_of(
    st.tuples(st.just("adjust"), st.tuples(variants, places, st.integers(-6, 6).filter(bool))),
    st.tuples(st.just("take_back"), st.tuples(variants, numbers)),
    st.tuples(
        st.just("sell"), st.tuples(variants, st.sampled_from(list(Policy)), st.integers(1, 5), numbers)
    ),
    st.tuples(st.just("open_store"), st.tuples(st.booleans())),
)
moving = st.one_of(ships, st.tuples(st.just("take_back"), st.tuples(variants, numbers)))
steps = st.one_of(about_orders, about_orders, about_stock)


class StoppedClock(TurnedClock):
    """Moves only when it is turned: the model does everything at the same time as the service."""

    def __init__(self) -> None:
        super().__init__()
        self._began = super().now()

    def now(self) -> datetime:
        return self._began + self._turned


class World:
    """The service's commands on a database, for variants and orders that are numbers."""

    def __init__(self, db: Database, clock: TurnedClock) -> None:
        self.db = db
        self.clock = clock
        self.variants: list[UUID] = []
        self.orders: list[UUID] = []

    async def begin(self) -> Shop:
        """Two new variants with UNITS each at the main location and none at the store, and no orders."""
        async with self.db.transaction() as tx:
            self.variants = await make.bare_variants(tx, [UNITS] * VARIANTS)
            if await tx.one(int, "SELECT 1 FROM locations WHERE key = $1", STORE) is None:
                await locations.add_location(tx, Location(new_id(), STORE, "Store", 200, True), by=STAFF)
            for variant_id in self.variants:
                await stock._lock_level(tx, variant_id, STORE)
        self.orders = [uuid4() for _ in range(ORDERS)]
        await self.open_store(True)
        shelves = {(v, p): Shelf(UNITS if p == MAIN else 0) for v in range(VARIANTS) for p in PLACES}
        return Shop(shelves, {v: Promise() for v in range(VARIANTS)})

    async def attempt(self, name: str, *args: Any, operation: UUID | None = None) -> str:
        """Do it in a transaction: "ok", or what it is refused as."""
        try:
            if name == "open_store":
                await self.open_store(*args)
            else:
                async with self.db.transaction() as tx:
                    await getattr(self, name)(tx, operation or new_id(), *args)
        except Refusal as refusal:
            return refusal.type
        except NotYet:
            return "not yet"
        return "ok"

    async def hold(
        self, tx: Transaction, _: UUID, order: int, wanted: list[tuple[int, int]], minutes: int
    ) -> None:
        found = [Line(self.variants[variant], quantity) for variant, quantity in wanted]
        if await tx.one(int, "SELECT 1 FROM reservations WHERE order_id = $1", self.orders[order]) is None:
            expires_at = tx.now + timedelta(minutes=minutes)
            await reservations.hold(tx, self.orders[order], found, expires_at=expires_at, strategy=SHOWN)

    async def commit(self, tx: Transaction, _: UUID, order: int) -> None:
        await reservations.commit(tx, self.orders[order])

    async def release(self, tx: Transaction, _: UUID, order: int) -> None:
        await reservations.release(tx, self.orders[order], strategy=SHOWN)

    async def ship(self, tx: Transaction, operation: UUID, order: int, variant: int, number: int) -> None:
        quantities = Counter({self.variants[variant]: number})
        await reservations.ship(tx, self.orders[order], quantities, fulfilment_id=operation, strategy=SHOWN)

    async def cancel_lines(
        self, tx: Transaction, operation: UUID, order: int, variant: int, number: int
    ) -> None:
        quantities = Counter({self.variants[variant]: number})
        await reservations.release_lines(
            tx, self.orders[order], quantities, cancellation_id=operation, strategy=SHOWN
        )

    async def take_back(self, tx: Transaction, operation: UUID, variant: int, number: int) -> None:
        await stock.take_back(tx, operation, {self.variants[variant]: number}, strategy=SHOWN)

    async def adjust(self, tx: Transaction, operation: UUID, variant: int, place: str, delta: int) -> None:
        await stock.adjust(
            tx,
            self.variants[variant],
            location=place,
            adjustment_id=operation,
            delta=delta,
            reason="found",
            strategy=SHOWN,
        )

    async def count(
        self, tx: Transaction, operation: UUID, variant: int, place: str, counted: int, position: int
    ) -> None:
        await stock.count(
            tx,
            self.variants[variant],
            Count(counted, position),
            location=place,
            count_id=operation,
            reason="counted",
            strategy=SHOWN,
        )

    async def sell(
        self, tx: Transaction, _: UUID, variant: int, policy: Policy, allowance: int, minutes: int
    ) -> None:
        promise = promise_of(policy, allowance, minutes, tx.now)
        terms = Terms(policy, promise.allowance, promise.until)
        variant_id = self.variants[variant]
        await stock.set_terms(tx, variant_id, terms, low_stock_at=2, by=STAFF, if_match="*", strategy=SHOWN)

    async def open_store(self, is_open: bool) -> None:
        async with self.db.transaction() as tx:
            await locations.edit_location(
                tx, STORE, name="Store", priority=200, is_active=is_open, by=STAFF, if_match="*"
            )
        heard = 1
        while heard:
            async with self.db.transaction() as tx:
                heard, _ = await stock.reopen_next(tx, strategy=SHOWN)

    async def sweep(self) -> None:
        """Everything whose time has come."""
        order_id, ended = None, None
        while True:
            async with self.db.transaction() as tx:
                order_id = await reservations.claim_expired(tx)
                ended, _ = await stock.end_next_preorder(tx, strategy=SHOWN)
            if order_id is None and ended is None:
                return
            if order_id is not None:
                async with self.db.transaction() as tx:
                    await reservations.expire(tx, order_id, strategy=SHOWN)

    async def shop(self, *, is_store_open: bool) -> Shop:
        """What the model goes on from after things happened at once."""
        shop = Shop({}, {}, is_store_open=is_store_open)
        for variant, variant_id in enumerate(self.variants):
            found = await store.find(self.db, variant_id)
            shop.promises[variant] = Promise(found.terms.policy, found.terms.allowance, found.terms.until)
            for place, level in zip(PLACES, found.levels, strict=True):
                shop.shelves[variant, place] = Shelf(level.on_hand, level.reserved, level.allowance)
                shop.is_store_open = level.is_open if place == STORE else is_store_open
        for order, order_id in enumerate(self.orders):
            known = await self.db.one(
                Row, "SELECT state, expires_at FROM reservations WHERE order_id = $1", order_id
            )
            if known is not None:
                shop.orders[order] = Order(known.state, known.expires_at, await self._parts(order_id))
        return shop

    async def _parts(self, order_id: UUID) -> dict[tuple[int, str], Part]:
        return {
            (
                self.variants.index(line.variant_id),
                MAIN if line.location_id == DEFAULT_LOCATION else STORE,
            ): Part(line.quantity, line.shipped, line.released)
            for line in await reservation_lines(self.db, order_id)
        }

    async def check(self, expected: Shop) -> None:
        """The books; and that things are as the model has them."""
        for broken in (make.BROKEN_LEVELS, make.KEPT_BY_THE_DEAD, make.BADLY_ANNOUNCED):
            assert await self.db.one(int, broken) == 0, broken
        assert await self.shop(is_store_open=expected.is_store_open) == expected


class Row(msgspec.Struct):
    state: str
    expires_at: datetime | None


def promise_of(policy: Policy, allowance: int, minutes: int, now: Any) -> Promise:
    until = now + timedelta(minutes=minutes) if policy == Policy.PREORDER else None
    return Promise(policy, 0 if policy == Policy.DENY else allowance, until)


class Machine(RuleBasedStateMachine):
    """Plays with the world and the model alike. Who runs it says in which self.world."""

    world: World
    runner: asyncio.Runner
    shop: Shop

    @initialize()
    def begin(self) -> None:
        self.shop = self.runner.run(self.world.begin())

    @rule(step=steps)
    def one(self, step: Step) -> None:
        """One thing happens, and again under the same id: that changes nothing."""
        name, args = step
        operation, now = uuid4(), self.world.clock.now()
        outcome = self.runner.run(self.world.attempt(name, *args, operation=operation))
        assert outcome == self.shop.attempt(name, now, *self.translated(name, args, now)), step
        if name in ("ship", "cancel_lines", "take_back") and outcome == "ok":
            assert self.runner.run(self.world.attempt(name, *args, operation=operation)) == "ok"

    @rule(at_once=st.lists(steps, min_size=2, max_size=5))
    def several(self, at_once: list[Step]) -> None:
        """Nobody knows the order in which they happen; the books balance in any."""

        async def gather() -> list[str]:
            return list(await asyncio.gather(*(self.world.attempt(name, *args) for name, args in at_once)))

        outcomes = self.runner.run(gather())
        assert not {"busy", "unavailable"} & set(outcomes), outcomes
        self.shop = self.runner.run(self.world.shop(is_store_open=self.shop.is_store_open))

    @rule(variant=variants, place=places, counted=st.integers(0, 12), meanwhile=st.lists(moving, max_size=2))
    def count(self, variant: int, place: str, counted: int, meanwhile: list[Step]) -> None:
        """Somebody counts, the shop goes on, and then it is told."""
        found = self.runner.run(store.placed(self.world.db, self.world.variants[variant]))
        position = next(level.position for level in found if level.location == place)
        then = self.shop.shelves[variant, place].on_hand
        for step in meanwhile:
            self.one(step=step)
        outcome = self.runner.run(self.world.attempt("count", variant, place, counted, position))
        assert outcome == self.shop.attempt("count", self.world.clock.now(), variant, place, counted, then)

    @rule(minutes=st.sampled_from([3, 10, 25]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.advance(minutes=minutes)
        self.runner.run(self.world.sweep())
        now = self.world.clock.now()
        self.shop.expire(now)
        for variant, promise in list(self.shop.promises.items()):
            if promise.until is not None and promise.until <= now:
                self.shop.sell(now, variant, Promise())

    @invariant()
    def the_books_balance(self) -> None:
        if self.world.variants:
            self.runner.run(self.world.check(self.shop))

    def translated(self, name: str, args: tuple[Any, ...], now: Any) -> tuple[Any, ...]:
        """The same for the model, to which times are times."""
        if name == "hold":
            return (*args[:2], now + timedelta(minutes=args[2]))
        if name == "sell":
            variant, policy, allowance, minutes = args
            return (variant, promise_of(policy, allowance, minutes, now))
        return args


def test_stock_is_what_the_model_says_whatever_happens(environment: dict[str, str]) -> None:
    clock = StoppedClock()
    with asyncio.Runner() as runner:
        db = Database(environment["DATABASE_URL"], clock=clock)
        runner.run(db.__aenter__())
        try:
            profile = settings(
                max_examples=EXAMPLES,
                stateful_step_count=40,
                deadline=None,
                derandomize="STOCK_EXAMPLES" not in os.environ,
                database=None,
                phases=[Phase.generate],  # to make a failure smaller takes minutes
                suppress_health_check=list(HealthCheck),
            )
            here = type("Machine", (Machine,), {"world": World(db, clock), "runner": runner})
            run_state_machine_as_test(here, settings=profile)
        finally:
            runner.run(db.__aexit__(None, None, None))
