"""SQL about consents. An answer is never changed, only followed by another."""

from uuid import UUID

from chassis.database import Reader, Transaction
from users.consent.model import Consent, ConsentPurpose

CONSENT = "SELECT id, purpose, version, is_granted, at FROM consents "


async def newest(reader: Reader, account_id: UUID, purpose: ConsentPurpose) -> Consent | None:
    return await reader.one(
        Consent,
        CONSENT + "WHERE account_id = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1",
        account_id,
        purpose,
    )


async def page(reader: Reader, account_id: UUID, *, before: UUID | None, limit: int) -> list[Consent]:
    """The newest first: ids are in order of time."""
    return await reader.all(
        Consent,
        CONSENT + "WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        account_id,
        before,
        limit,
    )


async def add(tx: Transaction, account_id: UUID, consent: Consent) -> None:
    await tx.execute(
        "INSERT INTO consents (id, account_id, purpose, version, is_granted, at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        consent.id,
        account_id,
        consent.purpose,
        consent.version,
        consent.is_granted,
        consent.at,
    )


async def delete_all(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("DELETE FROM consents WHERE account_id = $1", account_id)
