"""Every SQL statement about staff edits."""

from uuid import UUID

from catalog.staff_edit.model import StaffEdit
from chassis.database import Reader, Transaction

LAST = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")


async def add(tx: Transaction, edit: StaffEdit, *, subject: str) -> None:
    await tx.execute(
        "INSERT INTO staff_edits (id, subject, action, actor, changes, at) VALUES ($1, $2, $3, $4, $5, $6)",
        edit.id,
        subject,
        edit.action,
        edit.actor,
        edit.changes,
        edit.at,
    )


async def of(reader: Reader, subject: str, *, before: UUID | None, most: int) -> list[StaffEdit]:
    """Newest first."""
    return await reader.all(
        StaffEdit,
        "SELECT id, action, actor, changes, at FROM staff_edits WHERE subject = $1 AND id < $2 "
        "ORDER BY id DESC LIMIT $3",
        subject,
        before or LAST,
        most,
    )
