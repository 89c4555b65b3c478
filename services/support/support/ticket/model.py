"""What a ticket is, how it may change, and what is said in it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict, NotFound
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


class Outcome(StrEnum):
    """How an agent may leave a ticket."""

    OPEN = "open"
    WAITING_ON_CUSTOMER = "waiting_on_customer"
    ON_HOLD = "on_hold"
    SOLVED = "solved"


class Priority(StrEnum):
    """How much the requester says it matters."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class AuthorKind(StrEnum):
    """In what capacity somebody wrote; an agent may be a customer on another day."""

    CUSTOMER = "customer"
    AGENT = "agent"


class TicketNotFound(NotFound):
    type, title = "ticket-not-found", "There is no such ticket"


class TicketActionRefused(Conflict):
    type, title = "ticket-action-refused", "The ticket's status does not allow this"


class Message(msgspec.Struct, frozen=True):
    """Something said in a ticket: between customer and agents, or among agents (`is_internal`)."""

    id: UUID
    ticket_id: UUID
    author_id: UUID
    author_kind: AuthorKind
    is_internal: bool
    text: str
    created_at: datetime


class Ticket(msgspec.Struct):
    """`changed_at` follows only what the customer may see."""

    id: UUID
    number: str
    customer_id: UUID
    order_id: UUID | None
    subject: str
    priority: Priority
    status: TicketStatus
    created_at: datetime
    changed_at: datetime

    def opened(self) -> TicketOpened:
        return TicketOpened(ticket_id=self.id, customer_id=self.customer_id, order_id=self.order_id)

    def reply(self, message: Message) -> TicketReplied:
        """The customer writes: who waited for that has it back, and one that no agent saw yet stays new."""
        self._move("reply")
        return self._replied(message)

    def answer(self, message: Message, outcome: Outcome) -> list[TicketReplied | TicketSolved]:
        """An agent writes to the customer."""
        return [self._replied(message), *self.take(outcome)]

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

    def _replied(self, message: Message) -> TicketReplied:
        return TicketReplied(
            ticket_id=self.id,
            customer_id=self.customer_id,
            message_id=message.id,
            author_id=message.author_id,
        )

    def _move(self, action: str) -> None:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise TicketActionRefused(ticket_id=self.id, ticket_status=self.status, action=action) from None


def readable_number(count: int) -> str:
    """A number to read out: digits in fours, the last one a check digit (Luhn) that catches a slip."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(str(count)))]
    check = -sum(digit // 10 + digit % 10 for digit in doubled) % 10
    digits = f"{count}{check}"
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))
