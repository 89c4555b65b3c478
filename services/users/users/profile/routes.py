"""What other services ask about people: only the fields that their token's scopes allow."""

from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from chassis.database import Database
from chassis.errors import Invalid
from chassis.policy import service
from chassis.tokens import Actor
from users.profile import store
from users.profile.store import Profile

MOST_PROFILES = 100
CONTACT_SCOPE = "profiles:contact"


class ProfileList(msgspec.Struct):
    items: list[Profile]


@get("/internal/profiles", policy=service("profiles:read"))
async def profiles(
    ids: FromQuery[str], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> ProfileList:
    """Up to 100 ids, separated by commas; unknown ones are left out.

    `contact` is there for a token with the scope `profiles:contact` beside `profiles:read`.
    """
    with_contact = CONTACT_SCOPE in actor.scopes
    return ProfileList(await store.find(db, _ids(ids), with_contact=with_contact))


def _ids(text: str) -> list[UUID]:
    try:
        ids = [UUID(part) for part in text.split(",")]
    except ValueError:
        raise Invalid(parameter="ids", detail="expected UUIDs separated by commas") from None
    if len(ids) > MOST_PROFILES:
        raise Invalid(parameter="ids", detail=f"at most {MOST_PROFILES} ids at once")
    return ids


ROUTES = [profiles]
