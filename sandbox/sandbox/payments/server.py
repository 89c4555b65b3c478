"""One process: the API, the commits and the webhooks."""

import asyncio
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket
from types import FrameType

import uvicorn
import uvloop

from sandbox.payments import webhooks
from sandbox.payments.http import Protocol
from sandbox.payments.ledger import Ledger
from sandbox.payments.routes import App
from sandbox.payments.store import Store


class Server(uvicorn.Server):
    """Says when it is ready, and does not let a hanging fault delay its end."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup()
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        print(f"payments listening on http://{host}:{port}", flush=True)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._app.stopping.set()
        await super().shutdown()


def run(*, host: str, port: int, ledger: Path, webhook_url: str | None, webhook_secret: str | None) -> None:
    try:
        store = Store(ledger, now=time.time())
    except sqlite3.Error as error:
        sys.exit(f"payments: cannot open the ledger {ledger}: {error} (is another sandbox using it?)")
    signal.signal(signal.SIGTERM, _leave)  # uvicorn ends by raising the signal that stopped it once more
    signal.signal(signal.SIGINT, _leave)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(store, host, port, webhook_url, webhook_secret))
    finally:
        store.close()


async def _serve(
    store: Store, host: str, port: int, webhook_url: str | None, webhook_secret: str | None
) -> None:
    ledger = Ledger(store)
    app = App(ledger, announces=webhook_url is not None)
    config = uvicorn.Config(
        app, host=host, port=port, http=Protocol, ws="none", lifespan="off", log_level="warning",
        access_log=False, server_header=False, date_header=False, timeout_keep_alive=75,
        timeout_graceful_shutdown=1, proxy_headers=False,
    )  # fmt: skip
    async with _running(ledger.serve()):
        if webhook_url is None or webhook_secret is None:
            await Server(config, app).serve()
        else:
            async with _running(webhooks.deliver(ledger, app.faults, webhook_url, webhook_secret)):
                await Server(config, app).serve()


@asynccontextmanager
async def _running(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(0)
