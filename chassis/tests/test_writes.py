"""Writes that wait for each other's company happen as if they had not."""

import pytest
from notebook.app import NoteWritten

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.testing import Running
from chassis.writes import Write, together

ADD = "INSERT INTO notes (id, owner_id, text) VALUES ($1, $2, $3)"


class Gone(Exception):
    """What a write is told to raise when it touches no row."""


async def _count(notebook: Running) -> int | None:
    return await notebook.db.one(int, "SELECT count(*) FROM notes")


async def test_writes_to_different_tables_are_one_statement() -> None:
    writes = [
        Write("UPDATE a SET x = $2 WHERE id = $1", (1, 2), Gone),
        Write("INSERT INTO b (y) VALUES ($1)", (3,)),
    ]
    sql, args = together(writes)
    assert sql == (
        "WITH w0 AS (UPDATE a SET x = $2 WHERE id = $1 RETURNING 1), w1 AS (INSERT INTO b (y) VALUES ($3)) "
        "SELECT (SELECT count(*) FROM w0)"
    )
    assert args == [1, 2, 3]


async def test_a_write_waits_for_none_but_a_table_that_it_names() -> None:
    first = Write("INSERT INTO notes (id) VALUES ($1)", (1,))
    assert Write("DELETE FROM notes WHERE id = $1", (1,)).needs([first])
    assert Write("INSERT INTO outbox (id) SELECT id FROM notes", ()).needs([first])
    assert not Write("INSERT INTO outbox (id) VALUES ($1)", (1,)).needs([first])
    with pytest.raises(ValueError, match="not a plain"):
        first.needs([Write("WITH x AS (SELECT 1) DELETE FROM notes", ())])


async def test_a_read_and_a_second_write_see_what_was_written(notebook: Running) -> None:
    note_id = new_id()
    async with notebook.db.transaction() as tx:
        await tx.write(ADD, note_id, note_id, "first")
        await tx.write("UPDATE notes SET text = $2 WHERE id = $1", note_id, "second", missed=Gone)
        assert await tx.one(str, "SELECT text FROM notes") == "second"
        await tx.write("DELETE FROM notes WHERE id = $1", note_id)
    assert await _count(notebook) == 0


async def test_a_write_that_misses_undoes_the_transaction(notebook: Running) -> None:
    async def miss() -> None:
        async with notebook.db.transaction() as tx:
            await tx.write(ADD, new_id(), new_id(), "kept only with the other")
            await tx.publish(NoteWritten(note_id=new_id(), pages=1), of=new_id())
            await tx.write("DELETE FROM outbox WHERE event_id = $1", new_id(), missed=Gone)

    with pytest.raises(Gone):
        await miss()
    assert await _count(notebook) == 0
    assert await notebook.published() == []


async def test_a_savepoint_undoes_its_own_writes_and_no_others(notebook: Running) -> None:
    async def fail(tx: Transaction) -> None:
        async with tx.savepoint():
            await tx.write(ADD, new_id(), new_id(), "inside")
            raise Gone

    async with notebook.db.transaction() as tx:
        await tx.write(ADD, new_id(), new_id(), "before")
        with pytest.raises(Gone):
            await fail(tx)
        async with tx.savepoint():
            await tx.write(ADD, new_id(), new_id(), "inside another")
    assert await notebook.db.all(str, "SELECT text FROM notes ORDER BY text") == ["before", "inside another"]
