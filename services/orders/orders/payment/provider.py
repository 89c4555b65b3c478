"""Stripe, behind the four operations we ask of it. Retries are ours: the SDK makes each call once."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import aiohttp
import msgspec
import stripe
import structlog

from chassis.errors import Unavailable
from chassis.settings import Secret
from orders.dispute.model import Found, Told
from orders.payment.claims import claim_of
from orders.payment.model import (
    Call,
    Claim,
    IntentClaim,
    Kind,
    NextAction,
    OperationState,
    Outcome,
    PaymentStatus,
)

log = structlog.get_logger()

UNREACHED = (stripe.StripeError, aiohttp.ClientError, TimeoutError, OSError)
TIMEOUT_SECONDS = 5.0
CLOCKS_DIFFER_SECONDS = 120
DONE = {Kind.AUTHORIZE: "requires_capture", Kind.CAPTURE: "succeeded", Kind.VOID: "canceled"}
NOT_AUTHORIZED = ("requires_payment_method", "canceled")
# A void never ends with a "no": what must be dropped is dropped, or somebody looks. A refund ends with one
# when its first try got it; a later one may only mean that the first did it.
CAN_FAIL = (Kind.AUTHORIZE, Kind.CAPTURE)


class ProviderAway(Unavailable):
    """No usable answer to a question; it will be asked again."""


class StripeProvider:
    """https://docs.stripe.com/api/payment_intents, manual capture. Open it with `async with`."""

    def __init__(self, secret_key: Secret, api_base: str, *, return_url: str = "") -> None:
        """`return_url`: where a bank sends the customer back to; `{order_id}` in it is replaced."""
        self._secret_key = secret_key
        self._api_base = api_base
        self._return_url = return_url

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        self._http = stripe.AIOHTTPClient(timeout=timeout)
        self._stripe = stripe.StripeClient(
            self._secret_key.reveal(),
            http_client=self._http,
            base_addresses={"api": self._api_base},
            max_network_retries=0,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def perform(self, call: Call) -> Outcome:
        """Never raises for an answer: what the provider did, did not, or may have done is the outcome."""
        outcome = await self._perform(call)
        log.info("payment_called", operation_id=str(call.id), kind=call.kind, outcome=outcome.state)
        return outcome

    async def _perform(self, call: Call) -> Outcome:
        try:
            if call.state == OperationState.WAITING:
                return _outcome(call, await self._intents.retrieve_async(call.intent or ""))
            if call.must_be_looked_up:
                return await self._look_up(call)
            return _outcome(call, await self._send(call))
        except stripe.CardError as error:
            return _no(call, getattr(error.error, "decline_code", None) or error.code)
        except stripe.InvalidRequestError as error:
            return _invalid(call, error)
        except UNREACHED as error:
            log.warning("payment_unknown", operation_id=str(call.id), kind=call.kind, why=repr(error))
            return Outcome(OperationState.UNKNOWN, code=type(error).__name__)

    @property
    def _intents(self) -> Any:
        return self._stripe.v1.payment_intents

    async def claims(self, since: datetime) -> AsyncIterator[Claim]:
        """Every intent and refund made since then, newest first. Raises ProviderAway when not reached."""
        async for found in self._made(since, self._intents, self._stripe.v1.refunds):
            if claim := claim_of(found):
                yield claim

    async def disputes(self, since: datetime) -> AsyncIterator[str]:
        """The name of every dispute made since then, newest first. Raises ProviderAway when not reached."""
        async for found in self._made(since, self._stripe.v1.disputes):
            yield found["id"]

    async def _made(self, since: datetime, *kinds: Any) -> AsyncIterator[dict[str, Any]]:
        params = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        try:
            for pages in kinds:
                async for found in (await pages.list_async(params)).auto_paging_iter():
                    yield found.to_dict()
        except UNREACHED as error:
            raise ProviderAway from error

    async def claim(self, reference: str) -> Claim | None:
        """What the provider says of it now; None when it has never heard of it."""
        objects = self._stripe.v1.refunds if reference.startswith("re_") else self._intents
        try:
            return claim_of((await objects.retrieve_async(reference)).to_dict())
        except stripe.InvalidRequestError:
            return None
        except UNREACHED as error:
            raise ProviderAway from error

    async def dispute(self, reference: str) -> Found | None:
        """What the provider says of a dispute now; None when it has never heard of it."""
        try:
            answer = await self._stripe.v1.disputes.retrieve_async(reference)
        except stripe.InvalidRequestError:
            return None
        except UNREACHED as error:
            raise ProviderAway from error
        told = msgspec.convert(answer.to_dict(), Told)
        claim = None if told.payment_intent is None else await self.claim(told.payment_intent)
        return Found(told, None if claim is None else claim.order_id)

    async def give_back(self, claim: IntentClaim, *, key: UUID) -> None:
        """Let go of what it holds, or refund what it took: it belongs to no living order. Safe to repeat."""
        options: Any = {"idempotency_key": str(key)}
        about = {"order_id": str(claim.order_id), "difference_id": str(key)}
        try:
            if claim.status == PaymentStatus.CAPTURED:
                refund: Any = {"payment_intent": claim.reference, "metadata": about}
                await self._stripe.v1.refunds.create_async(refund, options)
            else:
                await self._intents.cancel_async(claim.reference, {}, options)
        except UNREACHED as error:
            raise ProviderAway from error

    async def _send(self, call: Call) -> Any:
        options: Any = {"idempotency_key": str(call.id)}
        intents = self._intents
        match call.kind:
            case Kind.AUTHORIZE:
                return await intents.create_async(_authorization(call, self._return_url), options)
            case Kind.CAPTURE:
                return await intents.capture_async(
                    call.intent or "", {"amount_to_capture": call.amount}, options
                )
            case Kind.VOID:
                return await intents.cancel_async(call.intent or "", {}, options)
            case Kind.REFUND:
                params: Any = {
                    "payment_intent": call.intent,
                    "amount": call.amount,
                    "metadata": _about(call.order_id, call.id),
                }
                return await self._stripe.v1.refunds.create_async(params, options)

    async def _look_up(self, call: Call) -> Outcome:
        """What is true, whatever the key's answer is: done, refused, or never heard of."""
        found = await self._find(call)
        is_untouched = call.kind in (Kind.CAPTURE, Kind.VOID) and found.status == DONE[Kind.AUTHORIZE]
        if found is None or is_untouched:
            return Outcome(OperationState.UNKNOWN, code="absent", is_absent=True)
        return _outcome(call, found)

    async def _find(self, call: Call) -> Any:
        intents, refunds = self._intents, self._stripe.v1.refunds
        pages: Any
        match call.kind:
            case Kind.CAPTURE | Kind.VOID:
                return await intents.retrieve_async(call.intent or "")
            case Kind.AUTHORIZE:
                since = int(call.first_tried_at.timestamp()) - CLOCKS_DIFFER_SECONDS
                pages = await intents.list_async({"created": {"gte": since}, "limit": 100})
            case Kind.REFUND:
                pages = await refunds.list_async({"payment_intent": call.intent or "", "limit": 100})
        async for found in pages.auto_paging_iter():
            if found.to_dict()["metadata"].get("operation_id") == str(call.id):
                return found
        return None


def _authorization(call: Call, return_url: str) -> Any:
    back = {"return_url": return_url.replace("{order_id}", str(call.order_id))} if return_url else {}
    return back | {
        "amount": call.amount,
        "currency": call.currency.lower(),
        "payment_method": call.payment_method,
        "capture_method": "manual",
        "confirm": True,
        "payment_method_types": ["card"],
        "metadata": _about(call.order_id, call.id),
    }


def _about(order_id: UUID, operation_id: UUID) -> dict[str, str]:
    return {"order_id": str(order_id), "operation_id": str(operation_id)}


def _outcome(call: Call, answered: Any) -> Outcome:
    """The intent or refund as it is, said as an answer to `call`."""
    if call.kind == Kind.REFUND:
        return refunded(answered)
    if answered.status == DONE[call.kind]:
        return Outcome(OperationState.SUCCEEDED, reference=answered.id)
    if call.kind != Kind.AUTHORIZE:
        return _no(call, answered.status)
    if answered.status == "requires_action":
        return Outcome(OperationState.WAITING, reference=answered.id, action=_action(answered))
    if answered.status in NOT_AUTHORIZED:
        error = answered.to_dict()["last_payment_error"] or {}
        return _no(call, error.get("decline_code") or error.get("code") or answered.status)
    return Outcome(OperationState.UNKNOWN, reference=answered.id, code=answered.status)


def refunded(refund: Any) -> Outcome:
    """A bank may send the money back: https://docs.stripe.com/refunds#failed-refunds."""
    if refund.status in ("failed", "canceled"):
        code = refund.to_dict().get("failure_reason") or refund.status
        return Outcome(OperationState.FAILED, reference=refund.id, code=code)
    return Outcome(OperationState.SUCCEEDED, reference=refund.id)


def _action(intent: Any) -> NextAction:
    action = intent.to_dict()["next_action"] or {"type": "unknown"}
    redirect = action.get("redirect_to_url") or {}
    return NextAction(action["type"], intent.client_secret, redirect.get("url"))


def _invalid(call: Call, error: stripe.InvalidRequestError) -> Outcome:
    """Nothing was done now; perhaps because it had been done before."""
    intent = getattr(error.error, "payment_intent", None)
    status = None if intent is None else intent["status"]
    if status is not None and status == DONE.get(call.kind):
        return Outcome(OperationState.SUCCEEDED, reference=call.intent)
    return _no(call, error.code or "invalid_request")


def _no(call: Call, code: str | None) -> Outcome:
    is_final = call.kind in CAN_FAIL or (call.kind == Kind.REFUND and call.tries == 0)
    state = OperationState.FAILED if is_final else OperationState.UNKNOWN
    return Outcome(state, code=code or "declined")
