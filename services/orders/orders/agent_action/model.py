"""An agent's wish about an order."""

import hashlib
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Forbidden, Invalid
from chassis.tokens import STRONG, Actor
from orders.money import Currency
from orders.order.model import LineQuantity, Reason


class AgentActionKind(StrEnum):
    REFUND = "refund"
    CANCEL = "cancel"
    RETURN = "return"
    RESEND_CONFIRMATION = "resend_confirmation"


# What an agent must have to do it; a refund has its limit besides.
NEEDS = {
    AgentActionKind.REFUND: "orders:refund",
    AgentActionKind.CANCEL: "orders:cancel",
    AgentActionKind.RETURN: "orders:read",
    AgentActionKind.RESEND_CONFIRMATION: "orders:read",
}


class AgentMayNot(Forbidden):
    type, title = "agent-may-not", "The agent lacks the permission for this"


class ActionReused(Invalid):
    type, title = "agent-action-reused", "This action was asked for with another wish"


class GoodwillAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    amount: Annotated[int, Meta(ge=1, le=10**12)]
    currency: Currency


class AgentWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`amount` goes with a refund, `lines` with a return, neither with anything else."""

    kind: AgentActionKind
    agent_id: UUID
    permissions: Annotated[list[Annotated[str, Meta(max_length=80)]], Meta(max_length=200)]
    ticket_id: UUID
    reason: Reason
    amount: GoodwillAmount | None = None
    lines: Annotated[list[LineQuantity], Meta(max_length=100)] = []

    def require_whole(self) -> None:
        if (self.amount is not None) != (self.kind == AgentActionKind.REFUND):
            raise Invalid(pointer="/amount", detail="a refund has one, nothing else does")
        if bool(self.lines) != (self.kind == AgentActionKind.RETURN):
            raise Invalid(pointer="/lines", detail="a return has some, nothing else does")

    @property
    def agent(self) -> Actor:
        """As support has verified them."""
        return Actor(account_id=self.agent_id, permissions=frozenset(self.permissions), acr=STRONG)

    @property
    def fingerprint(self) -> bytes:
        """Who asks may change (a lead approves), and why (somebody is forgotten); what is asked may not."""
        same = (self.kind, self.ticket_id, self.amount, self.lines)
        return hashlib.sha256(msgspec.json.encode(same)).digest()


class AgentActionDone(msgspec.Struct):
    """What it led to; a repeat is told the same."""

    id: UUID
    kind: AgentActionKind
    result_id: UUID | None
    agent_id: UUID
