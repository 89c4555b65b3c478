"""Whether a token is good at this moment: signed by us, not expired, and its session or application alive."""

from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey

from chassis.database import Database
from chassis.errors import Refusal
from chassis.tokens import Verifier
from users.application import commands as applications
from users.key import commands as keys
from users.session import commands as sessions


class OwnKeys:
    """The published keys, without asking ourselves over HTTP."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, key_id: str) -> ECKey:
        return await keys.find_published(self._db, key_id, now=self._db.clock.now())


async def introspect(db: Database, issuer: str, token: str, *, audience: str) -> dict[str, Any] | None:
    """Its claims, or None when it is not good for this audience."""
    try:
        claims = await Verifier(OwnKeys(db), issuer=issuer, service=audience).claims(token)
    except Refusal:
        return None
    return claims if await _is_alive(db, claims) else None


async def _is_alive(db: Database, claims: dict[str, Any]) -> bool:
    client_id, session_id = claims.get("client_id"), claims.get("sid")
    if client_id is not None:
        return not client_id.startswith("app_") or await applications.is_in_use(db, client_id)
    return session_id is not None and await sessions.is_alive(db, UUID(session_id), now=db.clock.now())
