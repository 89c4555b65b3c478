"""The few HTTP words the sandbox needs, straight on ASGI."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.payments.errors import TooLarge

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

LARGEST_BODY = 64 * 1024
JSON = "application/json"
HTML = "text/html; charset=utf-8"
NO_LINGER = struct.pack("ii", 1, 0)


class Response(Struct, frozen=True):
    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = {}


class Protocol(HttpToolsProtocol):
    """Lets the application cut its own connection: that is what half of the faults are about."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["transport"] = self.transport


def json_response(value: object, status: int = 200) -> Response:
    return Response(status, msgspec.json.encode(value))


def header(scope: Scope, name: bytes) -> str | None:
    for given, value in scope["headers"]:
        if given == name:
            return str(value.decode("latin-1"))
    return None


async def read_body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            raise TooLarge(f"The request is larger than {LARGEST_BODY} bytes.")
        if not message.get("more_body"):
            return body


async def respond(send: Send, response: Response) -> None:
    headers = {
        "content-type": response.content_type,
        "content-length": str(len(response.body)),
    } | response.headers
    encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": encoded})
    await send({"type": "http.response.body", "body": response.body})


async def pause(seconds: float, receive: Receive, stopping: asyncio.Event) -> None:
    """Until the time is up, the client has left or the process is told to stop."""
    waits = [asyncio.ensure_future(receive()), asyncio.ensure_future(stopping.wait())]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def cut(scope: Scope, receive: Receive) -> None:
    """Reset the connection: no answer, and no orderly end either."""
    transport = scope["state"]["transport"]
    if transport.is_closing():
        return
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    transport.abort()
    await receive()  # returns once the connection is gone
