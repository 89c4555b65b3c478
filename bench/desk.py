"""An agent's desk: a page of the queue as tickets grow in number, and the context with both upstreams live.

`SIZES` says how many tickets; a million take some minutes to make.
"""

import os
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import asyncpg

from bench import load
from journeys.people import People, until

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000,100000").split(","))
DIFFERENT = 1_000
# Most tickets are closed; words, tags and agents are of very different frequency.
FILL = """
INSERT INTO tickets (id, number, customer_id, subject, priority, status, created_at, changed_at, tags,
  assignee_id, solved_at, words)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench-' || n,
  md5((n % 50000)::text)::uuid, 'Ticket ' || n,
  (ARRAY['low', 'normal', 'normal', 'high', 'urgent'])[1 + n % 5],
  CASE WHEN n % 50 = 0 THEN (ARRAY['new', 'open', 'solved', 'on_hold'])[1 + n / 50 % 4] ELSE 'closed' END,
  now(), now(), CASE WHEN n % 1000 = 0 THEN '{rare}'::text[] WHEN n % 3 = 0 THEN '{parcel}' ELSE '{}' END,
  CASE WHEN n % 7 > 0 THEN md5('agent ' || n % 40)::uuid END,
  CASE WHEN n % 50 > 0 OR n / 50 % 4 = 2 THEN now() END,
  ticket_stems('parcel word' || n % 20 || ' name' || n % 20011)
FROM generate_series($1::bigint, $2::bigint) AS n ON CONFLICT DO NOTHING
"""
STEP = 20_000


async def run(people: People) -> list[dict[str, Any]]:
    agent = await people.staff("support_agent")
    rows = [await _context(people, agent.http.token)]
    before = 0
    for size in SIZES:
        await _fill(people, before + 1, size)
        before = size
        for name, query in QUERIES.items():
            chooser = random.Random(7)
            path = "/v1/admin/tickets?"
            urls = [people.stack.url + path + urlencode(query(chooser)) for _ in range(DIFFERENT)]
            measured = await load.get(*urls, concurrency=1, token=agent.http.token)
            rows.append(_row(f"queue, {name}, {size:,}", measured))
    return rows


QUERIES: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "newest": lambda _: {},
    "new and urgent": lambda _: {"status": "new", "priority": "urgent"},
    "nobody's": lambda _: {"status": "open", "assignee": "nobody"},
    "of a tag": lambda c: {"tag": c.choice(["rare", "parcel"])},
    "common words": lambda c: {"q": f"parcel word{c.randint(0, 19)}"},
    "rare words": lambda c: {"q": f"name{c.randint(0, 20_000)}"},
    "common words, open": lambda c: {"q": f"word{c.randint(0, 19)}", "status": "open"},
}


async def _context(people: People, token: str | None) -> dict[str, Any]:
    customer = await people.customer()
    order = (await customer.insist(await people.stocked(5), key=str(uuid4()))).json
    body = {"subject": "Where is it?", "text": "I wait.", "order_id": order["id"]}

    async def opened() -> str | None:
        answer = await customer.http.post("/v1/support/tickets", body, key=f"bench-{order['id']}")
        return str(answer.json["id"]) if answer.status == 201 else None

    url = f"{people.stack.url}/v1/support/tickets/{await until(opened)}/context"
    await load.get(url, concurrency=1, seconds=1, token=token)
    return _row("context, live", await load.get(url, concurrency=1, token=token))


def _row(name: str, measured: load.Measured) -> dict[str, Any]:
    return {
        "read": name,
        "req/s": measured.per_second,
        "p50 ms": measured.percentile(0.5),
        "p95 ms": measured.percentile(0.95),
        "p99 ms": measured.percentile(0.99),
    }


async def _fill(people: People, first: int, last: int) -> None:
    connection = await asyncpg.connect(people.stack.wiring.database_url("support"), ssl=False)
    try:
        for start in range(first, last + 1, STEP):
            await connection.execute(FILL, start, min(start + STEP - 1, last))
        await connection.execute("VACUUM ANALYZE tickets")
    finally:
        await connection.close()
