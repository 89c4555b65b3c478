"""Which problems a route may answer with, read off the code that the route can reach."""

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from chassis import version
from chassis.body import BodyTooLarge, UnsupportedMediaType
from chassis.errors import BadRequest, Forbidden, Invalid, Refusal, Unauthenticated
from chassis.idempotency import KeyInUse, KeyInvalid, KeyMissing, KeyReused
from chassis.openapi import handlers_of
from chassis.policy import CUSTOMER_ONLY, PUBLIC, StepUpRequired, policy_of
from chassis.tokens import InvalidToken


class Problem(NamedTuple):
    """A problem type as it is published."""

    status: int
    type: str
    title: str


def problems_of(app: Litestar) -> dict[tuple[str, str], list[Problem]]:
    """The problems of each path and method, without those that any request can meet (429, 5xx)."""
    return {
        key: sorted(
            Problem(refusal.status, refusal.type, refusal.title)
            for refusal in {*_of_any_such_route(handler), *_raised_by(handler.fn)}
            if refusal.status < 500
        )
        for key, handler in handlers_of(app).items()
    }


def _of_any_such_route(handler: HTTPRouteHandler) -> Iterator[type[Refusal]]:
    policy, fields = policy_of(handler), handler.parsed_fn_signature.parameters
    if policy != PUBLIC:
        yield from (Unauthenticated, InvalidToken)
        if policy != CUSTOMER_ONLY:
            yield Forbidden
        if policy.permission is not None:
            yield StepUpRequired
    if "data" in fields:
        yield from (BadRequest, UnsupportedMediaType, BodyTooLarge, Invalid)
    if "request_key" in fields:
        yield from (KeyMissing, KeyInvalid, KeyReused, KeyInUse)


def _raised_by(start: Callable[..., Any]) -> set[type[Refusal]]:
    """More than can happen rather than less: a name that is used counts, whatever it is used for."""
    package = start.__module__.partition(".")[0]
    waiting, seen, found = [start], set(), set()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        for value in _used_by(function):
            if _is_refusal(value):
                found.add(value)
            elif isinstance(value, dict):
                found |= {one for one in value.values() if _is_refusal(one)}
            elif _is_own(value, package):
                waiting.append(value)
    return found


def _used_by(function: Any) -> Iterator[Any]:
    """What a function names: globals, members of modules, methods of classes that its module knows."""
    names = set(_names(function.__code__))
    for name, value in function.__globals__.items():
        if isinstance(value, type):
            yield from (vars(value)[each] for each in names & vars(value).keys())
        if name in names:
            yield value
            if isinstance(value, ModuleType):
                yield from (vars(value)[each] for each in names & vars(value).keys())


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_refusal(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Refusal)


def _is_own(value: object, package: str) -> bool:
    if not isinstance(value, FunctionType):
        return False
    return value.__module__.partition(".")[0] == package or value.__module__ == version.__name__
