"""What there is to judge: rows of four databases, the provider's ledger, dead letters, history, logs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import msgspec

from chaos.history import Entry

SERVICES = ("users", "catalog", "orders", "support")
Row = Mapping[str, Any]


class Violation(msgspec.Struct, frozen=True):
    """A broken promise. `invariant` is its number in the list of them, as I1 to I22."""

    invariant: str
    what: str
    about: str = ""


class Facts(msgspec.Struct):
    """Everything at one moment, once the system has settled."""

    dsns: dict[str, str]
    ledger: list[dict[str, Any]]
    history: list[Entry]
    dead: dict[str, list[str]]
    poison: int
    poison_text: str
    subscriptions: dict[str, list[str]]
    logs: list[Path]
    canaries: list[str]
    tables: dict[str, list[Row]] = {}

    async def read(self, service: str, name: str, sql: str) -> list[Row]:
        """Rows under a name, read once."""
        if (known := self.tables.get(f"{service}.{name}")) is not None:
            return known
        rows = await rows_of(self.dsns[service], sql)
        self.tables[f"{service}.{name}"] = rows
        return rows

    async def orders(self) -> dict[str, Row]:
        """By id: the order with its payment and its saga."""
        rows = await self.read("orders", "orders", ORDERS)
        return {str(row["id"]): row for row in rows}

    async def events(self, publisher: str) -> list[Row]:
        sql = "SELECT event_id, aggregate_id, version, type, body FROM events ORDER BY aggregate_id, version"
        return await self.read(publisher, "events", sql)


ORDERS = """
SELECT o.id, o.customer_id, o.status, o.total_amount, o.currency, o.cancel_reason, o.needs_review,
  o.placed_at, o.confirmed_at, o.cancelled_at, s.step, s.deadline_at, p.status AS payment_status,
  p.amount AS payment_amount, coalesce(p.refunded, 0) AS refunded, p.provider_reference
FROM orders o LEFT JOIN sagas s ON s.order_id = o.id LEFT JOIN payments p ON p.order_id = o.id
"""


async def rows_of(dsn: str, sql: str, *args: Any) -> list[Row]:
    """In a transaction of one snapshot. JSON comes decoded."""
    connection = await asyncpg.connect(dsn, ssl=False, timeout=5)
    try:
        await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return [dict(row) for row in await connection.fetch(sql, *args, timeout=60)]
    finally:
        await connection.close()


async def ledger_of(url: str) -> list[dict[str, Any]]:
    """Every movement of money that the provider made."""
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session,
        session.get(f"{url}/sandbox/ledger") as answer,
    ):
        found: list[dict[str, Any]] = msgspec.json.decode(await answer.read())
        return found
