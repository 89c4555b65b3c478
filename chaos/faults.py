"""How each kind of fault is done to the scene."""

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import asyncpg
import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from chaos.broker import MOODS
from chaos.plan import Fault
from chaos.scene import Scene
from chassis import messaging
from chassis.process import PartFailed
from zoco.environment import LOCAL_AWS, REGION

POISON = '{"chaos": "nobody can read this"}'
CALL_TIMES = 4
ASKED_AGAIN_SECONDS = 5  # as often the gateway's key agent looks
KEYS = b"GET /.well-known/jwks.json "
GARBAGE = (
    b"",
    b"<html>",
    b"[]",
    b"{}",
    b'{"keys": []}',
    b'{"keys": null}',
    b'{"keys": [{"kty": "oct"}]}',
    b"\xff",
)


class Done(msgspec.Struct, frozen=True):
    """A fault that was done. Times are in seconds since 1970."""

    fault: Fault
    began: float
    ended: float
    failed: str = ""


class Tormentor:
    """Does what a plan says, at its times; each fault beside the others."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.done: list[Done] = []
        self.poison = 0
        self._acts: dict[str, Callable[[Fault], Awaitable[None]]] = {
            "kill": self._kill,
            "pause": lambda fault: scene.pause(fault.target, fault.seconds),
            "failpoint": self._failpoint,
            "postgres_crash": lambda fault: scene.rest("postgres", signal.SIGQUIT, fault.seconds),
            "backends_ended": self._end_backends,
            "redis_flushed": self._flush,
            "redis_garbage": self._litter,
            "redis_killed": lambda fault: scene.rest("redis", signal.SIGKILL, fault.seconds),
            "redis_frozen": lambda fault: scene.pause("redis", fault.seconds),
            "broker_killed": lambda fault: scene.rest("aws", signal.SIGKILL, fault.seconds),
            "gateway_killed": lambda fault: scene.rest("envoy", signal.SIGKILL, fault.seconds),
            "keys_rotated": self._rotate,
            "keys_garbage": self._lie_about_keys,
            "poison": self._poison,
            "net_reset": self._reset,
            "net_silent": self._silence,
            "net_slow": self._slow,
        }

    async def follow(self, plan: list[Fault]) -> None:
        """Returns when the last fault has ended."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for fault in plan:
                await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
                group.create_task(self._do(fault))

    async def _do(self, fault: Fault) -> None:
        began, failed = time.time(), ""
        try:
            await self._act(fault)
        except (OSError, aiohttp.ClientError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            failed = repr(error)  # its victim was dead already: that is a fault too
        except (RedisError, PartFailed, TimeoutError) as error:
            failed = repr(error)
        self.done.append(Done(fault, began, time.time(), failed))

    async def _act(self, fault: Fault) -> None:
        if (act := self._acts.get(fault.kind)) is not None:
            return await act(fault)
        family, _, what = fault.kind.partition("_")
        if family == "broker":
            mood = next(mood for mood in MOODS if mood == what)
            return await self._scene.broker.be(mood, fault.seconds, chance=0.5, seed=fault.seed)
        if family == "webhooks":
            return await self._disturb(what, "webhook", fault.seconds, times=6)
        await self._disturb(what, fault.target, min(fault.seconds, 6.0), times=CALL_TIMES)

    async def _kill(self, fault: Fault) -> None:
        await self._scene.rest(fault.target, signal.SIGKILL, fault.seconds)

    async def _failpoint(self, fault: Fault) -> None:
        """Start a process of orders again so that it dies where the fault says; then it lives on without."""
        candidates = [name for name in self._scene.services if name.startswith("orders")]
        name = random.Random(fault.seed).choice(candidates)
        extra, nth = self._scene.stack.extra, fault.seed % 5 + 1
        extra[name] = {"FAILPOINT": f"{fault.target}:{nth}"}
        await self._scene.rest(name, signal.SIGKILL, 0)
        record = self._scene.stack.record(name)
        deadline = time.monotonic() + 8
        while time.monotonic() < deadline:
            seen = self._scene.stack.record(name)
            if record and seen and seen.pid != record.pid:
                break
            await asyncio.sleep(0.05)
        extra.pop(name, None)

    async def _end_backends(self, fault: Fault) -> None:
        connection = await asyncpg.connect(self._scene.admin_dsn, ssl=False, timeout=2)
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND random() < 0.5"
            )
        finally:
            await connection.close()

    @contextlib.asynccontextmanager
    async def _redis(self) -> AsyncIterator[Redis]:
        redis = Redis(host="127.0.0.1", port=self._scene.stack.wiring.ports.redis, socket_timeout=2)
        try:
            yield redis
        finally:
            await redis.aclose()

    async def _flush(self, fault: Fault) -> None:
        async with self._redis() as redis:
            await redis.flushall()

    async def _litter(self, fault: Fault) -> None:
        """Every key gets a value that is not ours, half of them of another type."""
        random_ = random.Random(fault.seed)
        async with self._redis() as redis:
            for key in await redis.keys("*"):
                await redis.delete(key)
                if random_.random() < 0.5:
                    await redis.set(key, random_.randbytes(40))
                else:
                    await redis.rpush(key, "chaos")

    async def _rotate(self, fault: Fault) -> None:
        await self._scene.stack.command("users", "rotate-keys")

    async def _lie_about_keys(self, fault: Fault) -> None:
        """Whoever asks users for its keys is told something else."""
        wire = self._scene.wires["users"]
        body = random.Random(fault.seed).choice(GARBAGE)
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        wire.about, wire.lie = KEYS, head.encode() + body
        try:
            await asyncio.sleep(fault.seconds + ASKED_AGAIN_SECONDS)
        finally:
            wire.lie = b""

    async def _poison(self, fault: Fault) -> None:
        """A message that nobody can read belongs into the dead-letter queue, at once, and stops nobody."""
        service = random.Random(fault.seed).choice(("catalog", "orders", "support", "users"))
        addresses = await self._scene.stack.addresses(service)
        keys = {
            "aws_access_key_id": LOCAL_AWS["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": LOCAL_AWS["AWS_SECRET_ACCESS_KEY"],
        }
        url = self._scene.stack.wiring.url("aws")
        async with messaging.SESSION.create_client(
            "sqs", endpoint_url=url, region_name=REGION, config=messaging.CONFIG, **keys
        ) as sqs:
            await sqs.send_message(QueueUrl=addresses.queue_url, MessageBody=POISON)
        self.poison += 1

    async def _reset(self, fault: Fault) -> None:
        self._scene.wires[fault.target].reset()

    async def _silence(self, fault: Fault) -> None:
        """Nothing goes through; afterwards either everything arrives late or the connections are gone."""
        wire = self._scene.wires[fault.target]
        wire.fall_silent()
        try:
            await asyncio.sleep(fault.seconds)
        finally:
            if fault.seed % 2:
                wire.reset()
            wire.speak()

    async def _slow(self, fault: Fault) -> None:
        wire = self._scene.wires[fault.target]
        wire.delay = 0.2
        try:
            await asyncio.sleep(fault.seconds)
        finally:
            wire.delay = 0.0

    async def _disturb(self, kind: str, operation: str, seconds: float, *, times: int) -> None:
        """The sandbox does so to the next calls; what is left of it ends with the fault."""
        url = f"{self._scene.stack.wiring.url('payments')}/sandbox/faults"
        body = {"kind": kind, "operation": operation, "times": times, "seconds": min(seconds, 8)}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            async with session.post(url, json=body) as answer:
                answer.raise_for_status()
            await asyncio.sleep(max(2.0, seconds))
            async with session.delete(url) as answer:
                await answer.read()
