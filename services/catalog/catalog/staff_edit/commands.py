"""Remember an edit, in the transaction that makes it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from catalog.staff_edit import store
from catalog.staff_edit.model import StaffEdit, differences
from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.tokens import Actor


async def record(
    tx: Transaction,
    subject: str,
    action: str,
    *,
    by: Actor,
    before: msgspec.Struct | None,
    after: msgspec.Struct | None,
) -> None:
    """`subject` is what was edited: `product:<id>`, `category:<id>` and so on."""
    edit = StaffEdit(new_id(), action, by.principal, differences(before, after), tx.now)
    await store.add(tx, edit, subject=subject)


async def trail(reader: Reader, subject: str, *, before: UUID | None, most: int) -> Sequence[StaffEdit]:
    return await store.of(reader, subject, before=before, most=most)
