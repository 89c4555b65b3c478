"""Who may use a route. Every route declares a policy; one without does not start."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from chassis.errors import Forbidden, Unauthenticated
from chassis.tokens import STRONG, Actor, Verifier


class Policy(msgspec.Struct, frozen=True):
    """`permission` is what a person (or an app) must have, `scope` what a service's token must carry."""

    name: str
    permission: str | None = None
    scope: str | None = None

    def public_name(self) -> str:
        """As `routes.yaml` writes it."""
        return self.permission or self.name

    def check(self, actor: Actor) -> None:
        """Raise unless `actor` may pass."""
        if self in (PUBLIC, OPTIONAL):
            return
        if actor == NOBODY:
            raise Unauthenticated
        if not self._allows(actor):
            raise Forbidden
        if self.permission is not None and not actor.is_strong:
            raise StepUpRequired(acr_values=STRONG)

    def _allows(self, actor: Actor) -> bool:
        if self.scope is not None:
            return actor.client_id is not None and self.scope in actor.scopes
        if self.permission is not None:
            return self.permission in actor.permissions
        return actor.account_id is not None


NOBODY = Actor()
PUBLIC = Policy("public")
OPTIONAL = Policy("optional")
CUSTOMER_ONLY = Policy("customer")


def permission(name: str) -> Policy:
    """Whoever has this permission; a person must also have shown two factors (`acr` 2)."""
    return Policy("permission", permission=name)


def service(scope: str) -> Policy:
    """Another service, whose token names this one and carries `scope`."""
    return Policy("service", scope=scope)


class StepUpRequired(Unauthenticated):
    """RFC 9470: the token is good, but its login was too weak or is too long ago. Log in again, stronger."""

    type, title = "insufficient-user-authentication", "This needs a stronger or a more recent login"

    def __init__(self, *, acr_values: str, max_age: int | None = None) -> None:
        super().__init__(acr_values=acr_values, max_age=max_age)

    def response_headers(self) -> dict[str, str]:
        wanted = ", ".join(f'{name}="{value}"' for name, value in self.facts.items() if value is not None)
        challenge = f'Bearer realm="zoco", error="insufficient_user_authentication", {wanted}'
        return {"WWW-Authenticate": challenge}


def require_step_up(
    actor: Actor, now: datetime, *, acr: str = STRONG, max_age: timedelta | None = None
) -> None:
    """Raise the challenge unless the login had at least this `acr` and is at most `max_age` ago."""
    is_recent = max_age is None or (actor.auth_time is not None and now - actor.auth_time <= max_age)
    if not actor.has_acr(acr) or not is_recent:
        seconds = None if max_age is None else int(max_age.total_seconds())
        raise StepUpRequired(acr_values=acr, max_age=seconds)


class MissingPolicy(SystemExit):
    """Deny by default: the process does not start."""


def policy_of(handler: BaseRouteHandler) -> Policy:
    policy = handler.opt.get("policy")
    if not isinstance(policy, Policy):
        raise MissingPolicy(f"{handler} declares no policy; add policy=… to its decorator")
    return policy


def require_policies(app: Litestar) -> None:
    """Refuse to start when a route says nothing about who may use it."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and not _is_litestars(handler):
                policy_of(handler)


def _is_litestars(handler: BaseRouteHandler) -> bool:
    """Litestar gives every path an OPTIONS that nobody declared."""
    return handler.fn.__module__.split(".")[0] == "litestar"


def _methods(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    path = connection.scope["path_template"]
    routes = (route for route in connection.app.routes if isinstance(route, HTTPRoute))
    return ", ".join(next(sorted(route.methods) for route in routes if route.path_format == path))


class Guard:
    """The check of every request, before its body is read."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        if _is_litestars(handler):
            raise MethodNotAllowedException(headers={"Allow": _methods(connection)})
        policy = policy_of(handler)
        actor = NOBODY if policy == PUBLIC else await self._actor(connection)
        policy.check(actor)
        connection.scope["state"]["actor"] = actor

    async def _actor(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Actor:
        values = connection.headers.getall("authorization", [])
        if not values:
            return NOBODY
        scheme, _, token = values[0].partition(" ")
        if len(values) > 1 or scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        return await self._verifier.verify(token.strip())
