"""A stack: all parts in one folder, brought up in order, looked at, killed and brought down."""

import asyncio
import contextlib
import json
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from chassis import parts
from chassis.process import Command, PartFailed, start, until_ready
from zoco.edge import ORIGINS, TLS, Edge
from zoco.environment import Wiring, repository
from zoco.home import SERVICES, Home
from zoco.part import Part, all_parts, run_once
from zoco.ports import Ports, holder, is_taken, variable
from zoco.running import Record

if TYPE_CHECKING:
    import aiohttp

    from chassis.topology import Addresses

SUBSCRIPTIONS = repository() / "contracts" / "subscriptions.json"
STOP_SECONDS = 20.0
EDGE_SECONDS = 10.0
# A path of every service that needs no more than its answer: 200, 401 or 404 is one, 503 is none.
PROBES = ("/v1/products?limit=1", "/.well-known/jwks.json")
LOG_BYTES = 20_000_000

# Told as it happens: a part's name, and "starting", "ready", "running already", "failed" …
Tell = Callable[[str, str], None]


def _silent(_part: str, _what: str) -> None:
    """Nobody listens."""


class Status(msgspec.Struct, frozen=True):
    """How a part is: "ready", "not ready", "died" or "stopped"."""

    part: Part
    state: str
    record: Record | None = None
    why: str = ""


class StackFailed(Exception):
    """Some parts did not come up; the message says for each why and what to do."""


class Stack:
    """`attached` parts end with the process that started them: for tests, beside a stack that stays."""

    def __init__(
        self,
        home: Path,
        ports: Ports | None = None,
        *,
        edge: Edge | None = None,
        durable: bool = True,
        attached: bool = False,
    ) -> None:
        self.home = Home(home)
        self.home.create()
        self.wiring = Wiring(
            self.home, ports or self.home.ports({}), self.home.secrets(), edge or self.home.edge({})
        )
        self.parts = all_parts(self.wiring, durable=durable, addresses=self.addresses)
        # What a test adds to a part's environment, such as a failpoint.
        self.extra: dict[str, dict[str, str]] = {}
        self._attached = attached
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._addresses: dict[str, Addresses] = {}
        self._one_at_a_time = asyncio.Lock()

    @property
    def url(self) -> str:
        """The gateway's address."""
        return self.wiring.url("gateway")

    def session(self, *, timeout: "aiohttp.ClientTimeout") -> "aiohttp.ClientSession":
        """For requests to the gateway."""
        import aiohttp  # a tenth of a second that `zoco status` need not spend

        file = self.wiring.certificate
        trust = ssl.create_default_context(cafile=file) if file else True
        connector = aiohttp.TCPConnector(ssl=trust)
        return aiohttp.ClientSession(self.url, timeout=timeout, connector=connector)

    async def up(self, names: Sequence[str] = (), *, tell: Tell = _silent) -> None:
        """Start what does not run: the named parts and what they need, or all."""
        wanted = self._with_needs(names)
        self._refuse_conflicts(wanted)
        if any(part.name in SERVICES for part in wanted):
            _subscriptions()  # without them nothing can be started that would hear anything
        self.home.write("ports.json", self.wiring.ports)
        self.home.write("edge.json", self.wiring.edge)
        tasks: dict[str, asyncio.Task[None]] = {}
        for part in wanted:
            before = [tasks[need] for need in part.needs]
            tasks[part.name] = asyncio.create_task(self._bring_up(part, before, tell))
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        failures = [task.exception() for task in tasks.values()]
        for failure in failures:
            if failure is not None and not isinstance(failure, PartFailed):
                raise failure
        await self._until_served(wanted)
        if messages := [str(failure) for failure in failures if failure is not None and str(failure)]:
            raise StackFailed("\n\n".join(messages))

    async def _until_served(self, wanted: list[Part]) -> None:
        """The edge sends nobody to a service before it has found it healthy: give it time for that."""
        if any(part.name == "envoy" for part in wanted):
            with contextlib.suppress(PartFailed, TimeoutError):
                async with asyncio.timeout(EDGE_SECONDS):
                    await asyncio.gather(*(self._served(path) for path in PROBES))

    async def _served(self, path: str) -> None:
        while True:
            with contextlib.suppress(OSError):
                await parts.http_ready(
                    self.url + path, statuses=range(200, 500), trusted=self.wiring.certificate
                )
                return
            await asyncio.sleep(0.1)

    async def start(self, name: str) -> None:
        """Start one part and wait until it is ready, whether or not what it needs runs."""
        await self._bring_up(self.parts[name], [], _silent)

    async def down(self, names: Sequence[str] = (), *, tell: Tell = _silent) -> None:
        """Stop the named parts, or all, from the edge inwards. Nothing that was answered for is lost."""
        chosen = self.chosen(names)
        for stage in sorted({part.stage for part in chosen}, reverse=True):
            await asyncio.gather(*(self._stop(part, tell) for part in chosen if part.stage == stage))

    async def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal; after one that no process survives, wait until it is gone."""
        record = self.record(name)
        if record is None or not record.is_alive:
            raise PartFailed(f"{name} does not run")
        record.send(number)
        if number == signal.SIGKILL:
            await record.gone(within=5)

    async def status(self) -> list[Status]:
        """How every part is right now."""
        return list(await asyncio.gather(*map(self._status, self.parts.values())))

    def record(self, name: str) -> Record | None:
        return self.home.read(f"run/{name}.json", Record)

    def is_running(self, name: str) -> bool:
        record = self.record(name)
        return record is not None and record.is_alive

    async def command(self, service: str, *words: str, **environment: str) -> str:
        """Run a command of a service to its end; what it said."""
        settings = self.wiring.service(service, await self.addresses(service))
        command = Command([sys.executable, "-m", service, *words], settings | environment)
        return await run_once(command, self.wiring)

    async def addresses(self, name: str) -> "Addresses":
        """The topic and queues of a service; all are made at the first call."""
        from chassis import topology  # half a second that only a start has to spend

        async with self._one_at_a_time:
            if not self._addresses:
                self._addresses = await topology.ensure(_subscriptions(), **self.wiring.aws_client())
        return self._addresses[name]

    def chosen(self, names: Sequence[str]) -> list[Part]:
        unknown = set(names) - set(self.parts)
        if unknown:
            raise StackFailed(
                f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(self.parts)}"
            )
        return [part for part in self.parts.values() if not names or part.name in names]

    def _with_needs(self, names: Sequence[str]) -> list[Part]:
        wanted = {part.name for part in self.chosen(names)}
        for part in reversed(list(self.parts.values())):
            if part.name in wanted:
                wanted.update(part.needs)
        return [part for part in self.parts.values() if part.name in wanted]

    def _refuse_conflicts(self, wanted: list[Part]) -> None:
        conflicts = [conflict for part in wanted if (conflict := self._conflict(part))]
        if conflicts:
            raise StackFailed("\n".join(conflicts))

    def _conflict(self, part: Part) -> str | None:
        if part.port is None:
            return None
        record = self.record(part.name)
        if record is None or not record.is_alive:
            return self._taken(part, part.port) if is_taken(part.port) else None
        if part.name == "envoy" and self.home.edge({}) != self.wiring.edge:
            return f"the gateway runs without {TLS} or {ORIGINS} as they are now: `zoco down envoy` first"
        if record.port != part.port:
            return (
                f"{part.name} runs on port {record.port}, not {part.port}: "
                f"`zoco down` first, or leave {_variable(part)} as it was"
            )
        return None

    def _taken(self, part: Part, port: int) -> str:
        return (
            f"port {port}, which {part.name} wants, is taken by {holder(port)}. "
            f"Stop that, or choose another port: {_variable(part)}={port + 1000} make up"
        )

    async def _bring_up(self, part: Part, before: list[asyncio.Task[None]], tell: Tell) -> None:
        if before:
            await asyncio.wait(before)
            if any(task.exception() for task in before):
                tell(part.name, "not started")
                raise PartFailed  # what it needs has said why
        try:
            tell(part.name, await self._make_ready(part, tell))
        except PartFailed as failure:
            tell(part.name, "failed")
            raise PartFailed(
                f"{_named(part, failure)}\n  All of its log: {self.home.log(part.name)}"
            ) from failure

    async def _make_ready(self, part: Part, tell: Tell) -> str:
        record = self.record(part.name)
        if record is not None and record.is_alive:
            await self._until_ready(part, record, seconds=10)
            return "running already"
        tell(part.name, "starting")
        await part.prepare()
        record = await self._start(part)
        try:
            await self._until_ready(part, record, seconds=30)
        except PartFailed:
            await record.stop(patience=5)
            raise
        return "ready"

    async def _start(self, part: Part) -> Record:
        command, log = await part.command(), self.home.log(part.name)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.rename(log.with_suffix(".log.old"))
        command.environment.update(self.extra.get(part.name, {}))
        child = start(command, log=log, die_with_parent=self._attached, environment=self.wiring.common())
        self._children[part.name] = child
        record = Record.of(child.pid, stop_signal=int(command.stop_signal), port=part.port)
        self.home.write(f"run/{part.name}.json", record)
        return record

    async def _until_ready(self, part: Part, record: Record, *, seconds: float) -> None:
        def ended() -> int | None:
            child = self._children.get(part.name)
            code = child.poll() if child is not None else None
            return code if code is not None or record.is_alive else -1

        log = self.home.log(part.name)
        await until_ready(part.name, part.ready, ended=ended, log=log, seconds=seconds)
        await part.complete()

    async def _stop(self, part: Part, tell: Tell) -> None:
        record = self.record(part.name)
        if record is not None and record.is_alive:
            tell(part.name, "stopping")
            in_time = await record.stop(patience=STOP_SECONDS)
            tell(part.name, "stopped" if in_time else f"killed, it took over {STOP_SECONDS:g} s")
        self.home.path("run", f"{part.name}.json").unlink(missing_ok=True)
        if child := self._children.pop(part.name, None):
            child.wait(5)

    async def _status(self, part: Part) -> Status:
        record = self.record(part.name)
        if record is None:
            return Status(part, "stopped")
        if not record.is_alive:
            return Status(part, "died", record, f"see `zoco logs {part.name}`")
        try:
            await asyncio.wait_for(part.ready(), timeout=3)
        except (OSError, TimeoutError, PartFailed) as error:
            return Status(part, "not ready", record, str(error) or "no answer in 3 s")
        return Status(part, "ready", record)


def _named(part: Part, failure: PartFailed) -> str:
    text = str(failure)
    return text if text.startswith(part.name) else f"{part.name}: {text}"


def _variable(part: Part) -> str:
    return variable("gateway" if part.name == "envoy" else part.name)


def _subscriptions() -> dict[str, list[str]]:
    try:
        listed: dict[str, list[str]] = json.loads(SUBSCRIPTIONS.read_text())
    except FileNotFoundError:
        raise PartFailed(f"{SUBSCRIPTIONS} is missing: write it with `make contracts`") from None
    return {name: listed.get(name, []) for name in SERVICES}
