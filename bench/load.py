"""A load generator that costs little itself: GETs one after another on bare, kept-alive connections."""

import asyncio
import functools
import itertools
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

GOOD = b"HTTP/1.1 200"


class Measured(msgspec.Struct):
    """Times in milliseconds, sorted."""

    waits: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds

    def percentile(self, share: float) -> float:
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]


async def get(*urls: str, concurrency: int = 16, seconds: float = 4.0, token: str | None = None) -> Measured:
    """GET them one after another as fast as they are answered. Anything but 200 is an error."""
    until = time.perf_counter() + seconds
    turns = itertools.cycle(urls)
    found = await asyncio.gather(*(_connection(turns, until, token) for _ in range(concurrency)))
    return Measured(sorted(wait for waits in found for wait in waits), seconds)


async def _connection(urls: Iterator[str], until: float, token: str | None) -> list[float]:
    parts = urlsplit(next(urls))
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    waits = []
    while (started := time.perf_counter()) < until:
        url = next(urls)
        writer.write(_request(url, token))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"GET {url} was answered {head.splitlines()[0].decode()}")
        await reader.readexactly(_length(head))
        waits.append((time.perf_counter() - started) * 1000)
    writer.close()
    return waits


async def flood(
    port: int, path: str, headers: dict[str, str], *, connections: int = 16, depth: int = 8, seconds: float
) -> int:
    """How often `path` was answered with 200. Each connection keeps `depth` requests under way."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nhost: bench\r\n{lines}\r\n".encode()
    until = time.perf_counter() + seconds
    served = await asyncio.gather(*(_pipeline(port, request, depth, until) for _ in range(connections)))
    return sum(served)


async def _pipeline(port: int, request: bytes, depth: int, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request * depth)
    served, rest = 0, b""
    while time.perf_counter() < until:
        received = rest + await reader.read(262_144)
        if any(start in received for start in (b"HTTP/1.1 3", b"HTTP/1.1 4", b"HTTP/1.1 5")):
            raise RuntimeError(f"an answer that is not 200: {received[:300]!r}")
        answers = received.count(GOOD)
        rest = received[1 - len(GOOD) :]  # may hold the beginning of one more
        served += answers
        writer.write(request * answers)
    writer.close()
    return served


@functools.cache
def _request(url: str, token: str | None) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    bearer = f"authorization: Bearer {token}\r\n" if token else ""
    return f"GET {target} HTTP/1.1\r\nhost: {parts.netloc}\r\n{bearer}\r\n".encode()


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    if not found:
        raise RuntimeError("an answer without a length")
    return int(rest.partition(b"\r\n")[0])
