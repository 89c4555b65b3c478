"""The catalogue behind a gateway, as staff may read and change it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import msgspec

from zoco.stack import StackFailed

TRIES = 10
PATIENCE_SECONDS = 10
PRODUCTS = "/v1/admin/products"


class Answer(msgspec.Struct):
    """An HTTP answer, read."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def problem(self) -> str:
        return str(self.body.get("type", "")).removeprefix("/problems/")


class Shop:
    """`log_in` answers the headers that say who asks; it is called again when they have run out."""

    def __init__(
        self, session: aiohttp.ClientSession, log_in: Callable[[], Awaitable[dict[str, str]]]
    ) -> None:
        self._session = session
        self._log_in = log_in
        self._credentials: dict[str, str] = {}

    async def find(self, handle: str) -> dict[str, Any] | None:
        answer = await self._call("GET", PRODUCTS, params={"handle": handle})
        if answer.status != 200:
            raise StackFailed(f"products cannot be read: {answer.status} {answer.body.get('title', '')}")
        items: list[dict[str, Any]] = answer.body["items"]
        return items[0] if items else None

    async def create(self, body: dict[str, Any], *, key: str) -> Answer:
        return await self._call("POST", PRODUCTS, json=body, headers={"Idempotency-Key": key})

    async def replace(self, current: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Refused when somebody has changed it since it was read."""
        path, version = f"{PRODUCTS}/{current['id']}", {"If-Match": f'"{current["version"]}"'}
        return await self._call("PUT", path, json=body, headers=version)

    async def _call(self, method: str, path: str, **request: Any) -> Answer:
        """An answer that stands: whoever is busy or away for a moment is asked again."""
        headers, why = request.pop("headers", {}), ""
        for attempt in range(TRIES):
            self._credentials = self._credentials or await self._log_in()
            try:
                answer = await self._send(method, path, headers=headers | self._credentials, **request)
            except (OSError, aiohttp.ClientError, TimeoutError) as error:
                why = repr(error)
                await asyncio.sleep(1)
                continue
            if answer.status == 401 and not attempt:
                self._credentials = {}
                continue
            if "retry-after" not in answer.headers:
                return answer
            why = f"{answer.status} {answer.body.get('title', '')}"
            await asyncio.sleep(min(PATIENCE_SECONDS, float(answer.headers["retry-after"])))
        raise StackFailed(f"{method} {path} got no answer that stands: {why}. See `zoco status`.")

    async def _send(self, method: str, path: str, **request: Any) -> Answer:
        async with self._session.request(method, path, allow_redirects=False, **request) as response:
            text, headers = await response.read(), response.headers
        body = msgspec.json.decode(text) if "json" in response.content_type else {}
        return Answer(response.status, {name.lower(): value for name, value in headers.items()}, body)
