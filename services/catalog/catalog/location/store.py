"""Every SQL statement about locations."""

from catalog.location.model import Location
from chassis.database import Reader, Transaction

LOCATION = "SELECT id, key, name, priority, is_active, version FROM locations "


async def find(reader: Reader, key: str) -> Location | None:
    return await reader.one(Location, LOCATION + "WHERE key = $1", key)


async def everything(reader: Reader) -> list[Location]:
    """In the order in which holds take from them."""
    return await reader.all(Location, LOCATION + "ORDER BY priority, id LIMIT 1000")


async def lock(tx: Transaction, key: str) -> Location | None:
    """Load the location and hold its row, or its key when there is none yet."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('location ' || $1, 0))", key)
    return await tx.one(Location, LOCATION + "WHERE key = $1 FOR UPDATE", key)


async def save(tx: Transaction, location: Location) -> None:
    await tx.execute(
        "INSERT INTO locations (id, key, name, priority, is_active, version) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, priority = excluded.priority, "
        "is_active = excluded.is_active, version = excluded.version",
        location.id,
        location.key,
        location.name,
        location.priority,
        location.is_active,
        location.version,
    )
