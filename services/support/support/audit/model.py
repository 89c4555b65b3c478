"""An entry of the audit."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class Action(StrEnum):
    """What an agent did. The words are published: clients translate them."""

    QUEUE_READ = "queue_read"
    TICKET_READ = "ticket_read"
    CONTEXT_READ = "context_read"
    ANSWERED = "answered"
    NOTED = "noted"
    EDITED = "edited"
    MERGED = "merged"
    RELATED = "related"
    ASSIGNED = "assigned"
    TAKEN_OVER = "taken_over"
    ACTION_ASKED = "action_asked"
    ACTION_APPROVED = "action_approved"
    ACTION_REJECTED = "action_rejected"
    ATTACHMENT_READ = "attachment_read"


class AuditEntry(msgspec.Struct, frozen=True):
    """`actor` is `account:` or `client:` and an id; `facts` holds nothing that people wrote."""

    id: UUID
    at: datetime
    actor: str
    action: str
    ticket_id: UUID | None
    customer_id: UUID | None
    facts: dict[str, Any]
