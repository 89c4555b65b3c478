"""Fetch what a stranger links, and reach nothing that is not public (OWASP: server-side request forgery).

The address is checked where a socket for it is made, so that what is connected to is what was checked,
whatever a name resolves to a moment later. Redirects are followed by hand, each on a connection of its own.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import aiohttp
from yarl import URL

from catalog.media.model import MOST_BYTES

TOTAL_SECONDS = 20.0
CONNECT_SECONDS = 5.0
MOST_REDIRECTS = 3
CHUNK_BYTES = 64 * 1024
PORTS = (80, 443)
REDIRECTS = (301, 302, 303, 307, 308)
# The only space that IANA has given to global unicast; and what in it leads elsewhere, or nowhere.
GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
NOT_GLOBAL = [
    ipaddress.IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
HEADERS = {"User-Agent": "zoco", "Accept": "image/*", "Accept-Encoding": "identity"}

IsAllowed = Callable[[str, int], bool]


class FetchRefused(Exception):
    """It will never work."""


class FetchFailed(Exception):
    """It may work later."""


def is_public(address: str, port: int) -> bool:
    """Whether anybody on the internet reaches this address, at a port for the web."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if port not in PORTS:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        is_elsewhere = any(found in network for network in NOT_GLOBAL)
        return found.scope_id is None and found in GLOBAL_IPV6 and not is_elsewhere
    return found.is_global and not found.is_multicast and not found.is_reserved


class Fetcher:
    """`is_allowed` decides over an address and a port; only tests give another."""

    def __init__(self, is_allowed: IsAllowed = is_public) -> None:
        self._is_allowed = is_allowed

    async def fetch(self, url: str) -> bytes:
        """At most MOST_BYTES, in at most TOTAL_SECONDS, over at most MOST_REDIRECTS redirects."""
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                return await self._follow(url)
        except TimeoutError:
            raise FetchFailed(f"it took longer than {TOTAL_SECONDS:g} s") from None

    async def _follow(self, url: str) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            found = await self._hop(_checked(url))
            if isinstance(found, bytes):
                return found
            url = found
        raise FetchRefused(f"there are more than {MOST_REDIRECTS} redirects")

    async def _hop(self, url: URL) -> bytes | str:
        """The picture, or where it is."""
        refused: list[str] = []

        def checked_socket(info: tuple[Any, ...]) -> socket.socket:
            family, kind, protocol, _, address = info
            if not self._is_allowed(address[0], address[1]):
                refused.append(
                    f"{url.host} is {address[0]}, port {address[1]}: not a public address of the web"
                )
                raise OSError(refused[0])
            return socket.socket(family, kind, protocol)

        connector = aiohttp.TCPConnector(socket_factory=checked_socket, force_close=True)
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector, timeout=timeout, auto_decompress=False, trust_env=False
                ) as session,
                session.get(url, headers=HEADERS, allow_redirects=False) as answer,
            ):
                return await _read(answer)
        except (aiohttp.ClientError, OSError) as error:
            if refused:
                raise FetchRefused(refused[0]) from None
            raise FetchFailed(f"{type(error).__name__}: {error}"[:300]) from error


def _checked(url: str) -> URL:
    try:
        found = URL(url)
    except ValueError:
        raise FetchRefused("the link cannot be read") from None
    if found.scheme not in ("http", "https") or not found.host or found.user or found.password:
        raise FetchRefused("the link is not one of http or https without a password")
    return found


async def _read(answer: aiohttp.ClientResponse) -> bytes | str:
    if answer.status in REDIRECTS:
        try:
            return str(answer.url.join(URL(answer.headers.get("Location", ""))))
        except ValueError:
            raise FetchRefused("it redirects to what is no link") from None
    if answer.status == 429 or answer.status >= 500:
        raise FetchFailed(f"it answers {answer.status}")
    if answer.status != 200:
        raise FetchRefused(f"it answers {answer.status}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchRefused("it is packed although nobody asked for that")
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
        content += chunk
        if len(content) > MOST_BYTES:
            raise FetchRefused(f"it is larger than {MOST_BYTES} bytes")
    return bytes(content)
