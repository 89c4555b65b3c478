"""Everything that can be asked of the provider, each inside one transaction."""

import secrets
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

from sandbox.payments import parameters
from sandbox.payments.errors import CardDeclined, Invalid, ResourceMissing, StateRefused, UnexpectedState
from sandbox.payments.model import (
    Dispute,
    Effect,
    Intent,
    Refund,
    Status,
    check_amount,
    missing_intent,
    new_dispute,
    new_intent,
)
from sandbox.payments.parameters import (
    Cancel,
    Capture,
    CloseDispute,
    CreateIntent,
    CreateRefund,
    ListIntents,
    ListRefunds,
    OpenDispute,
)
from sandbox.payments.store import Store

View = dict[str, object]
L = TypeVar("L", ListIntents, ListRefunds)
EVENTS = {
    Status.REQUIRES_ACTION: "payment_intent.requires_action",
    Status.REQUIRES_CAPTURE: "payment_intent.amount_capturable_updated",
    Status.SUCCEEDED: "payment_intent.succeeded",
    Status.CANCELED: "payment_intent.canceled",
}


class Request(Struct, frozen=True):
    """What a command may know about the request it answers."""

    store: Store
    id: str
    key: str | None
    now: float
    base_url: str
    announces: bool

    @property
    def seconds(self) -> int:
        return int(self.now)


def create_intent(request: Request, asked: CreateIntent) -> View:
    intent = new_intent(asked, intent_id=_new_id("pi"), now=request.seconds)
    if asked.confirm and intent.payment_method is None:
        raise UnexpectedState("You cannot confirm this PaymentIntent because it's missing a payment method.")
    if not asked.confirm:
        return _changed(request, intent, [])
    return _attempt(request, intent, asked)


def confirm_intent(request: Request, asked: parameters.Attempt, intent_id: str) -> View:
    return _attempt(request, _find(request, intent_id), asked)


def finish_action(request: Request, intent_id: str, *, is_authenticated: bool) -> View:
    intent = _find(request, intent_id)
    try:
        effects = intent.finish_action(is_authenticated=is_authenticated, charge=_new_id("ch"))
    except CardDeclined:
        return _failed(request, intent)
    return _changed(request, intent, effects)


def capture_intent(request: Request, asked: Capture, intent_id: str) -> View:
    check_amount(asked.amount_to_capture, param="amount_to_capture")
    intent = _find(request, intent_id)
    try:
        effects = intent.capture(asked.amount_to_capture)
    except CardDeclined:
        _failed(request, intent)
        raise
    intent.metadata = intent.metadata | asked.metadata
    return _changed(request, intent, effects)


def cancel_intent(request: Request, asked: Cancel, intent_id: str) -> View:
    intent = _find(request, intent_id)
    return _changed(request, intent, intent.cancel(asked.cancellation_reason, request.seconds))


def get_intent(request: Request, _: parameters.Nothing, intent_id: str) -> View:
    return _find(request, intent_id).view()


def list_intents(request: Request, asked: ListIntents) -> View:
    return _page("payment_intent", asked, request.store.intent, request.store.intents)


def create_refund(request: Request, asked: CreateRefund) -> View:
    check_amount(asked.amount, param="amount")
    intent = _refunded(request, asked)
    if asked.currency is not None and asked.currency.lower() != intent.currency:
        raise Invalid(f"The charge is in {intent.currency}.", param="currency")
    dispute = request.store.dispute_of(intent.id)
    if dispute is not None and dispute.status != "won":
        raise Invalid(f"Charge {intent.charge} has been charged back; cannot refund.", code="charge_disputed")
    refund, effect = intent.refund(asked, refund_id=_new_id("re"), now=request.seconds)
    request.store.add_refund(refund)
    _save(request, intent, [effect])
    _announce(request, "refund.created", refund.view())
    return refund.view()


def open_dispute(request: Request, asked: OpenDispute) -> View:
    """The bank of a cardholder takes the money back for now."""
    intent = _find(request, asked.payment_intent)
    if request.store.dispute_of(intent.id) is not None:
        raise StateRefused("This payment is disputed already.")
    dispute = new_dispute(intent, asked.reason, dispute_id=_new_id("dp"), now=request.seconds)
    request.store.save_dispute(dispute)
    for event in ("charge.dispute.created", "charge.dispute.funds_withdrawn"):
        _announce(request, event, dispute.view())
    return dispute.view()


def close_dispute(request: Request, asked: CloseDispute, dispute_id: str) -> View:
    dispute = _dispute(request, dispute_id)
    dispute.close(asked.status)
    request.store.save_dispute(dispute)
    _announce(request, "charge.dispute.closed", dispute.view())
    if asked.status == "won":
        _announce(request, "charge.dispute.funds_reinstated", dispute.view())
    return dispute.view()


def get_dispute(request: Request, _: parameters.Nothing, dispute_id: str) -> View:
    return _dispute(request, dispute_id).view()


def list_disputes(request: Request, asked: ListRefunds) -> View:
    return _page("dispute", asked, request.store.dispute, request.store.disputes)


def _dispute(request: Request, dispute_id: str) -> Dispute:
    dispute = request.store.dispute(dispute_id)
    if dispute is None:
        raise ResourceMissing("dispute", dispute_id, param="dispute")
    return dispute


def get_refund(request: Request, _: parameters.Nothing, refund_id: str) -> View:
    refund = request.store.refund(refund_id)
    if refund is None:
        raise ResourceMissing("refund", refund_id, param="id")
    return refund.view()


def list_refunds(request: Request, asked: ListRefunds) -> View:
    return _page("refund", asked, request.store.refund, request.store.refunds)


def _attempt(request: Request, intent: Intent, asked: parameters.Attempt) -> View:
    action_url = f"{request.base_url}/sandbox/actions/{intent.id}"
    try:
        effects = intent.confirm(asked, charge=_new_id("ch"), action_url=action_url)
    except CardDeclined:  # the attempt is remembered, also when it failed
        _failed(request, intent)
        raise
    return _changed(request, intent, effects)


def _find(request: Request, intent_id: str) -> Intent:
    intent = request.store.intent(intent_id)
    if intent is None:
        raise missing_intent(intent_id)
    return intent


def _refunded(request: Request, asked: CreateRefund) -> Intent:
    if (asked.payment_intent is None) == (asked.charge is None):
        raise Invalid("One of these is required: payment_intent, charge.", code="parameter_missing")
    if asked.charge is not None:
        intent = request.store.intent_of_charge(asked.charge)
        if intent is None:
            raise ResourceMissing("charge", asked.charge, param="charge")
        return intent
    intent = request.store.intent(asked.payment_intent or "")
    if intent is None:
        raise missing_intent(asked.payment_intent or "", param="payment_intent")
    return intent


def _changed(request: Request, intent: Intent, effects: Sequence[Effect]) -> View:
    _save(request, intent, effects)
    view = intent.view()
    if event := EVENTS.get(intent.status):
        _announce(request, event, view)
    return view


def _failed(request: Request, intent: Intent) -> View:
    _save(request, intent, [])
    view = intent.view()
    _announce(request, "payment_intent.payment_failed", view)
    return view


def _save(request: Request, intent: Intent, effects: Sequence[Effect]) -> None:
    request.store.save_intent(intent)
    for effect in effects:
        request.store.add_effect(effect, intent, key=request.key, at=request.now)


def _announce(request: Request, event: str, subject: View) -> None:
    if not request.announces:
        return
    body = {
        "id": _new_id("evt"),
        "object": "event",
        "created": request.seconds,
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": request.id, "idempotency_key": request.key},
        "type": event,
    }
    request.store.add_announcement(msgspec.json.encode(body), due=request.now)


def _page(
    name: str,
    asked: L,
    find: Callable[[str], object | None],
    search: Callable[[L], Sequence[Intent | Refund | Dispute]],
) -> View:
    """Newest first (https://docs.stripe.com/api/pagination). One more than asked for is read."""
    if not 1 <= asked.limit <= 100:
        raise Invalid(
            "This value must be between 1 and 100.", param="limit", code="parameter_invalid_integer"
        )
    if asked.starting_after is not None and find(asked.starting_after) is None:
        raise Invalid(
            f"No such {name}: '{asked.starting_after}'", param="starting_after", code="resource_missing"
        )
    found = search(asked)
    data = [each.view() for each in found[: asked.limit]]
    return {"object": "list", "url": f"/v1/{name}s", "has_more": len(found) > asked.limit, "data": data}


def _new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"
