"""Stripe, behind the four operations we ask of it. Retries are ours: the SDK makes each call once."""

from typing import Any, Self
from uuid import UUID

import aiohttp
import stripe
import structlog

from chassis.settings import Secret
from orders.payment.model import Call, Kind, OperationState, Outcome

log = structlog.get_logger()

TIMEOUT_SECONDS = 5.0
CLOCKS_DIFFER_SECONDS = 120
DONE = {Kind.AUTHORIZE: "requires_capture", Kind.CAPTURE: "succeeded", Kind.VOID: "canceled"}
# A void never ends with a "no": what must be dropped is dropped, or somebody looks. A refund ends with one
# when its first try got it; a later one may only mean that the first did it.
CAN_FAIL = (Kind.AUTHORIZE, Kind.CAPTURE)


class StripeProvider:
    """https://docs.stripe.com/api/payment_intents, manual capture. Open it with `async with`."""

    def __init__(self, secret_key: Secret, api_base: str) -> None:
        self._secret_key = secret_key
        self._api_base = api_base

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
            if call.must_be_looked_up:
                return await self._look_up(call)
            answered = await self._send(call)
        except stripe.CardError as error:
            return _no(call, getattr(error.error, "decline_code", None) or error.code)
        except stripe.InvalidRequestError as error:
            return _invalid(call, error)
        except (stripe.StripeError, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("payment_unknown", operation_id=str(call.id), kind=call.kind, why=repr(error))
            return Outcome(OperationState.UNKNOWN, code=type(error).__name__)
        if call.kind == Kind.REFUND or answered.status == DONE[call.kind]:
            return Outcome(OperationState.SUCCEEDED, reference=answered.id)
        return _no(call, answered.status)

    async def _send(self, call: Call) -> Any:
        options: Any = {"idempotency_key": str(call.id)}
        intents = self._stripe.v1.payment_intents
        match call.kind:
            case Kind.AUTHORIZE:
                return await intents.create_async(_authorization(call), options)
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
        if call.kind == Kind.REFUND or found.status == DONE[call.kind]:
            return Outcome(OperationState.SUCCEEDED, reference=found.id)
        return _no(call, found.status)

    async def _find(self, call: Call) -> Any:
        intents, refunds = self._stripe.v1.payment_intents, self._stripe.v1.refunds
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


def _authorization(call: Call) -> Any:
    return {
        "amount": call.amount,
        "currency": call.currency.lower(),
        "payment_method": call.payment_method,
        "capture_method": "manual",
        "confirm": True,
        # Whoever must prove themselves to their bank is declined until orders can wait for it.
        "error_on_requires_action": True,
        "payment_method_types": ["card"],
        "metadata": _about(call.order_id, call.id),
    }


def _about(order_id: UUID, operation_id: UUID) -> dict[str, str]:
    return {"order_id": str(order_id), "operation_id": str(operation_id)}


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
