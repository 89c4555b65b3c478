"""An action: what an agent wants done to an order, and how far that is."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, Forbidden, Invalid, NotFound

LEASE = timedelta(seconds=10)
BACKOFF_SECONDS = (1, 2, 5, 15, 60, 300)
# With these orders says that somebody else might.
ABOVE_THE_ROLE = ("agent-may-not", "refund-above-limit")


class ActionKind(StrEnum):
    REFUND = "refund"
    CANCEL = "cancel"
    RETURN = "return"
    RESEND_CONFIRMATION = "resend_confirmation"


class ActionStatus(StrEnum):
    PENDING = "pending"
    AWAITING_APPROVAL = "awaiting_approval"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REJECTED = "rejected"


NEXT = {
    (ActionStatus.PENDING, "succeed"): ActionStatus.SUCCEEDED,
    (ActionStatus.PENDING, "fail"): ActionStatus.FAILED,
    (ActionStatus.PENDING, "wait"): ActionStatus.AWAITING_APPROVAL,
    (ActionStatus.AWAITING_APPROVAL, "approve"): ActionStatus.PENDING,
    (ActionStatus.AWAITING_APPROVAL, "reject"): ActionStatus.REJECTED,
}


class ActionNotFound(NotFound):
    type, title = "ticket-action-not-found", "There is no such action"


class ActionDecided(Conflict):
    type, title = "ticket-action-decided", "Nothing is left to decide about this action"


class OwnAction(Forbidden):
    type, title = "own-ticket-action", "Somebody else has to decide about what you asked for"


class TicketWithoutOrder(Conflict):
    type, title = "ticket-without-order", "The ticket is about no order"


class ActionAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least one minor unit of the order's currency."""

    amount: Annotated[int, Meta(ge=1, le=10**12)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]


class ActionLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many pieces of the order's line with this number."""

    line: Annotated[int, Meta(ge=1, le=100)]
    quantity: Annotated[int, Meta(ge=1, le=999)]


class ActionWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`amount` goes with a refund, `lines` with a return, neither with anything else."""

    kind: ActionKind
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
    amount: ActionAmount | None = None
    lines: Annotated[list[ActionLine], Meta(max_length=100)] = []

    def require_whole(self) -> None:
        if (self.amount is not None) != (self.kind == ActionKind.REFUND):
            raise Invalid(pointer="/amount", detail="a refund has one, nothing else does")
        if bool(self.lines) != (self.kind == ActionKind.RETURN):
            raise Invalid(pointer="/lines", detail="a return has some, nothing else does")


class Command(msgspec.Struct, frozen=True):
    """What orders is told."""

    kind: ActionKind
    agent_id: UUID
    permissions: list[str]
    ticket_id: UUID
    reason: str
    amount: ActionAmount | None
    lines: list[ActionLine]


class Done(msgspec.Struct, frozen=True):
    """What orders says it led to."""

    result_id: UUID | None


class TicketAction(msgspec.Struct):
    """A row of `ticket_actions`. `version` changes with every claim and every record."""

    id: UUID
    ticket_id: UUID
    order_id: UUID
    kind: ActionKind
    reason: str
    amount: ActionAmount | None
    lines: list[ActionLine]
    status: ActionStatus
    asked_by: UUID
    asked_permissions: list[str]
    asked_at: datetime
    next_at: datetime
    decided_by: UUID | None = None
    decided_permissions: list[str] | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    result_id: UUID | None = None
    problem: str | None = None
    attempts: int = 0
    version: int = 1

    @property
    def command(self) -> Command:
        """In the name of the lead once there is one: the role that counts is theirs."""
        agent_id, permissions = self.decided_by or self.asked_by, self.decided_permissions
        if permissions is None:
            permissions = self.asked_permissions
        return Command(self.kind, agent_id, permissions, self.ticket_id, self.reason, self.amount, self.lines)

    def succeed(self, result_id: UUID | None, now: datetime) -> None:
        self._move("succeed")
        self.result_id, self.ended_at, self.problem = result_id, now, None

    def refuse(self, problem: str, now: datetime) -> None:
        """Orders said no: a lead may still say yes to what is above the agent's role, once."""
        self.problem = problem
        if problem in ABOVE_THE_ROLE and self.decided_by is None:
            self._move("wait")
        else:
            self._move("fail")
            self.ended_at = now

    def approve(self, by: UUID, permissions: list[str], now: datetime) -> None:
        self._decide("approve", by, now)
        self.decided_permissions, self.next_at, self.attempts = permissions, now + LEASE, 0

    def reject(self, by: UUID, now: datetime) -> None:
        self._decide("reject", by, now)
        self.ended_at = now

    def postpone(self, now: datetime) -> None:
        """No usable answer: the same call again later."""
        seconds = BACKOFF_SECONDS[min(self.attempts, len(BACKOFF_SECONDS) - 1)]
        self.attempts, self.next_at = self.attempts + 1, now + timedelta(seconds=seconds)

    def _decide(self, what: str, by: UUID, now: datetime) -> None:
        if by == self.asked_by:
            raise OwnAction(action_id=self.id)
        self._move(what)
        self.decided_by, self.decided_at = by, now

    def _move(self, what: str) -> None:
        try:
            self.status = NEXT[self.status, what]
        except KeyError:
            raise ActionDecided(action_id=self.id, action_status=self.status) from None


def as_row(action: TicketAction) -> tuple[Any, Any]:
    """Amount and lines as the database keeps them."""
    return msgspec.to_builtins(action.amount), msgspec.to_builtins(action.lines)
