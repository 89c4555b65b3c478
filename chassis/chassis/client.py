"""Calls to other services: a token for the callee, a deadline, a breaker, and retries of idempotent calls."""

import asyncio
import base64
import time
from typing import Any, Self, TypeVar

import aiohttp
import msgspec
import stamina
import structlog
from opentelemetry import propagate
from opentelemetry.trace import SpanKind
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from chassis import context
from chassis.errors import Unavailable
from chassis.settings import Secret
from chassis.telemetry import answered, part

log = structlog.get_logger()

T = TypeVar("T")

SPARE_SECONDS = 10


class CallFailed(Exception):
    """No usable answer: refused, reset, timed out or 5xx. Whether the other side acted is unknown."""


class CallRefused(Exception):
    """The other service said no, with a problem. `type` is its name without the path."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        self.type = str(problem.get("type", "")).removeprefix("/problems/")
        super().__init__(f"{status} {self.type}")


class Credentials(msgspec.Struct, frozen=True):
    """This service's own name and secret at the token endpoint."""

    client_id: str
    secret: Secret
    token_url: str


class Token(msgspec.Struct):
    """The part of RFC 6749 section 5.1 that we read."""

    access_token: str
    expires_in: int


class ServiceClient:
    """One other service. Open it with `async with`; one instance serves the whole process."""

    def __init__(self, name: str, url: str, credentials: Credentials, *, timeout: float = 2.0) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._credentials = credentials
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None
        self._token = ""
        self._token_until = 0.0
        self._renew_at = 0.0
        self._token_lock = asyncio.Lock()
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=10, default_ttl=2)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(keepalive_timeout=30, limit=100))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the client is not open: use `async with`")
        return self._session

    async def get(self, path: str, kind: type[T]) -> T:
        return await self.call("GET", path, kind)

    async def call(self, method: str, path: str, kind: type[T], body: msgspec.Struct | None = None) -> T:
        """An idempotent call, repeated on failure while there is time. Raises CallRefused or Unavailable.

        All internal commands are idempotent by their path, so there is no other kind.
        """
        try:
            async for attempt in stamina.retry_context(
                on=CallFailed,
                attempts=3,
                timeout=context.seconds_left(self._timeout),
                wait_initial=0.05,
                wait_jitter=0.05,
                wait_max=0.5,
            ):
                with attempt:
                    return await self._guarded(method, path, kind, body)
        except (CallFailed, OpenedState) as error:
            log.warning("call_failed", service=self.name, method=method, path=path, why=repr(error))
            raise Unavailable(detail=f"{self.name} does not answer") from error
        raise AssertionError("unreachable")

    async def _guarded(self, method: str, path: str, kind: type[T], body: msgspec.Struct | None) -> T:
        breaker = await self._breakers.get_breaker(self.name, exclude=[CallRefused])
        async with breaker:
            return await self._send(method, path, kind, body)

    async def _send(self, method: str, path: str, kind: type[T], body: msgspec.Struct | None) -> T:
        with part(f"{method} {self.name}", kind=SpanKind.CLIENT, about={"peer.service": self.name}) as span:
            status, content = await self._exchange(method, path, body)
            answered(span, status)
        return self._read(status, content, kind)

    async def _exchange(self, method: str, path: str, body: msgspec.Struct | None) -> tuple[int, bytes]:
        seconds = self._seconds_left()
        headers = {
            "Authorization": f"Bearer {await self._bearer()}",
            "X-Timeout-Ms": str(int(seconds * 1000)),
            "X-Request-Id": context.correlation_id() or "",
        }
        propagate.inject(headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            async with self._opened.request(
                method,
                self._url + path,
                data=None if body is None else msgspec.json.encode(body),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise CallFailed(repr(error)) from error

    def _read(self, status: int, content: bytes, kind: type[T]) -> T:
        if status == 401:
            self._renew_at = self._token_until = 0.0
            raise CallFailed("the token was not accepted")
        if status >= 500:
            raise CallFailed(f"answered {status}")
        try:
            if status >= 400:
                raise CallRefused(status, msgspec.json.decode(content, type=dict[str, Any]))
            return msgspec.json.decode(content or b"null", type=kind)
        except msgspec.MsgspecError as error:
            raise CallFailed(f"answered {status} with something else than was agreed") from error

    def _seconds_left(self) -> float:
        """Time for this attempt; to aiohttp no time at all would be all the time in the world."""
        seconds = context.seconds_left(self._timeout)
        if seconds <= 0:
            raise CallFailed("the caller's deadline has passed")
        return seconds

    async def _bearer(self) -> str:
        """A token, renewed at half its life, so that it outlasts an absence of who issues it."""
        async with self._token_lock:
            if time.monotonic() >= self._renew_at:
                try:
                    await self._renew()
                except CallFailed:
                    if time.monotonic() >= self._token_until:
                        raise
        return self._token

    async def _renew(self) -> None:
        asked_at = time.monotonic()
        token = await self._fetch_token()
        self._token = token.access_token
        self._renew_at = asked_at + token.expires_in / 2
        self._token_until = asked_at + token.expires_in - SPARE_SECONDS

    async def _fetch_token(self) -> Token:
        me = self._credentials
        basic = base64.b64encode(f"{me.client_id}:{me.secret.reveal()}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        propagate.inject(headers)
        try:
            async with self._opened.post(
                me.token_url,
                data={"grant_type": "client_credentials", "audience": self.name},
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=self._seconds_left()),
            ) as answer:
                answer.raise_for_status()
                return msgspec.json.decode(await answer.read(), type=Token)
        except (aiohttp.ClientError, TimeoutError, OSError, msgspec.MsgspecError) as error:
            raise CallFailed(f"no token for {self.name}: {error!r}") from error
