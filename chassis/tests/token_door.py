"""Doors before PostgreSQL and Redis that let in whoever shows a token, as those of AWS do.

They compute the signature themselves, from the published recipe and the secret that the test knows, and pass
everything after the log-in on to the real server behind them.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import asyncio
import contextlib
import hashlib
import hmac
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

SSL_REQUEST = 80877103


class Refused(Exception):
    """Why a token does not open the door."""


class Lock(msgspec.Struct):
    """What a token must say: signed with this secret, for this service, at this authority, not too old."""

    service: str
    authority: str
    key_id: str
    secret: str
    region: str = "eu-west-1"
    owners: dict[str, str] = {}
    """Users with a password instead, as RDS has one for the owner."""
    shown: list[str] = []
    """Every token that opened."""

    def open(self, user: str, token: str, now: datetime | None = None) -> None:
        """Raises Refused."""
        if user in self.owners:
            return _demand(token == self.owners[user], "the password is wrong")
        url = urlsplit(f"//{token}")
        said = {key: value[0] for key, value in parse_qs(url.query).items()}
        _demand(url.netloc == self.authority, "the token is for another server")
        _demand(said.get("Action") == "connect", "the token is for something else")
        _demand(user in (said.get("DBUser"), said.get("User")), "the token is another user's")
        _demand(not self._is_old(said, now or datetime.now(UTC)), "the token is too old")
        _demand(
            hmac.compare_digest(self._signature(url.query, said), said["X-Amz-Signature"]),
            "the signature is wrong",
        )
        self.shown.append(token)

    def _is_old(self, said: dict[str, str], now: datetime) -> bool:
        began = datetime.strptime(said["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        life = timedelta(seconds=int(said["X-Amz-Expires"]))
        return not began - timedelta(minutes=5) <= now <= began + min(life, timedelta(minutes=15))

    def _signature(self, query: str, said: dict[str, str]) -> str:
        scope = f"{said['X-Amz-Date'][:8]}/{self.region}/{self.service}/aws4_request"
        _demand(
            said["X-Amz-Credential"] == f"{self.key_id}/{scope}",
            "the token is of another key, service or region",
        )
        signed = {key: value for key, value in said.items() if key != "X-Amz-Signature"}
        listed = "&".join(f"{quote(key, safe='')}={quote(signed[key], safe='')}" for key in sorted(signed))
        request = f"GET\n/\n{listed}\nhost:{self.authority}\n\nhost\n{hashlib.sha256(b'').hexdigest()}"
        digest = hashlib.sha256(request.encode()).hexdigest()
        key = f"AWS4{self.secret}".encode()
        for part in (said["X-Amz-Date"][:8], self.region, self.service, "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        text = f"AWS4-HMAC-SHA256\n{said['X-Amz-Date']}\n{scope}\n{digest}"
        return hmac.new(key, text.encode(), "sha256").hexdigest()


def _demand(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Refused(otherwise)


Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


@contextlib.asynccontextmanager
async def postgres_door(
    lock: Lock, behind: int, *, port: int, tls: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    """On 127.0.0.1:`port`; the PostgreSQL on `behind` trusts whoever comes through."""

    async def come(reader: Reader, writer: Writer) -> None:
        hello = await _hello(reader, writer, tls)
        words = hello[8:].split(b"\0")
        user = words[words.index(b"user") + 1].decode()
        writer.write(b"R" + struct.pack("!ii", 8, 3))  # a password in clear text, as RDS asks for a token
        kind, length = struct.unpack("!ci", await reader.readexactly(5))
        shown = (await reader.readexactly(length - 4)).rstrip(b"\0").decode()
        assert kind == b"p", kind
        try:
            lock.open(user, shown)
        except Refused as why:
            text = f"SFATAL\0VFATAL\0C28P01\0MPAM authentication failed: {why}\0\0".encode()
            writer.write(b"E" + struct.pack("!i", len(text) + 4) + text)
            await writer.drain()
            return
        await _pass_on(reader, writer, behind, first=hello)

    async with _serve(come, port):
        yield


async def _hello(reader: Reader, writer: Writer, tls: ssl.SSLContext | None) -> bytes:
    while True:
        head = await reader.readexactly(8)
        length, code = struct.unpack("!ii", head)
        if code != SSL_REQUEST:
            assert tls is None or writer.get_extra_info("ssl_object"), "TLS is forced"
            return head + await reader.readexactly(length - 8)
        writer.write(b"S" if tls else b"N")
        await writer.drain()
        if tls:
            await writer.start_tls(tls)


@contextlib.asynccontextmanager
async def redis_door(lock: Lock, behind: int, *, port: int) -> AsyncIterator[None]:
    """On 127.0.0.1:`port`, before a Redis that asks for nothing."""

    async def come(reader: Reader, writer: Writer) -> None:
        words = await _command(reader)
        try:
            _demand([words[0], words[-3]] == ["HELLO", "AUTH"], "log in first")
            lock.open(words[-2], words[-1])
        except Refused as why:
            writer.write(f"-WRONGPASS {why}\r\n".encode())
            await writer.drain()
            return
        await _pass_on(reader, writer, behind, first=f"HELLO {words[1]}\r\n".encode())

    async with _serve(come, port):
        yield


async def _command(reader: Reader) -> list[str]:
    count = int((await reader.readline())[1:])
    words = []
    for _ in range(count):
        length = int((await reader.readline())[1:])
        words.append((await reader.readexactly(length + 2))[:-2].decode())
    return words


@contextlib.asynccontextmanager
async def _serve(come: Callable[[Reader, Writer], object], port: int) -> AsyncIterator[None]:
    running: set[asyncio.Task[None]] = set()

    async def one(reader: Reader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await come(reader, writer)  # type: ignore[misc]
        running.discard(task)
        writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for task in running:
            task.cancel()


async def _pass_on(reader: Reader, writer: Writer, behind: int, *, first: bytes = b"") -> None:
    inner, outer = await asyncio.open_connection("127.0.0.1", behind)
    outer.write(first)

    async def pump(source: Reader, target: Writer) -> None:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
        target.close()

    pumps = [asyncio.create_task(pump(reader, outer)), asyncio.create_task(pump(inner, writer))]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in pumps:
            task.cancel()
        outer.close()
