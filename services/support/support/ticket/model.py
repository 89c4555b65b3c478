"""What a ticket is and how it may change."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chassis.errors import Conflict, NotFound, PreconditionFailed
from chassis.version import Seen
from support.published import TicketClosed, TicketOpened, TicketReplied, TicketSolved


class TicketStatus(StrEnum):
    """Whose turn it is, or that nobody's is."""

    NEW = "new"
    OPEN = "open"
    WAITING_ON_CUSTOMER = "waiting_on_customer"
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"


# reply: the customer writes. take: an agent works on it. The rest say how it is left.
NEXT = {
    (TicketStatus.NEW, "reply"): TicketStatus.NEW,
    (TicketStatus.OPEN, "reply"): TicketStatus.OPEN,
    (TicketStatus.WAITING_ON_CUSTOMER, "reply"): TicketStatus.OPEN,
    (TicketStatus.ON_HOLD, "reply"): TicketStatus.OPEN,
    (TicketStatus.SOLVED, "reply"): TicketStatus.OPEN,
    (TicketStatus.NEW, "take"): TicketStatus.OPEN,
    (TicketStatus.OPEN, "take"): TicketStatus.OPEN,
    (TicketStatus.WAITING_ON_CUSTOMER, "take"): TicketStatus.OPEN,
    (TicketStatus.ON_HOLD, "take"): TicketStatus.OPEN,
    (TicketStatus.SOLVED, "take"): TicketStatus.OPEN,
    (TicketStatus.OPEN, "wait"): TicketStatus.WAITING_ON_CUSTOMER,
    (TicketStatus.OPEN, "hold"): TicketStatus.ON_HOLD,
    (TicketStatus.NEW, "solve"): TicketStatus.SOLVED,
    (TicketStatus.OPEN, "solve"): TicketStatus.SOLVED,
    (TicketStatus.WAITING_ON_CUSTOMER, "solve"): TicketStatus.SOLVED,
    (TicketStatus.ON_HOLD, "solve"): TicketStatus.SOLVED,
    (TicketStatus.SOLVED, "close"): TicketStatus.CLOSED,
}


ERASED = "–"  # in place of what a person who was forgotten wrote
DONE = (TicketStatus.SOLVED, TicketStatus.CLOSED)


class Outcome(StrEnum):
    """How an agent may leave a ticket."""

    OPEN = "open"
    WAITING_ON_CUSTOMER = "waiting_on_customer"
    ON_HOLD = "on_hold"
    SOLVED = "solved"


class Priority(StrEnum):
    """How much it matters, as the requester says or an agent decides."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Channel(StrEnum):
    """Where a ticket comes from. `system`: an event of an order opened it."""

    WEB = "web"
    APP = "app"
    SYSTEM = "system"


class What(StrEnum):
    """What the log of a ticket tells apart."""

    OPENED = "opened"
    REPLIED = "replied"
    ANSWERED = "answered"
    CHANGED = "changed"


# One line with something to read in it: it becomes the subject of mails.
Subject = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
        description="One line",
    ),
]
Tag = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
MOST_TAGS = 20
Tags = Annotated[list[Tag], Meta(max_length=MOST_TAGS)]
OrderLines = Annotated[list[Annotated[int, Meta(ge=1, le=100)]], Meta(max_length=100)]


class TicketNotFound(NotFound):
    type, title = "ticket-not-found", "There is no such ticket"


class TicketActionRefused(Conflict):
    type, title = "ticket-action-refused", "The ticket's status does not allow this"


class TicketChanged(PreconditionFailed):
    type, title = "ticket-changed", "The ticket was changed since you read it"


class Opening(msgspec.Struct, frozen=True):
    """What a new ticket is about."""

    subject: str
    priority: Priority = Priority.NORMAL
    channel: Channel = Channel.WEB
    order_id: UUID | None = None
    order_lines: list[int] = []
    tags: list[str] = []


class EditTicket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    subject: Subject | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    order_id: Annotated[
        UUID | UnsetType | None, Meta(description="An order of the ticket's customer that it is about")
    ] = UNSET
    order_lines: OrderLines | UnsetType = UNSET


class Entry(msgspec.Struct, frozen=True):
    """A row of a ticket's log: how it was from then on."""

    at: datetime
    what: What
    status: TicketStatus
    priority: Priority


class Ticket(msgspec.Struct):
    """`changed_at` follows only what the customer may see; `version` counts what an agent may have missed."""

    id: UUID
    number: str
    customer_id: UUID
    order_id: UUID | None
    subject: str
    priority: Priority
    status: TicketStatus
    created_at: datetime
    changed_at: datetime
    order_lines: list[int] = []
    channel: Channel = Channel.WEB
    tags: list[str] = []
    assignee_id: UUID | None = None
    is_visible: bool = True
    merged_into: UUID | None = None
    version: int = 1
    solved_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    def require_seen(self, seen: Seen) -> None:
        """Refuse what was written without knowledge of the newest; None for who does not say."""
        if seen is not None and self.version not in seen:
            raise TicketChanged(ticket_id=self.id, version=self.version)

    def opened(self) -> TicketOpened:
        return TicketOpened(ticket_id=self.id, customer_id=self.customer_id, order_id=self.order_id)

    def reply(self, message_id: UUID) -> TicketReplied:
        """The customer writes: who waited for that has it back, and one that no agent saw yet stays new."""
        self._move("reply")
        return self._replied(message_id, self.customer_id)

    def answer(
        self, message_id: UUID, author_id: UUID, outcome: Outcome
    ) -> list[TicketReplied | TicketSolved]:
        """An agent writes to the customer, who sees the ticket from now on."""
        replied, solved = self._replied(message_id, author_id), self.take(outcome)
        self.is_visible = True
        return [replied, *solved]

    def take(self, outcome: Outcome) -> list[TicketSolved]:
        """An agent works on it and leaves it as `outcome` says; one that is already so is not moved."""
        if self.status.value == outcome.value:
            return []
        self._move("take")
        match outcome:
            case Outcome.WAITING_ON_CUSTOMER:
                self._move("wait")
            case Outcome.ON_HOLD:
                self._move("hold")
            case Outcome.SOLVED:
                return [self.solve()]
        return []

    def escalate(self, priority: Priority, tag: str) -> None:
        """Never to less: an agent may have had a reason."""
        self.priority = max(self.priority, priority, key=list(Priority).index)
        if tag not in self.tags and len(self.tags) < MOST_TAGS:
            self.tags = [*self.tags, tag]
        if self.status in (TicketStatus.WAITING_ON_CUSTOMER, TicketStatus.ON_HOLD):
            self._move("take")

    def solve(self) -> TicketSolved:
        self._move("solve")
        return TicketSolved(ticket_id=self.id, customer_id=self.customer_id)

    def close(self) -> list[TicketSolved | TicketClosed]:
        """Nothing more is wanted: what is not solved yet is solved by that. Closing twice is closing once."""
        if self.status is TicketStatus.CLOSED:
            return []
        solved = [] if self.status is TicketStatus.SOLVED else [self.solve()]
        self._move("close")
        return [*solved, TicketClosed(ticket_id=self.id, customer_id=self.customer_id)]

    def _replied(self, message_id: UUID, author_id: UUID) -> TicketReplied:
        return TicketReplied(
            ticket_id=self.id, customer_id=self.customer_id, message_id=message_id, author_id=author_id
        )

    def _move(self, action: str) -> None:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise TicketActionRefused(ticket_id=self.id, ticket_status=self.status, action=action) from None
