"""Who may use a route. Every route declares a policy; one without does not start."""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from chassis.errors import Forbidden, Unauthenticated
from chassis.tokens import CUSTOMER, Actor, Verifier


class Policy(msgspec.Struct, frozen=True):
    """`roles` is what the account must have one of, `scope` what a service's token must carry."""

    name: str
    roles: frozenset[str] = frozenset()
    scope: str | None = None

    def public_name(self) -> str | list[str]:
        """As `routes.yaml` writes it."""
        return sorted(self.roles) if self.roles else self.name

    def check(self, actor: Actor) -> None:
        """Raise unless `actor` may pass."""
        if self in (PUBLIC, OPTIONAL):
            return
        if actor == NOBODY:
            raise Unauthenticated
        if not self._allows(actor):
            raise Forbidden

    def _allows(self, actor: Actor) -> bool:
        if self.scope is not None:
            return actor.client_id is not None and self.scope in actor.scopes
        if actor.account_id is None:
            return False
        if self == STAFF:
            return actor.is_staff
        return bool(actor.roles & self.roles) if self.roles else CUSTOMER in actor.roles


NOBODY = Actor()
PUBLIC = Policy("public")
OPTIONAL = Policy("optional")
CUSTOMER_ONLY = Policy("customer")
STAFF = Policy("staff")


def roles(*names: str) -> Policy:
    """An account with at least one of these roles."""
    return Policy("roles", roles=frozenset(names))


def service(scope: str) -> Policy:
    """Another service, whose token names this one and carries `scope`."""
    return Policy("service", scope=scope)


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
