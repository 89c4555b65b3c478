"""SQL about what belongs together."""

from uuid import UUID

from chassis.database import Reader, Transaction


async def merged_into(reader: Reader, ticket_id: UUID) -> list[UUID]:
    return await reader.all(UUID, "SELECT id FROM tickets WHERE merged_into = $1 ORDER BY id", ticket_id)


async def related_to(reader: Reader, ticket_id: UUID) -> list[UUID]:
    return await reader.all(
        UUID,
        "SELECT related_id FROM ticket_relations WHERE ticket_id = $1 "
        "UNION ALL SELECT ticket_id FROM ticket_relations WHERE related_id = $1 ORDER BY 1",
        ticket_id,
    )


async def relate(tx: Transaction, ticket_id: UUID, related: list[UUID]) -> None:
    """To these and no others."""
    await tx.execute(
        "DELETE FROM ticket_relations WHERE $1 IN (ticket_id, related_id) "
        "AND NOT (ticket_id = ANY($2) OR related_id = ANY($2))",
        ticket_id,
        related,
    )
    await tx.execute(
        "INSERT INTO ticket_relations (ticket_id, related_id) "
        "SELECT least($1, other), greatest($1, other) FROM unnest($2::uuid[]) AS other "
        "ON CONFLICT DO NOTHING",
        ticket_id,
        related,
    )
