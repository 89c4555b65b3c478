"""The catalogue behind a gateway, as staff may use it, and the files that come and go beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from zoco.stack import StackFailed

TRIES = 10
PATIENCE_SECONDS = 10
CHUNK_BYTES = 256 * 1024


class Answer(msgspec.Struct):
    """An HTTP answer, read."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def why(self) -> str:
        return f"{self.status} {self.body.get('title', '')} {self.body.get('detail', '')}".strip()


class Shop:
    """`log_in` answers the headers that say who asks; it is called again when they have run out."""

    def __init__(
        self, session: aiohttp.ClientSession, log_in: Callable[[], Awaitable[dict[str, str]]]
    ) -> None:
        self._session = session
        self._log_in = log_in
        self._credentials: dict[str, str] = {}

    async def get(self, path: str) -> Any:
        return await self._done("GET", path)

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return await self._done("POST", path, **({} if body is None else {"json": body}))

    async def _done(self, method: str, path: str, **request: Any) -> Any:
        answer = await self._call(method, path, **request)
        if answer.status >= 300:
            raise StackFailed(f"{method} {path}: the shop says {answer.why}")
        return answer.body

    async def _call(self, method: str, path: str, **request: Any) -> Answer:
        """An answer that stands: whoever is busy or away for a moment is asked again."""
        why = ""
        for attempt in range(TRIES):
            self._credentials = self._credentials or await self._log_in()
            try:
                answer = await self._send(method, path, headers=self._credentials, **request)
            except (OSError, aiohttp.ClientError, TimeoutError) as error:
                why = repr(error)
                await asyncio.sleep(1)
                continue
            if answer.status == 401 and not attempt:
                self._credentials = {}
                continue
            if "retry-after" not in answer.headers:
                return answer
            why = answer.why
            await asyncio.sleep(min(PATIENCE_SECONDS, float(answer.headers["retry-after"])))
        raise StackFailed(f"{method} {path} got no answer that stands: {why}. See `zoco status`.")

    async def _send(self, method: str, path: str, **request: Any) -> Answer:
        async with self._session.request(method, path, allow_redirects=False, **request) as response:
            text, headers = await response.read(), response.headers
        body = msgspec.json.decode(text) if "json" in response.content_type else {}
        return Answer(response.status, {name.lower(): value for name, value in headers.items()}, body)


async def upload(to: dict[str, Any], file: Path, *, told: Callable[[int], None]) -> None:
    """Stream the file where the shop says. `told` hears how many bytes went."""

    async def chunks() -> AsyncIterator[bytes]:
        with file.open("rb") as opened:
            while chunk := await asyncio.to_thread(opened.read, CHUNK_BYTES):
                yield chunk
                told(len(chunk))

    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=60)) as session,
        session.request(to["method"], to["url"], headers=to["headers"], data=chunks()) as answer,
    ):
        if answer.status >= 300:
            raise StackFailed(f"the file was not taken: {answer.status} {(await answer.text())[:300]}")


async def download(url: str, file: Path, *, told: Callable[[int], None]) -> None:
    """Whole or not at all."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=60)) as session,
        session.get(url) as answer,
    ):
        if answer.status >= 300:
            raise StackFailed(f"the file cannot be fetched: {answer.status}")
        with unfinished.open("wb") as opened:
            async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
                opened.write(chunk)
                told(len(chunk))
    unfinished.rename(file)
