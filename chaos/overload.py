"""Three times as much as the system can do: what it accepts it finishes, the rest it refuses at once."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import aiohttp
import msgspec

from chaos.caller import Answer
from chaos.checker.facts import Violation
from chaos.history import History
from chaos.inspector import Inspector
from chaos.line import Line
from chaos.market import Clerk, Market
from chaos.scene import Scene
from chaos.shoppers import ADDRESS, NAME, PASSWORD, Shopper
from chassis.process import temporary_folder
from zoco import seed as zoco_seed

TIMES = 3
SECONDS = 20.0
BUYERS, VARIANTS, STOCK = 12, 12, 100_000
AT_ONCE = 12  # in the closed loop that finds out what the system can do
CAPACITY_SECONDS = 8.0
CALM = 15  # requests one after the other, whose median says how quick it is when nothing else happens
# What is promised.
ANSWERED_SECONDS, REFUSED_SECONDS, RECOVERED_SECONDS = 5.0, 1.0, 30.0
SLOWER, NOISE_SECONDS, MORE_BYTES = 2.0, 0.05, 64 * 2**20
REFUSALS = (429, 503)
SEARCHES = ("shirt", "wool", "cotton", "coffee", "lamp", "linen", "oak", "mug")

Deed = Callable[[], Awaitable[Answer]]


class Told(msgspec.Struct, frozen=True):
    """An answer, and how many seconds it took."""

    answer: Answer
    seconds: float

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.answer.status < 300

    @property
    def is_refusal(self) -> bool:
        """One that a client can act upon: RFC 9457, and when to come again."""
        answer = self.answer
        return answer.status in REFUSALS and bool(answer.problem) and "retry-after" in answer.headers


class Wave(msgspec.Struct):
    """What one kind of request found. Rates are per second; times in seconds."""

    what: str
    seconds: float
    capacity: float
    offered: float
    statuses: dict[int, int]
    accepted: list[float]
    refused: list[float]
    calm_before: float
    calm_after: float
    recovered: float
    megabytes: dict[str, tuple[int, int]]
    violations: list[Violation]


class Report(msgspec.Struct):
    waves: list[Wave]
    orders: dict[str, int]
    violations: list[Violation]
    seconds: float

    @property
    def is_clean(self) -> bool:
        return not self.violations and not any(wave.violations for wave in self.waves)


async def run(seconds: float, *, keep: Path | None = None) -> Report:
    """A flood of purchases and one of searches, each `seconds` long. `keep`: where the history stays."""
    began = time.monotonic()
    with temporary_folder() as folder:
        # Nothing of ours lies between the processes: it would be what breaks first.
        scene = Scene(folder, workers=1, is_bare=True)
        scene.stack.extra["envoy"] = {"GATEWAY_LIMIT_SCALE": "1000"}
        history = History((keep or folder) / "overload.jsonl")
        async with scene.up():
            inspector = Inspector(scene)
            await zoco_seed.sow(scene.stack)
            await inspector.prepare()
            async with _deeds(scene, history) as deeds:
                waves = [await _wave(scene, inspector, what, deed, seconds) for what, deed in deeds.items()]
            violations = await inspector.judge(history, 0, [PASSWORD, NAME])
            violations += await _unfinished(inspector, history)
            orders = await inspector.counts()
    return Report(waves, orders, violations, time.monotonic() - began)


@asynccontextmanager
async def _deeds(scene: Scene, history: History) -> AsyncIterator[dict[str, Deed]]:
    """What people do a lot of, as one request each."""
    stack = scene.stack
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        market = Market(session, stack.wiring.url("payments"), orders=0, pace=0)
        clerk = Clerk(session, stack, history, market, seed=0, generous=False)
        await clerk.renew()
        await clerk.stock_up(VARIANTS, quantity=STOCK)
        shoppers = [
            Shopper(session, stack.url, history, market, name=f"buyer{number}", seed=0, fickle=0)
            for number in range(BUYERS)
        ]
        for shopper in shoppers:
            await shopper.arrive()
        turns, pages = itertools.cycle(shoppers), itertools.count(1)
        variants, line = itertools.cycle(market.variants), Line(stack.wiring.ports.gateway)

        async def buy() -> Answer:
            lines = [{"variant_id": next(variants), "quantity": 1} for _ in range(2)]
            wish = {"lines": lines, "payment_method": "pm_card_visa", "shipping_address": ADDRESS}
            answer, _ = await next(turns).send("buy", "POST", "/v1/orders", wish, key=f"buy-{uuid4()}")
            return answer

        async def search() -> Answer:
            """Another one each time, so that no answer is kept."""
            page = next(pages)
            return await line.get(f"/v1/search?q={SEARCHES[page % len(SEARCHES)]}&max_price={100_000 + page}")

        yield {"purchases": buy, "searches": search}
        line.close()


async def _wave(scene: Scene, inspector: Inspector, what: str, deed: Deed, seconds: float) -> Wave:
    capacity = await _capacity(deed)
    await inspector.settle(within=RECOVERED_SECONDS)
    calm, memory = await _calm(deed), _memory(scene)
    told, offered = await flood(deed, rate=capacity * TIMES, seconds=seconds)
    after, recovered = await _recovered(inspector, deed, calm)
    grown = {name: (before, bytes_) for name, bytes_ in _memory(scene).items() if (before := memory[name])}
    wave = Wave(
        what=what,
        seconds=seconds,
        capacity=capacity,
        offered=offered,
        statuses=dict(Counter(each.answer.status for each in told)),
        accepted=sorted(each.seconds for each in told if each.is_accepted),
        refused=sorted(each.seconds for each in told if each.is_refusal),
        calm_before=calm,
        calm_after=after,
        recovered=recovered,
        megabytes={name: (old // 2**20, new // 2**20) for name, (old, new) in grown.items()},
        violations=[],
    )
    wave.violations += _wrong_answers(told) + _wrong_aftermath(wave)
    wave.violations += [
        Violation("memory", f"{name} grew from {old // 2**20} to {new // 2**20} MB", what)
        for name, (old, new) in grown.items()
        if new - old > MORE_BYTES
    ]
    return wave


async def _capacity(deed: Deed) -> float:
    """How many a second are done, when some people ask one after the other."""
    until = time.monotonic() + CAPACITY_SECONDS

    async def one() -> int:
        done = 0
        while time.monotonic() < until:
            done += 200 <= (await deed()).status < 300
        return done

    return sum(await asyncio.gather(*(one() for _ in range(AT_ONCE)))) / CAPACITY_SECONDS


async def flood(deed: Deed, *, rate: float, seconds: float) -> tuple[list[Told], float]:
    """An open loop: each is sent when it is due, whether or not the others were answered; and the rate."""
    began, asked = time.monotonic(), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(began + number / rate - time.monotonic())
        asked.append(asyncio.create_task(_timed(deed)))
    offered = len(asked) / (time.monotonic() - began)
    return list(await asyncio.gather(*asked)), offered


async def _timed(deed: Deed) -> Told:
    began = time.monotonic()
    answer = await deed()
    return Told(answer, time.monotonic() - began)


async def _calm(deed: Deed) -> float:
    """The median of requests one after the other."""
    told = [await _timed(deed) for _ in range(CALM)]
    return middle(sorted(each.seconds if each.is_accepted else ANSWERED_SECONDS for each in told))


async def _recovered(inspector: Inspector, deed: Deed, calm: float) -> tuple[float, float]:
    """The median once it is as before and nothing is left to do; and after how many seconds that was."""
    began, now = time.monotonic(), ANSWERED_SECONDS
    while (took := time.monotonic() - began) < RECOVERED_SECONDS:
        _, left = await inspector.settle(within=RECOVERED_SECONDS - took)
        now = await _calm(deed)
        if not left and now <= _quick(calm):
            break
    return now, time.monotonic() - began


def _quick(calm: float) -> float:
    return max(calm * SLOWER, calm + NOISE_SECONDS)


def _memory(scene: Scene) -> dict[str, int]:
    """Bytes by process. PostgreSQL's is what its settings say."""
    records = {name: scene.stack.record(name) for name in scene.stack.parts if name != "postgres"}
    return {name: record.memory for name, record in records.items() if record is not None}


def _wrong_answers(told: list[Told]) -> list[Violation]:
    wrong = Counter(each.answer.status for each in told if not each.is_accepted and not each.is_refusal)
    found = [Violation("answer", f"{count} times {status}") for status, count in sorted(wrong.items())]
    if not any(each.is_accepted for each in told):
        found.append(Violation("answer", "nothing was accepted"))
    return found


def _wrong_aftermath(wave: Wave) -> list[Violation]:
    found = []
    if wave.accepted and wave.accepted[-1] > ANSWERED_SECONDS:
        found.append(Violation("slow", f"an accepted one took {wave.accepted[-1]:.1f} s", wave.what))
    if wave.refused and percentile(wave.refused, 0.99) > REFUSED_SECONDS:
        found.append(
            Violation("slow", f"p99 of refusals is {percentile(wave.refused, 0.99):.1f} s", wave.what)
        )
    if wave.recovered > RECOVERED_SECONDS or wave.calm_after > _quick(wave.calm_before):
        was = f"from {wave.calm_before * 1000:.0f} to {wave.calm_after * 1000:.0f} ms"
        found.append(Violation("recovery", f"{wave.recovered:.0f} s after the load: {was}", wave.what))
    return found


async def _unfinished(inspector: Inspector, history: History) -> list[Violation]:
    """Whoever was told 201 or 202 has a confirmed order: there were goods enough and the cards are good."""
    orders = await inspector.orders()
    promised = [entry for entry in history.of("buy") if entry.outcome == "ok"]
    return [
        Violation(
            "accepted", f"answered {entry.status}, and it is {orders.get(entry.facts['id'])}", entry.key
        )
        for entry in promised
        if orders.get(entry.facts["id"]) != "confirmed"
    ]


def percentile(sorted_: list[float], share: float) -> float:
    return sorted_[min(len(sorted_) - 1, int(len(sorted_) * share))] if sorted_ else 0.0


def middle(sorted_: list[float]) -> float:
    return percentile(sorted_, 0.5)
