"""Form-encoded parameters into typed structs, with Stripe's complaints about them."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta, Struct, field

from sandbox.payments.errors import Invalid

P = TypeVar("P", bound=Struct)
Pairs = list[tuple[str, str]]

MAX_FIELDS = 200
NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\]){0,4})")
INTEGER = re.compile(r"-?[0-9]{1,18}")  # msgspec would also take 1e3 and 12.0
INTEGERS = re.compile(r"amount|amount_to_capture|limit|after|created(\[(gt|gte|lt|lte)\])?")
UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
REQUIRED = re.compile(r"Object missing required field `(.*)`")
LISTS = ("payment_method_types",)


class Parameters(Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class AutomaticMethods(Parameters, kw_only=True):
    enabled: bool
    allow_redirects: Literal["always", "never"] = "always"


class Attempt(Parameters):
    """What creating with `confirm` and confirming later have in common."""

    payment_method: str | None = None
    payment_method_types: list[Literal["card"]] = []
    payment_method_options: dict[str, Any] = {}
    capture_method: Literal["automatic", "automatic_async", "manual"] | None = None
    error_on_requires_action: bool = False
    off_session: Literal["true", "false", "one_off", "recurring"] = "false"
    return_url: Annotated[str, Meta(pattern=r"^https?://[!-~]+\Z", max_length=2000)] | None = None
    receipt_email: str | None = None
    setup_future_usage: Literal["on_session", "off_session"] | None = None
    shipping: dict[str, Any] | None = None
    use_stripe_sdk: bool = False


class CreateIntent(Attempt, kw_only=True):
    amount: int
    currency: str
    confirm: bool = False
    confirmation_method: Literal["automatic", "manual"] = "automatic"
    automatic_payment_methods: AutomaticMethods | None = None
    customer: str | None = None
    description: str | None = None
    metadata: dict[str, str] = {}
    statement_descriptor: str | None = None
    statement_descriptor_suffix: str | None = None
    transfer_group: str | None = None


class Capture(Parameters):
    amount_to_capture: int | None = None
    final_capture: Literal["true"] = "true"
    metadata: dict[str, str] = {}


class Cancel(Parameters):
    cancellation_reason: Literal["duplicate", "fraudulent", "requested_by_customer", "abandoned"] | None = (
        None
    )


class OpenDispute(Parameters):
    """Not Stripe's: what a bank does."""

    payment_intent: str
    reason: Annotated[str, Meta(pattern=r"^[a-z_]{1,60}\Z")] = "fraudulent"


class CloseDispute(Parameters):
    status: Literal["won", "lost"]


class CreateRefund(Parameters):
    payment_intent: str | None = None
    charge: str | None = None
    amount: int | None = None
    currency: str | None = None
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None
    metadata: dict[str, str] = {}


class Created(Parameters):
    """Defaults that exclude nothing."""

    gt: int = -1
    gte: int = 0
    lt: int = 10**18
    lte: int = 10**18


class ListIntents(Parameters):
    limit: int = 10
    starting_after: str | None = None
    created: Created = field(default_factory=Created)


class ListRefunds(ListIntents):
    """Also of disputes: both belong to one payment."""

    payment_intent: str | None = None
    charge: str | None = None


class Nothing(Parameters):
    pass


class ListEffects(Parameters):
    after: int = 0


class FinishAction(Parameters):
    outcome: Literal["complete", "fail"]


def pairs(encoded: bytes) -> Pairs:
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError:
        raise Invalid("The parameters are not valid UTF-8.") from None
    except ValueError:
        raise Invalid(f"There are more than {MAX_FIELDS} parameters.") from None


def read(kind: type[P], given: Iterable[tuple[str, str]]) -> P:
    nested = _nest(given)
    for name in LISTS:
        if isinstance(nested.get(name), dict):
            nested[name] = list(nested[name].values())
    if isinstance(nested.get("created"), str):  # the short form: exactly then
        nested["created"] = {"gte": nested["created"], "lte": nested["created"]}
    try:
        params = msgspec.convert(nested, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _complaint(str(error)) from None
    _check_metadata(getattr(params, "metadata", {}))
    return params


def _nest(given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`metadata[order_id]=1` is `{"metadata": {"order_id": "1"}}`."""
    root: dict[str, Any] = {}
    for name, value in given:
        match = NAME.fullmatch(name)
        if match is None:
            raise Invalid(f"Invalid parameter name: {name}", param=name)
        if INTEGERS.fullmatch(name) and not INTEGER.fullmatch(value):
            raise Invalid(f"Invalid integer: {value}", param=name, code="parameter_invalid_integer")
        *path, last = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        place = root
        for step in path:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise Invalid(f"Invalid object: {name}", param=name)
        if last in place:
            raise Invalid(f"The parameter {name} was given twice.", param=name)
        place[last or str(len(place))] = value
    return root


def _complaint(error: str) -> Invalid:
    """msgspec names the first wrong field by a path; Stripe by its parameter name."""
    reason, _, path = error.partition(" - at `$.")
    steps = [step for step in re.split(r"[.\[\]]+", path.rstrip("`")) if step]
    if match := UNKNOWN.fullmatch(reason):
        param = _param([*steps, match[1]])
        return Invalid(f"Received unknown parameter: {param}", param=param, code="parameter_unknown")
    if match := REQUIRED.fullmatch(reason):
        param = _param([*steps, match[1]])
        return Invalid(f"Missing required param: {param}.", param=param, code="parameter_missing")
    return Invalid(f"Invalid {_param(steps)}: {reason}", param=_param(steps))


def _param(steps: list[str]) -> str:
    return steps[0] + "".join(f"[{step}]" for step in steps[1:]) if steps else ""


def _check_metadata(metadata: dict[str, str]) -> None:
    if len(metadata) > 50:
        raise Invalid("Metadata can have at most 50 keys.", param="metadata")
    for name, value in metadata.items():
        if len(name) > 40 or len(value) > 500:
            raise Invalid(
                "Metadata keys can have at most 40 characters and values at most 500.",
                param=f"metadata[{name}]",
            )
