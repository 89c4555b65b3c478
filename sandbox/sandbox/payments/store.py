"""Every SQL statement of the payment sandbox; one connection, the only one that may open the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from sandbox.payments.model import Dispute, Effect, Intent, Refund
from sandbox.payments.parameters import ListIntents, ListRefunds

SCHEMA = """
CREATE TABLE IF NOT EXISTS intents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, charge TEXT UNIQUE,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS refunds (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
    payment_intent TEXT NOT NULL REFERENCES intents (id), charge TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS refunds_of_an_intent ON refunds (payment_intent);
CREATE TABLE IF NOT EXISTS effects (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('authorize', 'capture', 'void', 'refund')),
    payment_intent TEXT NOT NULL REFERENCES intents (id), refund TEXT REFERENCES refunds (id), order_id TEXT,
    metadata BLOB NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL,
    idempotency_key TEXT, at REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS authorized_once ON effects (payment_intent) WHERE kind = 'authorize';
CREATE UNIQUE INDEX IF NOT EXISTS captured_xor_voided ON effects (payment_intent)
    WHERE kind IN ('capture', 'void');
CREATE TABLE IF NOT EXISTS disputes (
    id TEXT PRIMARY KEY, payment_intent TEXT NOT NULL UNIQUE REFERENCES intents (id), body BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, route TEXT NOT NULL, params BLOB NOT NULL, status INTEGER NOT NULL,
    body BLOB NOT NULL, request_id TEXT NOT NULL, at REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS announcements (
    number INTEGER PRIMARY KEY, body BLOB NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL
) STRICT;
"""
# As the tables of intents and refunds are.
DISPUTES = """(
    SELECT rowid AS number, id, payment_intent, body, json_extract(CAST(body AS TEXT), '$.charge') AS charge,
        json_extract(CAST(body AS TEXT), '$.created') AS created FROM disputes
)"""
KEEP_ANSWERS = 48 * 3600  # Stripe promises at least 24 hours
R = TypeVar("R", Intent, Refund, Dispute)


class Answer(Struct, frozen=True):
    """What a key was answered, and will be answered again."""

    route: str
    params: bytes
    status: int
    body: bytes
    request_id: str


class Announcement(Struct, frozen=True):
    number: int
    body: bytes
    attempts: int


class Store:
    def __init__(self, path: Path, *, now: float) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(SCHEMA)
        self._db.execute("DELETE FROM answers WHERE at < ?", (now - KEEP_ANSWERS,))
        self._changes = 0

    def begin(self) -> None:
        self._changes = self._db.total_changes
        self._db.execute("BEGIN")

    def commit(self) -> None:
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    @property
    def has_changes(self) -> bool:
        return self._db.total_changes != self._changes

    @contextmanager
    def apart(self) -> Iterator[None]:
        """One request among those that share a commit: its failure takes back its own work only."""
        self._db.execute("SAVEPOINT request")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO request")
            raise
        finally:
            self._db.execute("RELEASE request")

    def close(self) -> None:
        self._db.close()

    def intent(self, intent_id: str) -> Intent | None:
        return self._one(Intent, "SELECT body FROM intents WHERE id = ?", intent_id)

    def intent_of_charge(self, charge: str) -> Intent | None:
        return self._one(Intent, "SELECT body FROM intents WHERE charge = ?", charge)

    def refund(self, refund_id: str) -> Refund | None:
        return self._one(Refund, "SELECT body FROM refunds WHERE id = ?", refund_id)

    def dispute(self, dispute_id: str) -> Dispute | None:
        return self._one(Dispute, "SELECT body FROM disputes WHERE id = ?", dispute_id)

    def dispute_of(self, intent_id: str) -> Dispute | None:
        return self._one(Dispute, "SELECT body FROM disputes WHERE payment_intent = ?", intent_id)

    def save_dispute(self, dispute: Dispute) -> None:
        self._db.execute(
            """
            INSERT INTO disputes (id, payment_intent, body) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET body = excluded.body
            """,
            (dispute.id, dispute.payment_intent, msgspec.json.encode(dispute)),
        )

    def save_intent(self, intent: Intent) -> None:
        self._db.execute(
            """
            INSERT INTO intents (id, created, charge, body) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET charge = excluded.charge, body = excluded.body
            """,
            (intent.id, intent.created, intent.charge, msgspec.json.encode(intent)),
        )

    def add_refund(self, refund: Refund) -> None:
        self._db.execute(
            "INSERT INTO refunds (id, created, payment_intent, charge, body) VALUES (?, ?, ?, ?, ?)",
            (refund.id, refund.created, refund.payment_intent, refund.charge, msgspec.json.encode(refund)),
        )

    def add_effect(self, effect: Effect, intent: Intent, *, key: str | None, at: float) -> None:
        self._db.execute(
            """
            INSERT INTO effects
                (kind, payment_intent, refund, order_id, metadata, amount, currency, idempotency_key, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                effect.kind, intent.id, effect.refund, intent.metadata.get("order_id"),
                msgspec.json.encode(intent.metadata), effect.amount, intent.currency, key, at,
            ),
        )  # fmt: skip

    def intents(self, asked: ListIntents) -> list[Intent]:
        rows = self._db.execute(
            """
            SELECT body FROM intents
            WHERE created > ? AND created >= ? AND created < ? AND created <= ?
                AND number < coalesce((SELECT number FROM intents WHERE id = ?), 9e18)
            ORDER BY number DESC LIMIT ?
            """,
            (*msgspec.structs.astuple(asked.created), asked.starting_after, asked.limit + 1),
        )
        return [msgspec.json.decode(body, type=Intent) for (body,) in rows]

    def refunds(self, asked: ListRefunds) -> list[Refund]:
        return self._listed(Refund, "refunds", asked)

    def disputes(self, asked: ListRefunds) -> list[Dispute]:
        return self._listed(Dispute, DISPUTES, asked)

    def _listed(self, kind: type[R], table: str, asked: ListRefunds) -> list[R]:
        statement = f"""
            SELECT body FROM {table}
            WHERE created > ? AND created >= ? AND created < ? AND created <= ?
                AND number < coalesce((SELECT number FROM {table} WHERE id = ?), 9e18)
                AND payment_intent = coalesce(?, payment_intent) AND charge = coalesce(?, charge)
            ORDER BY number DESC LIMIT ?
            """
        rows = self._db.execute(
            statement,
            (
                *msgspec.structs.astuple(asked.created), asked.starting_after,
                asked.payment_intent, asked.charge, asked.limit + 1,
            ),
        )  # fmt: skip
        return [msgspec.json.decode(body, type=kind) for (body,) in rows]

    def effects(self, *, after: int) -> list[dict[str, object]]:
        rows = self._db.execute(
            """
            SELECT number, kind, payment_intent, refund, order_id, metadata, amount, currency,
                idempotency_key, at
            FROM effects WHERE number > ? ORDER BY number
            """,
            (after,),
        )
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) | {"metadata": msgspec.Raw(row[5])} for row in rows]

    def totals(self, *, limit: int) -> list[tuple[str, str, int, int, int, int, int, float]]:
        return self._db.execute(
            """
            SELECT coalesce(order_id, payment_intent) AS subject, currency, count(DISTINCT payment_intent),
                sum(iif(kind = 'authorize', amount, 0)), sum(iif(kind = 'void', amount, 0)),
                sum(iif(kind = 'capture', amount, 0)), sum(iif(kind = 'refund', amount, 0)), max(at)
            FROM effects GROUP BY subject, currency ORDER BY max(number) DESC LIMIT ?
            """,
            (limit,),
        ).fetchall()

    def answer(self, key: str) -> Answer | None:
        row = self._db.execute(
            "SELECT route, params, status, body, request_id FROM answers WHERE key = ?", (key,)
        ).fetchone()
        return Answer(*row) if row else None

    def save_answer(self, key: str, answer: Answer, *, at: float) -> None:
        self._db.execute(
            """
            INSERT INTO answers (key, route, params, status, body, request_id, at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            (key, answer.route, answer.params, answer.status, answer.body, answer.request_id, at),
        )

    def add_announcement(self, body: bytes, *, due: float) -> None:
        self._db.execute("INSERT INTO announcements (body, due) VALUES (?, ?)", (body, due))

    def due_announcements(self, now: float) -> list[Announcement]:
        rows = self._db.execute(
            "SELECT number, body, attempts FROM announcements WHERE due <= ? ORDER BY number LIMIT 20", (now,)
        )
        return [Announcement(*row) for row in rows]

    def delivered(self, number: int) -> None:
        self._db.execute("DELETE FROM announcements WHERE number = ?", (number,))

    def postpone(self, number: int, *, due: float) -> None:
        self._db.execute(
            "UPDATE announcements SET attempts = attempts + 1, due = ? WHERE number = ?", (due, number)
        )

    def _one(self, kind: type[R], statement: str, value: str) -> R | None:
        row = self._db.execute(statement, (value,)).fetchone()
        return msgspec.json.decode(row[0], type=kind) if row else None
