"""One run: people use the system, faults happen to it, it settles, and is judged."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec

from chaos import plan
from chaos.checker.facts import Violation
from chaos.faults import Done, Tormentor
from chaos.history import History
from chaos.inspector import Inspector, Settled
from chaos.market import Clerk, Market
from chaos.plan import Fault
from chaos.profile import Profile
from chaos.scene import Scene
from chaos.shoppers import ADDRESS, NAME, PASSWORD, Shopper
from chassis.process import temporary_folder
from zoco import seed as zoco_seed

SETTLE_SECONDS = 60.0
DRAIN_SECONDS = 90.0


class Report(msgspec.Struct):
    """What a run did and what is to be said about it."""

    profile: str
    seed: int
    asked: Profile
    plan: list[Fault]
    done: list[Done] = []
    violations: list[Violation] = []
    settled: Settled = Settled(0.0, {})
    orders: dict[str, int] = {}
    calls: dict[str, int] = {}
    deaths: int = 0
    slowest_start: float = 0.0
    looks: int = 0
    broker_wrongs: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not self.violations and not self.settled.left and self.settled.seconds <= SETTLE_SECONDS


async def run(
    name: str,
    profile: Profile,
    seed: int,
    *,
    source: Path | None = None,
    keep: Path | None = None,
    faults: list[Fault] | None = None,
) -> Report:
    """`source`: packages to run instead of the checkout's. `keep`: where history and logs stay."""
    began = time.monotonic()
    with temporary_folder() as folder:
        scene = Scene(folder, workers=profile.workers, source=source)
        planned = faults
        if planned is None:
            planned = plan.make(
                seed, faults=profile.faults, seconds=profile.seconds, parts=list(scene.stack.parts)
            )
        report = Report(name, seed, profile, planned)
        history = History((keep or folder) / f"history-{seed}.jsonl")
        try:
            async with scene.up():
                await _act(scene, report, history)
        finally:
            if keep is not None:
                _keep_logs(scene, keep)
        report.seconds = time.monotonic() - began
        return report


async def _act(scene: Scene, report: Report, history: History) -> None:
    inspector, tormentor = Inspector(scene), Tormentor(scene)
    await zoco_seed.sow(scene.stack)
    await inspector.prepare()
    profile = report.asked
    async with (
        _people(scene, history, profile, report.seed) as (market, clerk, shoppers),
        scene.reviving(),
    ):
        watching = asyncio.create_task(inspector.watch())
        shopping = [asyncio.create_task(shopper.shop()) for shopper in shoppers]
        working = asyncio.create_task(clerk.work())
        market.open()
        await tormentor.follow(report.plan)
        calm = time.monotonic()
        await asyncio.wait(shopping, timeout=min(DRAIN_SECONDS, profile.patience))
        for caller in (clerk, *shoppers):
            caller.over.set()
        await asyncio.gather(*shopping, working)
        since = max(calm, time.monotonic() - 1) if not report.plan else calm
        _, left = await inspector.settle(within=profile.patience)
        report.settled = Settled(time.monotonic() - since, left)
        await _ask_again(shoppers)
        watching.cancel()
        if not left:
            await inspector.settle(within=30)
        canaries = [PASSWORD, NAME, ADDRESS["line1"]]
        report.violations = await inspector.judge(history, tormentor.poison, canaries)
    report.done, report.deaths, report.looks = tormentor.done, scene.deaths, inspector.looks
    report.slowest_start, report.broker_wrongs = scene.slowest_start, scene.broker.wrongs
    report.orders, report.calls = await inspector.counts(), history.counts()


async def _ask_again(shoppers: list[Shopper]) -> None:
    """When all is quiet: the same answers again, and what becomes of a stolen token."""
    await asyncio.gather(*(shopper.finish() for shopper in shoppers))
    await asyncio.gather(*(shopper.be_robbed() for shopper in shoppers[:3]))


@contextlib.asynccontextmanager
async def _people(
    scene: Scene, history: History, profile: Profile, seed: int
) -> AsyncIterator[tuple[Market, Clerk, list[Shopper]]]:
    stack = scene.stack
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        bank, pace = stack.wiring.url("payments"), profile.seconds / profile.orders
        market = Market(session, bank, orders=profile.orders, pace=pace)
        clerk = Clerk(session, stack, history, market, seed=seed, generous=profile.generous)
        await clerk.renew()
        quantity = profile.stock or profile.orders * 6 // profile.variants
        await clerk.stock_up(profile.variants, quantity=quantity)
        shoppers = [
            Shopper(
                session, stack.url, history, market, name=f"shopper{number}", seed=seed, fickle=profile.fickle
            )
            for number in range(profile.shoppers)
        ]
        for shopper in shoppers:
            await shopper.arrive()
        yield market, clerk, shoppers


def _keep_logs(scene: Scene, keep: Path) -> None:
    for log in scene.stack.home.path("logs").glob("*.log"):
        (keep / log.name).write_bytes(log.read_bytes())
