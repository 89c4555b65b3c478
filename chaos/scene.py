"""The system under test: the real stack, roles apart, wires between them; what dies is started again."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import msgspec

from chaos.broker import Broker
from chaos.wire import Wire
from chassis import parts
from chassis.process import Command, PartFailed, free_port
from chassis.topology import Addresses
from zoco.environment import Wiring
from zoco.home import SERVICES
from zoco.part import Part, run_once
from zoco.ports import Ports
from zoco.stack import Stack

# What services reach through a wire that can be cut.
WIRED = ("postgres", "redis", "payments", "users", "catalog", "orders")
DEADLINE_SECONDS = 20
LOOK_EVERY_SECONDS = 0.1
ENVIRONMENT = {
    "users": {"THROTTLE_FACTOR": "100000"},
    "orders": {"ORDER_DEADLINE_SECONDS": str(DEADLINE_SECONDS)},
}


class Scene:
    """`source` is a folder of packages that are run instead of the checkout's: planted bugs.

    Of a bare scene the processes talk to each other without anything between them.
    """

    def __init__(
        self, folder: Path, *, workers: int, source: Path | None = None, is_bare: bool = False
    ) -> None:
        self.folder = folder
        self.stack = Stack(folder / ".zoco", Ports.free(), durable=True, attached=True)
        ports = self.stack.wiring.ports
        self.wires = {name: Wire(name, free_port(), getattr(ports, name)) for name in WIRED}
        self.broker = Broker(free_port(), ports.aws)
        self._source = source
        self._seen = self.stack.wiring if is_bare else self._through_wires(ports)
        self.stack.parts = self._with_roles_apart(workers)
        self.stack.extra["keys"] = {"JWKS_URL": self._seen.gateway()["JWKS_URL"]}
        # Who is dead on purpose, and for how long still nobody may wake it.
        self.resting: set[str] = set()
        self.deaths = 0
        self.slowest_start = 0.0

    @property
    def admin_dsn(self) -> str:
        """The superuser's way in, past the wires."""
        return parts.postgres_dsn(self.stack.home.path("postgres"), self.stack.wiring.ports.postgres)

    @property
    def services(self) -> list[str]:
        """Every process that runs our services."""
        return [name for name in self.stack.parts if name.split("-")[0] in SERVICES]

    def _through_wires(self, ports: Ports) -> Wiring:
        changed = {name: wire.port for name, wire in self.wires.items()} | {"aws": self.broker.port}
        seen = msgspec.structs.replace(ports, **changed)
        return msgspec.structs.replace(self.stack.wiring, ports=seen)

    def _with_roles_apart(self, workers: int) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for part in self.stack.parts.values():
            if part.name in SERVICES:
                command = self._role(part.name, "api", getattr(self.stack.wiring.ports, part.name))
                found[part.name] = msgspec.structs.replace(
                    part, command=command, prepare=self._migrating(part.name)
                )
                for number in range(1, workers + 1):
                    worker = self._worker(part, f"{part.name}-work-{number}")
                    found[worker.name] = worker
            else:
                found[part.name] = part
        return found

    def _worker(self, api: Part, name: str) -> Part:
        port = free_port()
        command = self._role(api.name, "work", port)

        async def ready() -> None:
            await parts.http_ready(f"http://127.0.0.1:{port}/health/ready")

        return Part(
            name=name, about="workers", port=port, stage=1, needs=(api.name,), command=command, ready=ready
        )

    def _role(self, service: str, role: str, port: int) -> Callable[[], Awaitable[Command]]:
        async def command() -> Command:
            addresses = await self.stack.addresses(service)
            environment = self._seen.service(service, self._brokered(addresses)) | {
                "PORT": str(port),
                "RECEIVE_WAIT_SECONDS": "2",
                **ENVIRONMENT.get(service, {}),
            }
            if self._source is not None:
                environment["PYTHONPATH"] = str(self._source)
            return Command([sys.executable, "-m", service, role], environment)

        return command

    def _migrating(self, service: str) -> Callable[[], Awaitable[None]]:
        migrate = self._role(service, "migrate", 0)

        async def prepare() -> None:
            await run_once(await migrate(), self.stack.wiring)

        return prepare

    def _brokered(self, addresses: Addresses) -> Addresses:
        real, seen = f":{self.stack.wiring.ports.aws}/", f":{self._seen.ports.aws}/"
        return Addresses(
            addresses.topic_arn,
            addresses.queue_url.replace(real, seen),
            addresses.dead_letter_queue_url.replace(real, seen),
        )

    @contextlib.asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Everything runs; what dies is started again until the block ends."""
        for wire in self.wires.values():
            await wire.start()
        await self.broker.start()
        try:
            await self.stack.up()
            started = self.stack.parts
            self.stack.parts = {
                name: part if name == "postgres" else msgspec.structs.replace(part, prepare=_nothing)
                for name, part in started.items()
            }
            yield
        finally:
            await self.stack.down()
            await self.broker.stop()
            for wire in self.wires.values():
                await wire.stop()

    @contextlib.asynccontextmanager
    async def reviving(self) -> AsyncIterator[None]:
        """Whatever dies in the block is started again, unless it is to rest."""
        keepers = [asyncio.create_task(self._keep_alive(name)) for name in self.stack.parts]
        try:
            yield
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)

    async def _keep_alive(self, name: str) -> None:
        while True:
            if name not in self.resting and not self.stack.is_running(name):
                self.deaths += 1
                await self._revive(name)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _revive(self, name: str) -> None:
        """What it needs may be dead too: then it dies at its start, and is started again."""
        began = asyncio.get_running_loop().time()
        with contextlib.suppress(PartFailed, OSError):
            await self.stack.start(name)
            self.slowest_start = max(self.slowest_start, asyncio.get_running_loop().time() - began)

    async def rest(self, name: str, number: signal.Signals, seconds: float) -> None:
        """End a process with a signal; nobody wakes it for a while."""
        self.resting.add(name)
        try:
            record = self.stack.record(name)
            if record is not None:
                record.send(number)
                await record.gone(within=10)
            await asyncio.sleep(seconds)
        finally:
            self.resting.discard(name)

    async def pause(self, name: str, seconds: float) -> None:
        """Freeze a process and thaw it."""
        record = self.stack.record(name)
        if record is None:
            return
        record.send(signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            record.send(signal.SIGCONT)


async def _nothing() -> None:
    """A restart is a restart: what is migrated stays migrated."""
