"""Bugs in what the chassis promises of events, and of a database that is away."""

from chaos.planted.bug import Bug, Change, at

INBOX, OUTBOX, DATABASE = "chassis/inbox.py", "chassis/outbox.py", "chassis/database.py"
DIE = "from chassis.failpoints import reached as die_at; die_at('planted')"

BUGS = {
    "no inbox, and a handler that adds up": Bug(
        [
            Change(INBOX, "if not arrived.is_first:", "if False:"),
            Change(
                "catalog/reservation/commands.py",
                "if await stock.is_done(tx, fulfilment_id, Kind.SHIP):",
                "if False:",
            ),
            Change(
                "catalog/reservation/commands.py",
                "operation_id=fulfilment_id, kind=Kind.SHIP",
                "operation_id=__import__('chassis.ids').ids.new_id(), kind=Kind.SHIP",
            ),
        ],
        ("I7", "I14", "late"),
        [at(0.5, "broker_twice", seconds=12)],
    ),
    "inbox without its row": Bug(
        [
            Change(
                INBOX,
                "INSERT INTO inbox (consumer, event_id, at) SELECT $1, event_id, $6 FROM arrived ORDER BY event_id\n"
                "  ON CONFLICT DO NOTHING RETURNING event_id",
                "SELECT event_id FROM arrived WHERE $6::timestamptz IS NOT NULL",
            )
        ],
        ("I7",),
    ),
    "events published in another transaction, before": Bug(
        [
            Change(DATABASE, "await tx.store_published()", "await self._store_apart(tx); await tx.flush()"),
            Change(
                DATABASE,
                '    async def one(self, kind: type[T], sql: str, *args: Any) -> T | None:\n        """A single read',
                """    async def _store_apart(self, tx: Transaction) -> None:
        async with self._opened.acquire(timeout=5) as other, other.transaction():
            apart = Transaction(other, tx.now)
            apart._pending = tx._pending
            await apart.store_published()
        tx.has_published = apart.has_published
        if tx.has_published:
            """
                + DIE
                + """

    async def one(self, kind: type[T], sql: str, *args: Any) -> T | None:
        \"\"\"A single read""",
            ),
        ],
        ("I7", "I8", "I9"),
        [at(1.0 * number, "failpoint", "planted", seed=5 * number) for number in range(1, 6)],
    ),
    "events published after the commit": Bug(
        [
            Change(
                DATABASE, "                await tx.store_published()\n", "                await tx.flush()\n"
            ),
            Change(
                DATABASE,
                "        if tx.has_published:\n            for poke",
                """        if tx._pending:
            """
                + DIE
                + """
            async with self._opened.acquire(timeout=5) as other, other.transaction():
                tx._connection = other
                await tx.store_published()
        if tx.has_published:
            for poke""",
            ),
        ],
        ("I7", "I8", "I9"),
        [at(1.0 * number, "failpoint", "planted", seed=5 * number) for number in range(1, 6)],
    ),
    "relay forgets before it publishes": Bug(
        [
            Change(
                OUTBOX,
                '        reached("relay.claimed")\n',
                "        await self._forget([event.event_id for event in claimed])\n",
            )
        ],
        ("I7", "I8"),
        [at(0.5, "broker_unsent_publish", seconds=5)],
    ),
    "relay with a cursor": Bug(
        [
            Change(
                OUTBOX,
                '"DELETE FROM outbox WHERE event_id = ANY($1::uuid[])"',
                '"DELETE FROM outbox WHERE created_at <= (SELECT max(created_at) FROM outbox WHERE event_id = ANY($1::uuid[]))"',
            )
        ],
        ("I7", "I8"),
        [at(0.5, "broker_slow", seconds=6)],
    ),
    "relay believes a batch that failed in part": Bug(
        [
            Change(
                OUTBOX,
                '[UUID(sent["Id"]) for sent in answer.get("Successful", [])]',
                "[event.event_id for event in claimed]",
            )
        ],
        ("I7", "I8"),
        [at(0.5, "broker_partial_publish", seconds=5)],
    ),
    "acknowledged before it is handled": Bug(
        [
            Change(
                INBOX,
                "        done = await self._settle_all(",
                "        await self._acknowledge(messages)\n        done = await self._settle_all(",
            )
        ],
        ("I7", "I8"),
        [
            at(0.2, "broker_shuffled", seconds=12),
            *(at(when, "postgres_crash", seconds=1.5) for when in (1.5, 4.0, 6.5)),
        ],
    ),
    "no version gate": Bug(
        [
            Change(INBOX, "if not arrived.is_first:", "if False:"),
            Change(INBOX, "if arrived.is_newest or not subscription.latest:", "if True:"),
        ],
        ("I8",),
        [at(0.2, "broker_twice", seconds=9), at(5.0, "broker_shuffled", seconds=5)],
    ),
    "unreadable messages are tried again": Bug(
        [Change(INBOX, "        except Poison as error:\n", "        except ZeroDivisionError as error:\n")],
        ("I14", "late"),
        [at(1.0, "poison")],
    ),
}
