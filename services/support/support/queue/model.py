"""What agents look for, and views that they come back to."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, NotFound
from support.text import plain_words
from support.ticket.model import Priority, Tag, TicketStatus

MOST_WORDS = 12
MOST_VIEWS = 100
NOBODY = "nobody"
ME = "me"
UUID_PATTERN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Assignee = Annotated[
    str, Meta(pattern=f"^(me|nobody|{UUID_PATTERN})$", description="`me`, `nobody` or an id")
]
ViewName = Annotated[
    str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]


class ViewNotFound(NotFound):
    type, title = "ticket-view-not-found", "There is no such view"


class TooManyViews(Conflict):
    type, title = "too-many-ticket-views", "There are as many views as there may be"


class TicketFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of it must fit; what is left out does not matter."""

    status: TicketStatus | None = None
    priority: Priority | None = None
    assignee: Assignee | None = None
    tag: Tag | None = None
    q: Annotated[str, Meta(min_length=1, max_length=200, description="Words, Spanish or English")] | None = (
        None
    )

    def with_defaults(self, other: "TicketFilter") -> "TicketFilter":
        """What this one leaves open is as the other one says."""
        said = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        return msgspec.structs.replace(other, **said)

    def words(self) -> list[str]:
        return plain_words(self.q or "")[:MOST_WORDS]


class KeptView(msgspec.Struct, frozen=True):
    """A filter with a name. One without an owner is everybody's."""

    id: UUID
    name: str
    owner_id: UUID | None
    filter: TicketFilter
    created_at: datetime
