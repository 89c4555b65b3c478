"""How a call becomes HTTP: one request, no retries; what is not a success is raised as a problem."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

import aiohttp
import msgspec

T = TypeVar("T")


class ProblemError(Exception):
    """An RFC 9457 problem. Branch on `type`, such as "/problems/out-of-stock"; `facts` has the rest."""

    def __init__(self, status: int, members: Mapping[str, Any]) -> None:
        self.status = status
        self.type = str(members.get("type", "about:blank"))
        self.title = str(members.get("title", ""))
        self.request_id = members.get("request_id")
        self.facts = {
            name: value for name, value in members.items() if name not in ("type", "title", "status")
        }
        super().__init__(f"{status} {self.type}: {self.title}")


def new_key() -> str:
    """An Idempotency-Key for a new wish. Keep it, and send it again when no answer came."""
    return str(uuid4())


class Transport:
    """Speaks to the shop at `url` as nobody, or as whom `token` names."""

    def __init__(self, session: aiohttp.ClientSession, url: str, *, token: str | None = None) -> None:
        self._session = session
        self._url = url.rstrip("/")
        self._token = token

    def acting(self, token: str | None) -> Self:
        """The same shop, as somebody else."""
        return type(self)(self._session, self._url, token=token)

    async def _call(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        body: msgspec.Struct | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> T:
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        if self._token is not None:
            sent["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        async with self._session.request(
            method,
            self._url + path,
            params=list(_pairs(query or {})),
            data=None if body is None else msgspec.json.encode(body),
            headers=sent,
            allow_redirects=False,
        ) as response:
            content = await response.read()
        if response.status >= 300:
            raise ProblemError(response.status, _members(content))
        # A call without an answer has a body of nothing, and asks for `type(None)`.
        return msgspec.json.decode(content or b"null", type=answer)


def _pairs(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A list is said once for each."""
    for name, value in query.items():
        values = value if isinstance(value, list) else [value]
        yield from ((name, _text(each)) for each in values if each is not None)


def _text(value: str | int | UUID | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _members(content: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError:
        return {"title": content[:200].decode(errors="replace")}
