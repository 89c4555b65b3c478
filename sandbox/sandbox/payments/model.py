"""What a payment intent and a refund are, and how they may change."""

from enum import StrEnum
from typing import NoReturn

from msgspec import Struct

from sandbox.payments import cards, currencies
from sandbox.payments.cards import Decline
from sandbox.payments.errors import (
    CardDeclined,
    Invalid,
    Refused,
    ResourceMissing,
    StateRefused,
    UnexpectedState,
)
from sandbox.payments.parameters import Attempt, CreateIntent, CreateRefund


class Status(StrEnum):
    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    REQUIRES_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


CONFIRMABLE = (Status.REQUIRES_PAYMENT_METHOD, Status.REQUIRES_CONFIRMATION, Status.REQUIRES_ACTION)
CANCELABLE = (*CONFIRMABLE, Status.REQUIRES_CAPTURE)


class Effect(Struct, frozen=True):
    """Money that moved, or a hold that came or went: one row of the ledger."""

    kind: str
    amount: int
    refund: str | None = None


class Intent(Struct, kw_only=True):
    id: str
    created: int
    amount: int
    currency: str
    capture_method: str
    status: Status = Status.REQUIRES_PAYMENT_METHOD
    payment_method: str | None = None
    metadata: dict[str, str] = {}
    echoed: dict[str, object] = {}
    charge: str | None = None
    amount_received: int = 0
    amount_refunded: int = 0
    last_error: dict[str, object] | None = None
    return_url: str | None = None
    action_url: str | None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None

    @property
    def amount_capturable(self) -> int:
        return self.amount if self.status == Status.REQUIRES_CAPTURE else 0

    def confirm(self, attempt: Attempt, *, charge: str, action_url: str) -> list[Effect]:
        if self.status not in CONFIRMABLE:
            self._refuse_state(
                f"You cannot confirm this PaymentIntent because it has a status of {self.status}."
            )
        self.offer(attempt.payment_method)
        if self.payment_method is None:
            raise UnexpectedState(
                "You cannot confirm this PaymentIntent because it's missing a payment method.",
                payment_intent=self.view(),
            )
        self.capture_method = attempt.capture_method or self.capture_method
        self.return_url = attempt.return_url or self.return_url
        card = cards.CARDS[self.payment_method]
        if card.decline:
            self._decline(card.decline, charge=charge)
        if not card.needs_authentication:
            return self._authorize(charge)
        if attempt.error_on_requires_action or attempt.off_session != "false":
            self._decline(cards.AUTHENTICATION_REQUIRED, charge=charge)
        self.status, self.action_url = Status.REQUIRES_ACTION, action_url
        return []

    def offer(self, payment_method: str | None) -> None:
        if payment_method is None:
            return
        if payment_method not in cards.CARDS:
            raise Invalid(
                f"No such PaymentMethod: '{payment_method}'", param="payment_method", code="resource_missing"
            )
        self.payment_method, self.status = payment_method, Status.REQUIRES_CONFIRMATION

    def finish_action(self, *, is_authenticated: bool, charge: str) -> list[Effect]:
        """The shopper came back from their bank."""
        if self.status != Status.REQUIRES_ACTION:
            self._refuse_state(f"There is nothing to authenticate: the status is {self.status}.")
        self.action_url = None
        if is_authenticated:
            return self._authorize(charge)
        self._decline(
            Decline(
                "payment_intent_authentication_failure",
                "authentication_required",
                "The payment method could not be authenticated.",
            ),
            charge=None,
        )

    def capture(self, amount: int | None) -> list[Effect]:
        if self.status != Status.REQUIRES_CAPTURE:
            self._refuse_state(
                f"This PaymentIntent could not be captured because it has a status of {self.status}."
                " Only a PaymentIntent with one of the following statuses may be captured: requires_capture."
            )
        amount = self.amount if amount is None else amount
        if amount > self.amount:
            raise StateRefused(
                f"Amount to capture ({amount}) is greater than the amount capturable ({self.amount}).",
                code="amount_too_large",
                param="amount_to_capture",
            )
        if cards.CARDS[self.payment_method or ""].capture_fails:
            raise self._declined(cards.GENERIC, charge=self.charge)  # still held: the caller lets go of it
        self.status, self.amount_received = Status.SUCCEEDED, amount
        return [Effect("capture", amount)]

    def cancel(self, reason: str | None, now: int) -> list[Effect]:
        if self.status not in CANCELABLE:
            self._refuse_state(
                f"You cannot cancel this PaymentIntent because it has a status of {self.status}."
                " Only a PaymentIntent with one of the following statuses may be canceled:"
                f" {', '.join(CANCELABLE)}."
            )
        held = self.amount_capturable
        self.status, self.action_url = Status.CANCELED, None
        self.canceled_at, self.cancellation_reason = now, reason
        return [Effect("void", held)] if held else []

    def refund(self, asked: CreateRefund, *, refund_id: str, now: int) -> tuple["Refund", Effect]:
        if self.status != Status.SUCCEEDED or self.charge is None:
            raise UnexpectedState(
                f"This PaymentIntent ({self.id}) does not have a successful charge to refund."
            )
        left = self.amount_received - self.amount_refunded
        if left == 0:
            raise StateRefused(
                f"Charge {self.charge} has already been refunded.", code="charge_already_refunded"
            )
        amount = left if asked.amount is None else asked.amount
        if amount > left:
            raise StateRefused(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).",
                param="amount",
            )
        self.amount_refunded += amount
        refund = Refund(
            id=refund_id,
            created=now,
            amount=amount,
            currency=self.currency,
            charge=self.charge,
            payment_intent=self.id,
            reason=asked.reason,
            metadata=asked.metadata,
        )
        return refund, Effect("refund", amount, refund_id)

    def view(self) -> dict[str, object]:
        action = {"url": self.action_url, "return_url": self.return_url}
        return {
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": self.amount_capturable,
            "amount_received": self.amount_received,
            "canceled_at": self.canceled_at,
            "cancellation_reason": self.cancellation_reason,
            "capture_method": self.capture_method,
            "client_secret": f"{self.id}_secret_{self.id[-12:]}",
            "created": self.created,
            "currency": self.currency,
            "last_payment_error": self.last_error,
            "latest_charge": self.charge,
            "livemode": False,
            "metadata": self.metadata,
            "next_action": {"type": "redirect_to_url", "redirect_to_url": action}
            if self.action_url
            else None,
            "payment_method": self.payment_method,
            "payment_method_types": ["card"],
            "processing": None,
            "status": self.status,
            **self.echoed,
        }

    def _authorize(self, charge: str) -> list[Effect]:
        self.charge, self.last_error = charge, None
        effects = [Effect("authorize", self.amount)]
        if self.capture_method == "manual":
            self.status = Status.REQUIRES_CAPTURE
            return effects
        self.status, self.amount_received = Status.SUCCEEDED, self.amount
        return [*effects, Effect("capture", self.amount)]

    def _decline(self, decline: Decline, *, charge: str | None) -> NoReturn:
        self.status, self.action_url = Status.REQUIRES_PAYMENT_METHOD, None
        refused = self._declined(decline, charge=charge)
        self.payment_method = None
        refused.facts["payment_intent"] = self.view()
        raise refused

    def _declined(self, decline: Decline, *, charge: str | None) -> Refused:
        self.charge = charge
        method = _method_view(self.payment_method or "")
        facts = {"decline_code": decline.decline_code, "charge": charge, "payment_method": method}
        refused = CardDeclined(decline.message, code=decline.code, **facts)
        error = refused.view()["error"]
        self.last_error = dict(error) if isinstance(error, dict) else None
        refused.facts["payment_intent"] = self.view()
        return refused

    def _refuse_state(self, message: str) -> NoReturn:
        raise UnexpectedState(message, payment_intent=self.view())


class Refund(Struct, kw_only=True, frozen=True):
    id: str
    created: int
    amount: int
    currency: str
    charge: str
    payment_intent: str
    reason: str | None
    metadata: dict[str, str]

    def view(self) -> dict[str, object]:
        return {
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "metadata": self.metadata,
            "payment_intent": self.payment_intent,
            "reason": self.reason,
            "receipt_number": None,
            "status": "succeeded",
        }


class Dispute(Struct, kw_only=True):
    """What a cardholder's bank claims back. `moved`: what that did to the shop's balance."""

    id: str
    created: int
    amount: int
    currency: str
    charge: str
    payment_intent: str
    reason: str
    status: str = "needs_response"
    moved: list[int] = []

    @property
    def is_open(self) -> bool:
        return self.status not in ("won", "lost")

    def close(self, status: str) -> None:
        """Decided by the bank; a dispute that is won gives back what it took."""
        if not self.is_open:
            raise StateRefused(f"This dispute is {self.status}.")
        self.status = status
        if status == "won":
            self.moved = [*self.moved, self.amount]

    def view(self) -> dict[str, object]:
        return {
            "id": self.id,
            "object": "dispute",
            "amount": self.amount,
            "balance_transactions": [
                {"object": "balance_transaction", "amount": each, "currency": self.currency}
                for each in self.moved
            ],
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "livemode": False,
            "metadata": {},
            "payment_intent": self.payment_intent,
            "reason": self.reason,
            "status": self.status,
        }


def new_dispute(intent: Intent, reason: str, *, dispute_id: str, now: int) -> Dispute:
    """A cardholder may dispute only what was taken and is not back."""
    amount = intent.amount_received - intent.amount_refunded
    if intent.charge is None or amount <= 0:
        raise StateRefused("Only what was captured and not refunded can be disputed.")
    return Dispute(
        id=dispute_id,
        created=now,
        amount=amount,
        currency=intent.currency,
        charge=intent.charge,
        payment_intent=intent.id,
        reason=reason,
        moved=[-amount],
    )


def new_intent(asked: CreateIntent, *, intent_id: str, now: int) -> Intent:
    currency = asked.currency.lower()
    if currency not in currencies.SUPPORTED:
        raise Invalid(f"Invalid currency: {asked.currency}", param="currency")
    least = currencies.LEAST.get(currency, currencies.LEAST_ELSEWHERE)
    check_amount(asked.amount, param="amount")
    if asked.amount < least:
        raise Invalid(f"Amount must be at least {least} {currency}.", param="amount", code="amount_too_small")
    if asked.amount > currencies.MOST:
        raise Invalid(
            f"Amount must be no more than {currencies.MOST} {currency}.",
            param="amount",
            code="amount_too_large",
        )
    intent = Intent(
        id=intent_id,
        created=now,
        amount=asked.amount,
        currency=currency,
        capture_method=asked.capture_method or "automatic_async",
        metadata=asked.metadata,
        return_url=asked.return_url,
        echoed={name: getattr(asked, name) for name in ECHOED},
    )
    intent.offer(asked.payment_method)
    return intent


def check_amount(amount: int | None, *, param: str) -> None:
    if amount is not None and amount < 1:
        raise Invalid(
            "This value must be greater than or equal to 1.", param=param, code="parameter_invalid_integer"
        )


def missing_intent(intent_id: str, *, param: str = "intent") -> ResourceMissing:
    return ResourceMissing("payment_intent", intent_id, param=param)


def _method_view(name: str) -> dict[str, object]:
    card = cards.CARDS[name]
    return {
        "id": name,
        "object": "payment_method",
        "type": "card",
        "card": {"brand": card.brand, "last4": card.last4},
    }


ECHOED = (
    "confirmation_method",
    "customer",
    "description",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
