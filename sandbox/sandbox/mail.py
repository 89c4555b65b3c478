"""A mail server that delivers into a folder: one file per message and recipient."""

import asyncio
import os
import re
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")
LARGEST_MESSAGE = 10 * 1024 * 1024


class Sink:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            await asyncio.to_thread(self._write, recipient, content)
        return "250 OK"

    def _write(self, recipient: str, content: bytes) -> None:
        """Whoever watches the folder sees a whole message or none."""
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        name = f"{now}-{UNSAFE.sub('_', recipient)[:200]}.eml"
        unfinished = self._folder / f".{name}.part"
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._folder / name)


def run(*, host: str, port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(host, port, folder))


async def _serve(host: str, port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    sink = Sink(folder)
    hostname = socket.gethostname()  # aiosmtpd would ask the network for it, once per connection

    def session() -> SMTP:
        return SMTP(sink, hostname=hostname, data_size_limit=LARGEST_MESSAGE, enable_SMTPUTF8=True)

    try:
        server = await loop.create_server(session, host, port)
    except OSError as error:
        sys.exit(f"mail: cannot listen on {host}:{port}: {error.strerror}")
    print(f"mail listening on {host}:{server.sockets[0].getsockname()[1]}, writing to {folder}", flush=True)
    await stopping.wait()
    server.close()
