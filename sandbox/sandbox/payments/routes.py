"""HTTP in, HTTP out: authentication, idempotency keys, faults, and which command answers what."""

import asyncio
import base64
import binascii
import re
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from sandbox.payments import commands, page, parameters
from sandbox.payments.commands import Request
from sandbox.payments.errors import (
    InternalError,
    Invalid,
    KeyInUse,
    KeyReused,
    Refused,
    Unauthenticated,
    UrlUnknown,
)
from sandbox.payments.faults import Fault, Faults
from sandbox.payments.http import (
    HTML,
    Receive,
    Response,
    Scope,
    Send,
    cut,
    header,
    json_response,
    pause,
    read_body,
    respond,
)
from sandbox.payments.ledger import Ledger
from sandbox.payments.model import missing_intent
from sandbox.payments.parameters import Pairs
from sandbox.payments.store import Answer, Store

API_KEY = re.compile(r"(sk|rk)_test_[A-Za-z0-9_]{1,200}", re.ASCII)
P = TypeVar("P", bound=Struct)
FORM = "application/x-www-form-urlencoded"


class Route(NamedTuple):
    params: type[Struct]
    act: Callable[[Request, Any], object]
    operation: str | None = None  # what a fault may break; None: a read


class App:
    def __init__(self, ledger: Ledger, *, announces: bool) -> None:
        self.ledger = ledger
        self.announces = announces
        self.faults = Faults()
        self.stopping = asyncio.Event()
        self._keys_in_use: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(scope, receive)
        except ConnectionResetError:  # the client left, or a fault says that it shall not hear from us
            await cut(scope, receive)
            return
        await respond(send, response)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        request_id = f"req_{secrets.token_hex(7)}"
        segments = scope["path"].strip("/").split("/")
        try:
            if segments[0] == "v1":
                response = await self._api(scope, receive, segments[1:], request_id)
            else:
                response = await self._own(scope, receive, segments)
        except Refused as refused:
            response = _refusal(refused)
        return msgspec.structs.replace(response, headers={"Request-Id": request_id} | response.headers)

    async def _api(self, scope: Scope, receive: Receive, segments: list[str], request_id: str) -> Response:
        _authenticate(header(scope, b"authorization"))
        route = _route(scope["method"], segments)
        if route is None:
            raise UrlUnknown(f"Unrecognized request URL ({scope['method']}: {scope['path']}).")
        body = await read_body(receive)
        if route.operation is None:
            given = parameters.pairs(scope["query_string"])
            return await self.ledger.run(
                lambda store: _execute(self._request(scope, store, request_id), route, given).response
            )
        if body and (header(scope, b"content-type") or "").partition(";")[0].strip().lower() != FORM:
            raise Invalid(f"Invalid request: the content type of a POST is {FORM}.")
        given = parameters.pairs(scope["query_string"]) + parameters.pairs(body)
        return await self._change(scope, receive, route, given, request_id)

    async def _change(
        self, scope: Scope, receive: Receive, route: Route, given: Pairs, request_id: str
    ) -> Response:
        key = _idempotency_key(header(scope, b"idempotency-key"))
        if key is not None:
            if key in self._keys_in_use:
                raise KeyInUse(key)
            self._keys_in_use.add(key)
        response: Response | None = None
        try:
            fault = await self._next_fault(route, key)
            if fault and fault.kind == "slow":
                await pause(fault.seconds, receive, self.stopping)
            if fault is None or not fault.is_before:
                response = await self.ledger.run(
                    lambda store: _once(self._request(scope, store, request_id, key), route, given, fault)
                )
        finally:
            # Before an answer is held back: the work is done, and whoever asks again shall hear of it.
            self._keys_in_use.discard(key or "")
        if fault and fault.hangs:
            await pause(fault.seconds, receive, self.stopping)
        if response is None or (fault and fault.loses_answer):
            raise ConnectionResetError
        return response

    async def _next_fault(self, route: Route, key: str | None) -> Fault | None:
        """Repeating a saved answer uses no fault up."""
        if not self.faults.waiting:
            return None
        if key is not None and await self.ledger.run(lambda store: store.answer(key) is not None):
            return None
        return self.faults.take(route.operation or "")

    async def _own(self, scope: Scope, receive: Receive, segments: list[str]) -> Response:
        """What Stripe does not have: health, the page, the ledger, faults and the bank's 3-D Secure page."""
        body = await read_body(receive)
        match scope["method"], segments:
            case "GET", ["health", "live" | "ready"]:
                return json_response({"status": "ok"})
            case "GET", [""]:
                totals = await self.ledger.run(lambda store: store.totals(limit=200))
                return Response(200, page.overview(totals).encode(), HTML)
            case "GET", ["sandbox", "ledger"]:
                asked = parameters.read(parameters.ListEffects, parameters.pairs(scope["query_string"]))
                effects = await self.ledger.run(lambda store: store.effects(after=asked.after))
                return json_response(effects)
            case "POST", ["sandbox", "faults"]:
                self.faults.add(_fault(body))
            case "DELETE", ["sandbox", "faults"]:
                self.faults.waiting.clear()
            case "GET", ["sandbox", "faults"]:
                pass
            case "POST", ["sandbox", "disputes"]:
                return await self._bank(scope, body, parameters.OpenDispute, commands.open_dispute)
            case "POST", ["sandbox", "disputes", name]:
                close = partial(commands.close_dispute, dispute_id=name)
                return await self._bank(scope, body, parameters.CloseDispute, close)
            case "GET" | "POST", ["sandbox", "actions", intent_id]:
                return await self._action(scope, intent_id, body)
            case _:
                raise UrlUnknown(f"Unrecognized request URL ({scope['method']}: {scope['path']}).")
        return json_response({"faults": self.faults.waiting})

    async def _bank(
        self, scope: Scope, body: bytes, kind: type[P], act: Callable[[Request, P], object]
    ) -> Response:
        """What only a cardholder's bank can do, asked for in JSON."""
        asked = _asked(body, kind)
        return json_response(await self.ledger.run(lambda store: act(self._request(scope, store, ""), asked)))

    async def _action(self, scope: Scope, intent_id: str, body: bytes) -> Response:
        if scope["method"] == "POST":
            asked = parameters.read(parameters.FinishAction, parameters.pairs(body))
            await self.ledger.run(
                lambda store: commands.finish_action(
                    self._request(scope, store, ""), intent_id, is_authenticated=asked.outcome == "complete"
                )
            )
        intent = await self.ledger.run(lambda store: store.intent(intent_id))
        if intent is None:
            raise missing_intent(intent_id)
        if scope["method"] == "POST" and intent.return_url:
            return Response(303, b"", headers={"Location": intent.return_url})
        return Response(200, page.action(intent).encode(), HTML)

    def _request(self, scope: Scope, store: Store, request_id: str, key: str | None = None) -> Request:
        host, port = scope["server"]
        return Request(store, request_id, key, time.time(), f"http://{host}:{port}", self.announces)


class Executed(NamedTuple):
    response: Response
    is_saved: bool


def _route(method: str, segments: list[str]) -> Route | None:
    match method, segments:
        case "GET", _:
            return _reading(segments)
        case "POST", ["payment_intents"]:
            return Route(parameters.CreateIntent, commands.create_intent, "authorize")
        case "POST", ["payment_intents", name, "confirm"]:
            return Route(parameters.Attempt, partial(commands.confirm_intent, intent_id=name), "authorize")
        case "POST", ["payment_intents", name, "capture"]:
            return Route(parameters.Capture, partial(commands.capture_intent, intent_id=name), "capture")
        case "POST", ["payment_intents", name, "cancel"]:
            return Route(parameters.Cancel, partial(commands.cancel_intent, intent_id=name), "cancel")
        case "POST", ["refunds"]:
            return Route(parameters.CreateRefund, commands.create_refund, "refund")
    return None


def _reading(segments: list[str]) -> Route | None:
    match segments:
        case ["payment_intents"]:
            return Route(parameters.ListIntents, commands.list_intents)
        case ["payment_intents", name]:
            return Route(parameters.Nothing, partial(commands.get_intent, intent_id=name))
        case ["disputes"]:
            return Route(parameters.ListRefunds, commands.list_disputes)
        case ["disputes", name]:
            return Route(parameters.Nothing, partial(commands.get_dispute, dispute_id=name))
        case ["refunds"]:
            return Route(parameters.ListRefunds, commands.list_refunds)
        case ["refunds", name]:
            return Route(parameters.Nothing, partial(commands.get_refund, refund_id=name))
    return None


def _once(request: Request, route: Route, given: Pairs, fault: Fault | None) -> Response:
    """The first answer under a key, saved in the transaction of its effect, is every later answer."""
    name = f"{route.operation} {getattr(route.act, 'keywords', {}).get('intent_id', '')}"
    params = msgspec.json.encode(sorted(given))
    if request.key is None:
        return _execute(request, route, given, fault).response
    saved = request.store.answer(request.key)
    if saved is not None:
        return _replay(saved, request.key, name, params)
    response, is_saved = _execute(request, route, given, fault)
    if is_saved:
        answer = Answer(name, params, response.status, response.body, request.id)
        request.store.save_answer(request.key, answer, at=request.now)
    return response


def _execute(request: Request, route: Route, given: Pairs, fault: Fault | None = None) -> Executed:
    kind = fault.kind if fault else ""
    try:
        params = parameters.read(route.params, given)
        if kind == "error_500":
            raise InternalError
        view = route.act(request, params)
        if kind == "error_500_after":
            raise InternalError
    except Refused as refused:
        return Executed(_refusal(refused), refused.is_saved)
    return Executed(json_response(view), True)


def _replay(saved: Answer, key: str, name: str, params: bytes) -> Response:
    if (saved.route, saved.params) != (name, params):
        raise KeyReused(
            "Keys for idempotent requests can only be used with the same endpoint and parameters they were"
            f" first used with. Try a key other than '{key}' if you meant to execute a different request."
        )
    return Response(
        saved.status,
        saved.body,
        headers={"Idempotent-Replayed": "true", "Original-Request": saved.request_id},
    )


def _refusal(refused: Refused) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="Stripe"'} if refused.status == 401 else {}
    return Response(refused.status, msgspec.json.encode(refused.view()), headers=headers)


def _authenticate(authorization: str | None) -> None:
    scheme, _, credentials = (authorization or "").partition(" ")
    api_key = credentials.strip()
    if scheme.lower() == "basic":
        try:
            api_key = base64.b64decode(api_key, validate=True).decode("latin-1").partition(":")[0]
        except (binascii.Error, ValueError):
            api_key = ""
    elif scheme.lower() != "bearer":
        raise Unauthenticated("You did not provide an API key: use 'Authorization: Bearer sk_test_...'.")
    if not API_KEY.fullmatch(api_key):  # a live key has no business here
        raise Unauthenticated(
            "Invalid API key: the sandbox takes any key that starts with sk_test_ or rk_test_."
        )


def _idempotency_key(key: str | None) -> str | None:
    if key is not None and not 1 <= len(key) <= 255:
        raise Invalid("An Idempotency-Key has between 1 and 255 characters.")
    return key


def _fault(body: bytes) -> Fault:
    return _asked(body, Fault)


def _asked(body: bytes, kind: type[P]) -> P:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"Invalid {kind.__name__.lower()}: {error}") from None
