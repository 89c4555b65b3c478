"""Events: facts with a wire name, their envelope, and who listens to them."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from chassis.database import Transaction

    class Event(msgspec.Struct):
        """A fact that happened, in the past tense. Its docstring is published with its schema."""

        def __init_subclass__(cls, *, wire_name: str = "", **config: Any) -> None: ...

        @classmethod
        def wire_name(cls) -> str: ...

else:

    class _EventType(type(msgspec.Struct)):
        """Accepts `wire_name=` on the class line: what is on the wire is written, never derived."""

        def __new__(mcls, name, bases, namespace, wire_name="", **config):
            cls = super().__new__(mcls, name, bases, namespace, frozen=True, **config)
            cls._wire_name = wire_name
            return cls

    class Event(msgspec.Struct, metaclass=_EventType):
        """A fact that happened, in the past tense. Its docstring is published with its schema."""

        @classmethod
        def wire_name(cls):
            return cls._wire_name


E = TypeVar("E", bound=Event)
Handler = Callable[["Transaction", Any], Awaitable[None]]


class NotYet(Exception):
    """A handler's prerequisite has not arrived; the event comes again later."""


class Envelope(msgspec.Struct, kw_only=True):
    """A CloudEvents 1.0 structured-mode message, with the members this system adds.

    `aggregateversion` counts the events of one aggregate from 1 without gaps.
    """

    specversion: str = "1.0"
    id: UUID
    source: str
    type: str
    subject: UUID
    time: datetime
    dataschema: str | None = None
    datacontenttype: str = "application/json"
    aggregateversion: int
    correlationid: str | None = None
    causationid: str | None = None
    data: msgspec.Raw


class Subscription(msgspec.Struct, frozen=True):
    """One handler of one event type. `latest`: skip what is older than what was seen."""

    kind: type[Event]
    handler: Handler
    latest: bool


class Subscriptions:
    """The handlers of one feature; `handlers.py` has one of these and decorates its functions with it."""

    def __init__(self) -> None:
        self.list: list[Subscription] = []

    def effect(self, kind: type[E]) -> Callable[[Handler], Handler]:
        """The handler acts once per event and does not depend on their order."""
        return self._add(kind, latest=False)

    def latest(self, kind: type[E]) -> Callable[[Handler], Handler]:
        """The handler keeps a copy; a version older than the newest seen of its aggregate is skipped."""
        return self._add(kind, latest=True)

    def _add(self, kind: type[Event], *, latest: bool) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.list.append(Subscription(kind, handler, latest))
            return handler

        return register


def by_type(groups: Iterable[Subscriptions]) -> dict[str, list[Subscription]]:
    """Every handler by the wire name it listens to."""
    table: dict[str, list[Subscription]] = {}
    for group in groups:
        for subscription in group.list:
            table.setdefault(subscription.kind.wire_name(), []).append(subscription)
    return table
