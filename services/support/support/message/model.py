"""Something said in a ticket."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class AuthorKind(StrEnum):
    """In what capacity somebody wrote; an agent may be a customer on another day."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class Message(msgspec.Struct, frozen=True):
    """Between customer and agents, or among agents (`is_internal`). The system signs nothing.

    `order_version` says which history of the order its agent had seen.
    """

    id: UUID
    ticket_id: UUID
    author_id: UUID | None
    author_kind: AuthorKind
    is_internal: bool
    text: str
    created_at: datetime
    order_version: int | None = None
