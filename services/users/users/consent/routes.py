"""One's own consents over HTTP."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY
from chassis.tokens import Actor
from users.consent import commands, store
from users.consent.model import Consent, ConsentPurpose

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]


class AnswerConsent(msgspec.Struct, forbid_unknown_fields=True):
    is_granted: bool
    version: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9._-]{1,50}\Z", description="Names the wording that was shown")
    ]


class ConsentView(msgspec.Struct):
    """An answer that was given; the newest of a purpose counts."""

    id: UUID
    purpose: str
    version: str
    is_granted: bool
    at: datetime

    @classmethod
    def of(cls, consent: Consent) -> Self:
        return msgspec.convert(consent, cls, from_attributes=True)


class ConsentList(msgspec.Struct):
    items: list[ConsentView]
    next: UUID | None


@get("/v1/me/consents", policy=CUSTOMER_ONLY)
async def list_consents(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    limit: FromQuery[Limit] = 20,
    cursor: FromQuery[Cursor] = None,
) -> ConsentList:
    """Every answer you ever gave, the newest first. Without one, nothing is allowed."""
    found = await store.page(db, actor.id, before=cursor, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return ConsentList([ConsentView.of(consent) for consent in found[:limit]], following)


@put("/v1/me/consents/marketing", policy=CUSTOMER_ONLY)
async def answer_marketing(
    data: JSONBody[AnswerConsent], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> ConsentView:
    """Allow the shop to write you about its offers, or not any more."""
    async with db.transaction() as tx:
        consent = await commands.answer(
            tx, ConsentPurpose.MARKETING, by=actor, is_granted=data.is_granted, version=data.version
        )
    return ConsentView.of(consent)


ROUTES = [list_consents, answer_marketing]
