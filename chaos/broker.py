"""An HTTP proxy before SNS and SQS that loses, repeats, reorders and refuses, as the real ones may."""

import asyncio
import random
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

import aiohttp
import msgspec
from aiohttp import web

Mood = Literal[
    "lost_ack",
    "partial_ack",
    "lost_publish",
    "unsent_publish",
    "partial_publish",
    "twice",
    "shuffled",
    "refusing",
    "slow",
]
MOODS: tuple[Mood, ...] = get_args(Mood)
MEMORY = 200
FAILED = (
    "<member><Id>{}</Id><Code>InternalError</Code><Message>chaos</Message>"
    "<SenderFault>false</SenderFault></member>"
)


class Broker:
    """In a `mood` it does wrong to every call that the mood is about, with that probability."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self._target = f"http://127.0.0.1:{target}"
        self.mood: Mood | None = None
        self._chance = 0.0
        self._random = random.Random(0)
        self._seen: dict[str, list[dict[str, Any]]] = {}
        self._kept: dict[str, list[dict[str, Any]]] = {}
        self.wrongs = 0

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=30)
        )
        app = web.Application(client_max_size=4 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, shutdown_timeout=0.1).start()

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def be(self, mood: Mood, seconds: float, *, chance: float, seed: int) -> None:
        """In this mood for a while."""
        self.mood, self._chance, self._random = mood, chance, random.Random(seed)
        await asyncio.sleep(seconds)
        if self.mood == mood:
            self.mood = None

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body, action = await request.read(), ""
        if target := request.headers.get("X-Amz-Target"):
            action = target.rpartition(".")[2]
        elif body.startswith(b"Action="):
            action = dict(parse_qsl(body.decode()))["Action"]
        try:
            return await self._answer(request, action, body)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return _cut(request)

    async def _answer(self, request: web.Request, action: str, body: bytes) -> web.StreamResponse:
        mood = self.mood if self.mood and self._random.random() < self._chance else None
        match mood, action:
            case "refusing", _:
                return web.Response(status=self._wrong(503), text="chaos")
            case "slow", _:
                await asyncio.sleep(self._wrong(self._random.uniform(0.3, 1.5)))
            case "lost_ack", "DeleteMessageBatch" | "DeleteMessage":
                if self._random.random() < self._wrong(0.5):
                    await self._forward(request, body)
                return _cut(request)
            case "partial_ack", "DeleteMessageBatch":
                return await self._acknowledge_partly(request, self._wrong(body))
            case "lost_publish", "PublishBatch":
                await self._forward(request, body)
                return _cut(self._wrong(request))
            case "unsent_publish", "PublishBatch":
                return _cut(self._wrong(request))
            case "partial_publish", "PublishBatch":
                return await self._publish_partly(request, self._wrong(body))
        if action == "ReceiveMessage":
            return await self._receive(request, body, mood)
        return _response(*await self._forward(request, body))

    def _wrong(self, value: Any) -> Any:
        self.wrongs += 1
        return value

    async def _forward(self, request: web.Request, body: bytes) -> tuple[int, str, bytes]:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
        url = self._target + request.raw_path
        async with self._session.request(request.method, url, data=body, headers=headers) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), await answer.read()

    async def _publish_partly(self, request: web.Request, body: bytes) -> web.StreamResponse:
        """One entry of the batch is not sent, and said to have failed."""
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        entries = _entries(form)
        lost = self._random.choice(sorted(entries))
        name = entries.pop(lost)["Id"]
        sent = {key: value for key, value in form.items() if not key.startswith(PREFIX)}
        for number, entry in enumerate(entries.values(), 1):
            sent |= {f"{PREFIX}{number}.{key}": value for key, value in entry.items()}
        failed = FAILED.format(name)
        if not entries:
            text = EMPTY.format(failed)
            return web.Response(text=text, content_type="text/xml")
        status, kind, answer = await self._forward(request, urlencode(sent).encode())
        text = answer.decode()
        for tag in ("<Failed/>", "<Failed></Failed>", "<Failed />"):
            text = text.replace(tag, f"<Failed>{failed}</Failed>")
        return _response(status, kind, text.encode())

    async def _acknowledge_partly(self, request: web.Request, body: bytes) -> web.StreamResponse:
        """One message of the batch is not deleted, and said so: it comes again."""
        asked = msgspec.json.decode(body)
        entries = asked["Entries"]
        lost = entries.pop(self._random.randrange(len(entries)))
        told: dict[str, Any] = {"Successful": [], "Failed": []}
        if entries:
            status, kind, answer = await self._forward(request, msgspec.json.encode(asked))
            if status != 200:
                return _response(status, kind, answer)
            told |= msgspec.json.decode(answer)
        failed = {"Id": lost["Id"], "SenderFault": False, "Code": "InternalError", "Message": "chaos"}
        told["Failed"] = [*(told["Failed"] or ()), failed]
        return _response(200, "application/x-amz-json-1.0", msgspec.json.encode(told))

    async def _receive(self, request: web.Request, body: bytes, mood: Mood | None) -> web.StreamResponse:
        """Messages may come twice, or be kept back and come later among others."""
        queue = msgspec.json.decode(body)["QueueUrl"]
        status, kind, answer = await self._forward(request, body)
        if status != 200:
            return _response(status, kind, answer)
        decoded = msgspec.json.decode(answer)
        messages = decoded.get("Messages") or []
        if mood == "twice" and (seen := self._seen.get(queue)):
            messages = messages + self._random.sample(seen, min(3, len(seen)))[: self._wrong(3)]
        self._seen[queue] = (self._seen.get(queue, []) + messages)[-MEMORY:]
        messages = self._shuffled(queue, messages, mood)
        return _response(status, kind, msgspec.json.encode(decoded | {"Messages": messages}))

    def _shuffled(
        self, queue: str, messages: list[dict[str, Any]], mood: Mood | None
    ) -> list[dict[str, Any]]:
        kept = self._kept.pop(queue, [])
        if mood == "shuffled":
            pool = messages + kept
            self._random.shuffle(pool)
            half = self._wrong(len(pool)) // 2
            self._kept[queue] = pool[:half]
            return pool[half:][:10]
        return messages + kept


HOP = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect"}
PREFIX = "PublishBatchRequestEntries.member."
EMPTY = (
    '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>'
    "<Successful/><Failed>{}</Failed></PublishBatchResult><ResponseMetadata><RequestId>0</RequestId>"
    "</ResponseMetadata></PublishBatchResponse>"
)


def _entries(form: dict[str, str]) -> dict[int, dict[str, str]]:
    entries: dict[int, dict[str, str]] = {}
    for key, value in form.items():
        if key.startswith(PREFIX):
            number, _, name = key.removeprefix(PREFIX).partition(".")
            entries.setdefault(int(number), {})[name] = value
    return entries


def _cut(request: web.Request) -> web.Response:
    """The connection breaks before an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _response(status: int, kind: str, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, headers={"Content-Type": kind} if kind else {})
