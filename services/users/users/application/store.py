"""SQL about applications."""

from chassis.database import Reader, Transaction
from users.application.model import App

APP = "SELECT id, name, secret_hash, permissions, created_by, created_at, revoked_at FROM apps "


async def find(reader: Reader, app_id: str) -> App | None:
    return await reader.one(App, APP + "WHERE id = $1", app_id)


async def page(reader: Reader, *, after: str | None, limit: int) -> list[App]:
    """Those in use, by id."""
    return await reader.all(
        App,
        APP + "WHERE revoked_at IS NULL AND ($1::text IS NULL OR id > $1) ORDER BY id LIMIT $2",
        after,
        limit,
    )


async def add(tx: Transaction, app: App) -> None:
    await tx.execute(
        "INSERT INTO apps (id, name, secret_hash, permissions, created_by, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        app.id,
        app.name,
        app.secret_hash,
        app.permissions,
        app.created_by,
        app.created_at,
    )


async def revoke(tx: Transaction, app_id: str) -> bool:
    """False when there is none in use."""
    return bool(
        await tx.execute(
            "UPDATE apps SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", app_id, tx.now
        )
    )
