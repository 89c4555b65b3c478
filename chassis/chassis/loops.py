"""Background loops of a process: due rows, the relay, the queue. They stop between two pieces of work."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from chassis.errors import Unavailable

log = structlog.get_logger()

ERROR_PAUSE_SECONDS = (0.2, 1, 3, 10)


class Worker(msgspec.Struct, frozen=True):
    """Work over due rows: `step` does one piece and says whether there may be more.

    Between pieces it waits `idle_seconds`, or less when something is poked.
    """

    name: str
    step: Callable[[], Awaitable[bool]]
    idle_seconds: float = 1.0
    gather_seconds: float = 0.0
    """How long to wait after a poke for more to come, so that one piece of work serves several."""
    is_waiting: Callable[[], bool] = lambda: False
    """True while the step only waits for news (a long poll) and may be cut short."""


class Loops:
    """The running loops of one process."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], Worker] = {}

    def start(self, worker: Worker) -> Callable[[], None]:
        """Run `worker` until `stop`; the returned function wakes it at once."""
        wake = asyncio.Event()
        self._tasks[asyncio.create_task(self._run(worker, wake), name=worker.name)] = worker
        return wake.set

    async def stop(self, patience: float = 10.0) -> None:
        """Let every loop finish what it holds, then end it."""
        self._stopping.set()
        for task, worker in self._tasks.items():
            if worker.is_waiting():
                task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, worker: Worker, wake: asyncio.Event) -> None:
        failures = 0
        while not self._stopping.is_set():
            pause = worker.idle_seconds
            wake.clear()
            try:
                if await worker.step():
                    pause = 0.0
                failures = 0
            except Exception as error:
                pause = ERROR_PAUSE_SECONDS[min(failures, len(ERROR_PAUSE_SECONDS) - 1)]
                failures += 1
                log.warning("worker_failed", worker=worker.name, exc_info=not isinstance(error, Unavailable))
            if pause:
                await self._rest(pause, wake)
            if wake.is_set() and worker.gather_seconds:
                await asyncio.sleep(worker.gather_seconds)

    async def _rest(self, seconds: float, wake: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (self._stopping, wake)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
