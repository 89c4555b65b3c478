"""I12, I13, I15, I16, I18, I20: what clients were told is true, and nobody was told what is not theirs."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator

from chaos.checker.facts import SERVICES, Facts, Violation
from chaos.history import Entry

KEYS = "SELECT key, resource_id FROM idempotency_keys WHERE resource_id IS NOT NULL"
ANSWERS = "SELECT key, route, status FROM idempotency_keys WHERE resource_id IS NULL"
REFUNDS = "SELECT id FROM refunds WHERE cause = 'goodwill'"
TICKETS = "SELECT id FROM tickets"
PARCELS = "SELECT id, status FROM fulfilments"
SESSIONS = """
SELECT s.id, s.generation, max(t.generation) AS newest,
  count(*) FILTER (WHERE t.generation = s.generation) AS alive
FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id GROUP BY s.id, s.generation
HAVING max(t.generation) <> s.generation OR count(*) FILTER (WHERE t.generation = s.generation) <> 1
"""
# Which answers stand for a purchase that was refused after an order was written down.
REFUSED = ("out-of-stock", "total-changed", "payment-declined", "order-expired", "order-cancelled")


async def check(facts: Facts) -> AsyncIterator[Violation]:
    async for violation in _purchases(facts):
        yield violation
    async for violation in _things(facts):
        yield violation
    for row in await facts.read("users", "sessions", SESSIONS):
        yield Violation("I15", f"not exactly one live token: {dict(row)}", str(row["id"]))
    for part in (_tokens, _owners, _reads, _statuses):
        for violation in part(facts.history):
            yield violation
    async for violation in _secrets(facts):
        yield violation


async def _purchases(facts: Facts) -> AsyncIterator[Violation]:
    """One key, one order; what was promised is there, what was refused left nothing."""
    orders = await facts.orders()
    made = {row["key"]: str(row["resource_id"]) for row in await facts.read("orders", "keys", KEYS)}
    by_key: dict[str, list[Entry]] = defaultdict(list)
    for entry in facts.history:
        if entry.operation == "buy" and entry.outcome != "invoked":
            by_key[entry.key].append(entry)
    for key, entries in by_key.items():
        told = {str(e.facts.get("order_id") or e.facts.get("id")) for e in entries} - {"None"}
        if len(told) > 1 or (told and told != {made.get(key)}):
            yield Violation("I12", f"one key, several orders: {told}, made {made.get(key)}", key)
        for entry in entries:
            if violation := _promise(entry, orders.get(made.get(key, ""))):
                yield violation
    for key in made.keys() - by_key.keys():
        yield Violation("I13", "an order that nobody asked for", made[key])
    for order_id in orders.keys() - set(made.values()):
        yield Violation("I12", "an order without a key", order_id)


def _promise(entry: Entry, order: object) -> Violation | None:
    row = order if isinstance(order, dict) else None
    about = str(row["id"]) if row else entry.key
    if entry.status == 201 and (row is None or row["confirmed_at"] is None):
        return Violation("I13", f"answered 201, but it is {row and row['status']}", about)
    if entry.problem in REFUSED and (row is None or row["status"] != "cancelled" or row["confirmed_at"]):
        return Violation("I13", f"answered {entry.problem}, but it is {row and row['status']}", about)
    is_refused = entry.outcome == "failed" and entry.status != 401 and entry.problem not in REFUSED
    if is_refused and row is not None:
        return Violation("I13", f"answered {entry.status} {entry.problem}, but there is an order", about)
    return None


async def _things(facts: Facts) -> AsyncIterator[Violation]:
    """Refunds, tickets, parcels, cancellations: what was answered ok exists, and nothing else does."""
    for operation, service, sql in (
        ("refund", "orders", REFUNDS),
        ("ask", "support", TICKETS),
        ("pack", "orders", PARCELS),
    ):
        rows = {str(row["id"]) for row in await facts.read(service, operation, sql)}
        entries = [entry for entry in facts.history if entry.operation == operation]
        for violation in _answers(operation, entries, rows):
            yield violation
        asked, kept = {entry.key for entry in entries}, await facts.read(service, "answers", ANSWERS)
        done = sum(1 for row in kept if row["key"] in asked and row["status"] == 201)
        if done != len(rows):
            yield Violation("I13", f"{operation}: {len(rows)} exist, {done} were made under a key")
    orders = await facts.orders()
    for entry in facts.history:
        if entry.operation == "cancel" and entry.outcome == "ok":
            order_id = entry.facts["path"].split("/")[3]
            if (status := orders[order_id]["status"]) != "cancelled":
                yield Violation("I13", f"its cancellation was accepted, it is {status}", order_id)


def _answers(operation: str, entries: list[Entry], rows: set[str]) -> Iterator[Violation]:
    answers: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.outcome == "ok":
            answers[entry.key].add(str(entry.facts.get("id")))
    for key, ids in answers.items():
        if len(ids) > 1:
            yield Violation("I12", f"{operation}: one key, several results: {ids}", key)
        if not ids <= rows:
            yield Violation("I13", f"{operation} was answered ok and is not there: {ids - rows}", key)


def _tokens(history: list[Entry]) -> Iterator[Violation]:
    granted: dict[str, int] = defaultdict(int)
    for entry in history:
        if entry.operation == "refresh" and entry.outcome == "ok":
            granted[entry.key] += 1
        if entry.operation in ("steal", "after_theft") and entry.outcome == "ok":
            yield Violation(
                "I15", f"{entry.operation}: a dead refresh token was good for a new one", entry.who
            )
    for mark, count in granted.items():
        if count > 1:
            yield Violation("I15", f"one refresh token was good {count} times", mark)


def _owners(history: list[Entry]) -> Iterator[Violation]:
    for entry in history:
        if entry.operation == "pry" and (
            entry.outcome == "ok" or (entry.outcome == "failed" and entry.status not in (401, 404))
        ):
            yield Violation("I16", f"{entry.who} was answered {entry.status} to {entry.facts['path']}")


def _reads(history: list[Entry]) -> Iterator[Violation]:
    """The key of a read is the number that the reader had written before."""
    newest: dict[str, int] = defaultdict(int)
    for entry in history:
        if entry.operation == "read" and entry.outcome == "ok":
            seen, path = int(str(entry.facts["name"]).split()[1]), entry.facts["path"]
            if seen < int(entry.key):
                yield Violation("I18", f"wrote {entry.key}, then read {seen}", path)
            if seen < newest[path]:
                yield Violation("I18", f"read {newest[path]}, then {seen}", path)
            newest[path] = max(newest[path], seen)


def _statuses(history: list[Entry]) -> Iterator[Violation]:
    """A fault may cost an answer, but it is never a fault of the request, nor of the token."""
    for entry in history:
        if entry.status == 500:
            yield Violation("G4", f"{entry.operation} was answered 500", entry.key or entry.who)
        is_wrong = entry.status == 401 and entry.operation in ("buy", "cancel", "look", "pry", "ask")
        if is_wrong and not entry.facts.get("expired"):
            yield Violation(
                "G11", f"{entry.operation}: a good token was refused ({entry.problem})", entry.who
            )


async def _secrets(facts: Facts) -> AsyncIterator[Violation]:
    for service in SERVICES:
        for row in await facts.events(service):
            text = str(row["body"])
            for canary in facts.canaries:
                if canary in text:
                    yield Violation(
                        "I21", f"an event of type {row['type']} says {canary!r}", str(row["event_id"])
                    )
    for path in facts.logs:
        text = path.read_text(errors="replace")
        if path.name == "postgres.log" and "deadlock detected" in text:
            yield Violation("deadlock", f"PostgreSQL ended {text.count('deadlock detected')} deadlocks")
        for canary in facts.canaries:
            if canary in text:
                yield Violation("I20", f"{path.name} says {canary!r}")
