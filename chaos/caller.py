"""One request through the gateway, written down before it is sent and when it is answered."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec

from chaos.history import Entry, History

TIMEOUT = aiohttp.ClientTimeout(total=8)
PAUSE_SECONDS = 0.25
# Says nothing about what happened, or asks to try again.
PASSING = (408, 425, 429, 500, 502, 503, 504)


class Answer(msgspec.Struct, frozen=True):
    """`status` 0: there was none."""

    status: int
    content: bytes = b""
    headers: dict[str, str] = {}

    @property
    def json(self) -> Any:
        try:
            return msgspec.json.decode(self.content)
        except msgspec.DecodeError:
            return {}

    @property
    def problem(self) -> str:
        if "problem+json" not in self.headers.get("content-type", ""):
            return ""
        return str(self.json.get("type", "")).removeprefix("/problems/")

    @property
    def is_passing(self) -> bool:
        return self.status == 0 or self.status in PASSING or "retry-after" in self.headers


class Stopped(Exception):
    """The run is over before an answer came that stands."""


class Caller:
    """Somebody with tokens. `patience` ends when nobody waits for answers any more."""

    def __init__(self, session: aiohttp.ClientSession, url: str, history: History, name: str) -> None:
        self._session = session
        self._url = url
        self.history = history
        self.name = name
        self.tokens: dict[str, Any] = {}
        self.token_since = 0.0
        self.over = asyncio.Event()

    @property
    def is_fresh(self) -> bool:
        """Whether its access token must be accepted: it lives five minutes."""
        return time.monotonic() - self.token_since < 280

    async def send(
        self, operation: str, method: str, path: str, body: Any = None, *, key: str = "", **headers: str
    ) -> tuple[Answer, Entry]:
        """Send once; what came of it, and its entry in the history."""
        facts = {"path": path} if body is None else {"path": path, "body": _shown(body)}
        invoked = self.history.invoke(operation, self.name, key, **facts)
        answer = await self._request(method, path, body, key, headers)
        outcome = "unknown" if answer.is_passing else "ok" if answer.status < 300 else "failed"
        problem, told = answer.problem, _told(answer)
        if answer.status == 401 and self.tokens and not self.is_fresh:
            told["expired"] = True
        return answer, self.history.settle(invoked, outcome, status=answer.status, problem=problem, **told)  # type: ignore[arg-type]

    async def _request(self, method: str, path: str, body: Any, key: str, headers: dict[str, str]) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.tokens:
            sent["Authorization"] = f"Bearer {self.tokens['access_token']}"
        if key:
            sent["Idempotency-Key"] = key
        data = None if body is None else msgspec.json.encode(body)
        if data is not None:
            sent["Content-Type"] = "application/json"
        try:
            async with self._session.request(
                method, self._url + path, data=data, headers=sent, timeout=TIMEOUT
            ) as answer:
                lowered = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status, await answer.read(), lowered)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Answer(0)

    async def insist(
        self, operation: str, method: str, path: str, body: Any = None, *, key: str = "", **headers: str
    ) -> Answer:
        """Send the same again until there is an answer that stands."""
        while True:
            answer, _ = await self.send(operation, method, path, body, key=key, **headers)
            if not answer.is_passing and answer.status not in (202, 401):
                return answer
            if self.over.is_set():
                raise Stopped
            if answer.status == 401:
                await self.renew()
            await asyncio.sleep(PAUSE_SECONDS)

    async def renew(self) -> None:
        """Other tokens; how, whoever inherits from this knows."""
        raise Stopped

    def new_key(self, kind: str) -> str:
        return f"{kind}-{self.name}-{uuid4().hex[:12]}"


def _shown(body: Any) -> Any:
    """What the history keeps of a request: no secrets."""
    hidden = ("password", "refresh_token", "code")
    return {name: value for name, value in body.items() if name not in hidden}


def _told(answer: Answer) -> dict[str, Any]:
    """What the checker needs of an answer."""
    told: dict[str, Any] = {}
    document = answer.json if answer.status else {}
    if isinstance(document, dict):
        for name in ("id", "order_id", "status", "cancel_reason", "total", "name"):
            if name in document:
                told["is" if name == "status" else name] = document[name]
    if answer.status == 503 and "retry-after" not in answer.headers:
        told["no_retry_after"] = True
    return told
