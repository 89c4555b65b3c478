"""Looks at the system from outside: all the time, whether it has settled, and at the end at everything."""

import asyncio
import json
import time
from collections import Counter
from typing import Any

import aiohttp
import asyncpg
import msgspec

from chaos.checker import clients, events, money, stock
from chaos.checker.facts import SERVICES, Facts, Violation, ledger_of, rows_of
from chaos.faults import POISON
from chaos.history import History
from chaos.scene import Scene
from chassis import messaging
from zoco.environment import LOCAL_AWS, REGION, repository

WATCH_SECONDS = 2.0
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
# A version that a copy was made of never falls: written down where it would.
WITNESS = """
CREATE TABLE chaos_regressions (consumer text, aggregate_id uuid, old_version integer, new_version integer);
CREATE FUNCTION chaos_witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
  INSERT INTO chaos_regressions VALUES (OLD.consumer, OLD.aggregate_id, OLD.version, NEW.version);
  RETURN NEW;
END $$;
CREATE TRIGGER chaos_witness BEFORE UPDATE ON latest FOR EACH ROW
  WHEN (NEW.version < OLD.version) EXECUTE FUNCTION chaos_witness();
"""
# What is under way, by service; nothing of it is left when the system has settled.
OPEN = {
    "users": "SELECT count(*) AS outbox FROM outbox",
    "support": "SELECT count(*) AS outbox FROM outbox",
    "catalog": "SELECT (SELECT count(*) FROM outbox) AS outbox, "
    "(SELECT count(*) FROM reservations WHERE state = 'held') AS held",
    "orders": "SELECT (SELECT count(*) FROM outbox) AS outbox, "
    "(SELECT count(*) FROM sagas WHERE step <> 'done') AS sagas, "
    "(SELECT count(*) FROM refunds WHERE status = 'pending') AS refunds, "
    "(SELECT count(*) FROM orders o JOIN payments p ON p.order_id = o.id "
    " WHERE o.status = 'cancelled' AND p.refunded < p.amount AND p.status = 'captured') AS owed",
}


class Inspector:
    """`violations` are those seen while the system ran."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.violations: list[Violation] = []
        self.looks = 0

    @property
    def dsns(self) -> dict[str, str]:
        """The superuser's way into each database, past every wire."""
        return {name: self._scene.admin_dsn.rpartition("/")[0] + f"/{name}" for name in SERVICES}

    async def prepare(self) -> None:
        """Refuse to judge a database that may forget, and leave a witness in each."""
        for name in DURABLE:
            (row,) = await rows_of(self._scene.admin_dsn, f"SELECT current_setting('{name}') AS value")
            assert row["value"] == "on", f"{name} is {row['value']}: a crash proves nothing"
        for dsn in self.dsns.values():
            connection = await asyncpg.connect(dsn, ssl=False)
            try:
                await connection.execute(WITNESS)
            finally:
                await connection.close()

    async def watch(self) -> None:
        """What must be true at every moment, asked again and again."""
        while True:
            try:
                self.violations += await stock.wrong_levels(self.dsns["catalog"])
                self.looks += 1
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                pass  # it is dead right now
            await asyncio.sleep(WATCH_SECONDS)

    async def under_way(self) -> dict[str, int]:
        """What is not done yet: rows, and messages in queues."""
        left: dict[str, int] = {}
        for service, sql in OPEN.items():
            (row,) = await rows_of(self.dsns[service], sql)
            left |= {f"{service} {name}": count for name, count in row.items() if count}
        for service in SERVICES:
            if waiting := await self._waiting(service):
                left[f"{service} queue"] = waiting
        return left

    async def settle(self, *, within: float) -> tuple[float, dict[str, int]]:
        """Wait until nothing is under way; how long that took, and what is left."""
        began, left = time.monotonic(), {"not seen yet": 1}
        while left and time.monotonic() - began < within:
            try:
                left = await self.under_way()
            except (OSError, asyncpg.PostgresError, aiohttp.ClientError, TimeoutError) as error:
                left = {repr(error): 1}
            await asyncio.sleep(0.5)
        return time.monotonic() - began, left

    async def judge(self, history: History, poison: int, canaries: list[str]) -> list[Violation]:
        """Every promise against everything there is."""
        stack = self._scene.stack
        listened = json.loads((repository() / "contracts" / "subscriptions.json").read_text())
        facts = Facts(
            dsns=self.dsns,
            ledger=await ledger_of(stack.wiring.url("payments")),
            history=history.entries,
            dead={service: await self._dead(service) for service in SERVICES},
            poison=poison,
            poison_text=POISON,
            subscriptions=listened,
            logs=sorted(stack.home.path("logs").glob("*.log")),
            canaries=canaries,
        )
        found = list(self.violations)
        for check in (stock.check, money.check, events.check, clients.check):
            found += [violation async for violation in check(facts)]
        return found

    async def counts(self) -> dict[str, int]:
        return dict(Counter((await self.orders()).values()))

    async def orders(self) -> dict[str, str]:
        """The status of each by its id."""
        rows = await rows_of(self.dsns["orders"], "SELECT id::text, status FROM orders")
        return {row["id"]: row["status"] for row in rows}

    async def _waiting(self, service: str) -> int:
        url = (await self._scene.stack.addresses(service)).queue_url
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = await self._sqs("get_queue_attributes", QueueUrl=url, AttributeNames=names)
        return sum(int(value) for value in answer["Attributes"].values())

    async def _dead(self, service: str) -> list[str]:
        url = (await self._scene.stack.addresses(service)).dead_letter_queue_url
        bodies: list[str] = []
        while True:
            answer = await self._sqs("receive_message", QueueUrl=url, MaxNumberOfMessages=10)
            messages = answer.get("Messages") or []
            if not messages:
                return bodies
            bodies += [message["Body"] for message in messages]

    async def _sqs(self, call: str, **arguments: Any) -> Any:
        keys = {
            "aws_access_key_id": LOCAL_AWS["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": LOCAL_AWS["AWS_SECRET_ACCESS_KEY"],
        }
        url = self._scene.stack.wiring.url("aws")
        async with messaging.SESSION.create_client(
            "sqs", endpoint_url=url, region_name=REGION, config=messaging.CONFIG, **keys
        ) as sqs:
            return await getattr(sqs, call)(**arguments)


class Settled(msgspec.Struct, frozen=True):
    """How long it took from the last fault until nothing was under way, and what still was."""

    seconds: float
    left: dict[str, int]
