"""Every SQL statement about finding tickets and about views.

A page walks the index of its filter from the newest on, or looks up the few that match: PostgreSQL chooses by
how often words and tags occur, so these statements are planned for their values (see `app.py`)."""

from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from support.queue.model import ME, NOBODY, KeptView, TicketFilter, ViewNotFound

COLUMNS = "id, name, owner_id, filter, created_at"


def statement(
    wish: TicketFilter, *, agent_id: UUID, before: UUID | None, most: int
) -> tuple[str, list[object]]:
    """The ids of a page, newest first, and the values of the statement."""
    values: list[object] = []

    def value(each: object) -> str:
        values.append(each)
        return f"${len(values)}"

    conditions = []
    if wish.status is not None:
        conditions.append(f"status = {value(wish.status)}")
    if wish.priority is not None:
        conditions.append(f"priority = {value(wish.priority)}")
    if wish.assignee == NOBODY:
        conditions.append("assignee_id IS NULL")
    elif wish.assignee is not None:
        conditions.append(f"assignee_id = {value(agent_id if wish.assignee == ME else UUID(wish.assignee))}")
    if wish.tag is not None:
        conditions.append(f"tags @> ARRAY[{value(wish.tag)}::text]")
    for word in wish.words():
        conditions.append(_found_by(value(word)))
    if wish.q is not None and not wish.words():
        conditions.append("false")  # signs only: nothing is called so
    if before is not None:
        conditions.append(f"id < {value(before)}")
    where = " AND ".join(conditions) or "true"
    return f"SELECT id FROM tickets WHERE {where} ORDER BY id DESC LIMIT {value(most)}", values


def _found_by(word: str) -> str:
    """In either language, or as it is."""
    stems = (f"plainto_tsquery('pg_catalog.{language}', {word}::text)" for language in ("spanish", "english"))
    return f"words @@ ({' || '.join(stems)} || plainto_tsquery('pg_catalog.simple', {word}::text))"


async def page(
    reader: Reader, wish: TicketFilter, *, agent_id: UUID, before: UUID | None, most: int
) -> list[UUID]:
    sql, values = statement(wish, agent_id=agent_id, before=before, most=most)
    return await reader.all(UUID, sql, *values)


async def add_view(tx: Transaction, view: KeptView) -> None:
    await tx.execute(
        f"INSERT INTO ticket_views ({COLUMNS}) VALUES ($1, $2, $3, $4, $5)",
        view.id,
        view.name,
        view.owner_id,
        msgspec.to_builtins(view.filter),
        view.created_at,
    )


async def views_of(reader: Reader, agent_id: UUID) -> list[KeptView]:
    """Everybody's first, then the agent's own, oldest first."""
    return await reader.all(
        KeptView,
        f"SELECT {COLUMNS} FROM ticket_views WHERE owner_id IS NULL OR owner_id = $1 "
        "ORDER BY owner_id NULLS FIRST, id",
        agent_id,
    )


async def find_view(reader: Reader, view_id: UUID, agent_id: UUID) -> KeptView:
    view = await reader.one(
        KeptView,
        f"SELECT {COLUMNS} FROM ticket_views WHERE id = $1 AND (owner_id IS NULL OR owner_id = $2)",
        view_id,
        agent_id,
    )
    if view is None:
        raise ViewNotFound(view_id=view_id)
    return view


async def delete_view(tx: Transaction, view_id: UUID) -> None:
    await tx.execute("DELETE FROM ticket_views WHERE id = $1", view_id)
