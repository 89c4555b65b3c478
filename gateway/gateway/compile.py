"""routes.yaml as Envoy's route configuration. Pure: a table in, a document out."""

import re

from gateway import pages
from gateway.document import Json, typed
from gateway.headers import CORS, HEADERS, cors, never_kept, on_route, shown_to
from gateway.routes import NAMED_POLICIES, Limit, Page, Policy, Route, RouteTable, most_specific_first
from gateway.settings import SERVICES, Settings

NAME = "routes"  # of the route configuration, as the listener asks for it

JWT, PERMISSIONS, BODY = "jwt", "permissions", "body"  # the filters that routes configure
ADDRESS, SUBJECT = "address_limit", "subject_limit"
JWT_METADATA = "envoy.filters.http.jwt_authn"

# Plain characters and well-formed UTF-8 escapes only, so no two parsers read a path in two ways. Refused:
# `;`, `//`, control characters, escaped slashes, backslashes and percent signs, overlong and broken escapes.
_ESCAPE = (
    r"%(?:2[0-46-9A-E]|[346][0-9A-F]|5[0-9ABD-F]|7[0-9A-E]"
    r"|(?:C[2-9A-F]|D[0-9A-F]|(?:E0%[AB]|E[1-9A-CEF]%[89AB]|ED%[89])[0-9A-F]"
    r"|(?:F0%[9AB]|F[1-3]%[89AB]|F4%8)[0-9A-F]%[89AB][0-9A-F])%[89AB][0-9A-F])"
)
WELL_FORMED_PATH = rf"(?i:/(?:(?:[A-Z0-9\-._~!$&'()*+,=:@]|{_ESCAPE})+/?)*)(?:\?.*)?"
WELL_FORMED_HOST = r"[A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\]"

READS = "connect-failure,refused-stream,reset-before-request,gateway-error"  # what a read is repeated for
WRITES = "connect-failure,refused-stream"  # the service has seen nothing of it

Rules = dict[str, Json]


def route_configuration(table: RouteTable, settings: Settings) -> Rules:
    scale = settings.gateway_limit_scale
    shared: Rules = {
        ADDRESS: _limit(ADDRESS, table.per_address.scaled(scale)),
        SUBJECT: _limit(SUBJECT, table.per_subject.scaled(scale)),
        CORS: cors(settings),
        HEADERS: shown_to(settings),
    }
    routes: list[Json] = [
        _answer("connect", {"connect_matcher": {}}, 400),
        _preflight(),
        _unless("malformed host", ":authority", WELL_FORMED_HOST),
        _unless("malformed path", ":path", WELL_FORMED_PATH),
        *(entry for page in table.pages for entry in _page(page)),
        *(entry for route in most_specific_first(table.routes) for entry in _entries(route, settings)),
        _answer("unknown path", {"prefix": "/"}, 404),
    ]
    host: Rules = {"name": "shop", "domains": ["*"], "routes": routes, "typed_per_filter_config": shared}
    return {
        "name": NAME,
        "virtual_hosts": [host],
        # Services are told one client address, x-envoy-external-address, and no list to choose from.
        "request_headers_to_remove": ["x-forwarded-for"],
        "max_direct_response_body_size_bytes": pages.MOST_BYTES,
    }


def _preflight() -> Json:
    """The CORS filter answers it for a listed origin; for any other the permissions filter does, with 403."""
    asked: list[Json] = [{"name": ":method", "string_match": {"exact": "OPTIONS"}}]
    asked += [{"name": name, "present_match": True} for name in ("origin", "access-control-request-method")]
    nobody: Rules = {"rbac": {"rules": {"action": "ALLOW"}}}
    return {
        "name": "preflight",
        "match": {"prefix": "/", "headers": asked},
        "route": {"cluster": SERVICES[0]},  # never reached, but the CORS filter answers for no other kind
        "typed_per_filter_config": {
            JWT: _jwt({"disabled": True}),
            PERMISSIONS: _rbac(nobody),
            HEADERS: never_kept(),
        },
    }


def _page(page: Page) -> list[Json]:
    """The text stands in the route itself, so that a reload changes path, text and headers in one step."""
    match: Rules = {"path": page.path}
    asked: Json = {"name": ":method", "string_match": {"exact": "GET"}}
    known: Json = {"name": "if-none-match", "string_match": {"contains": page.etag}}
    shared = pages.headers(page)
    whole = _answer(f"GET {page.path}", {**match, "headers": [asked]}, 200)
    whole["direct_response"] = {"status": 200, "body": {"inline_string": page.text}}
    return [
        _with(_answer(f"GET {page.path} again", {**match, "headers": [asked, known]}, 304), shared),
        _with(whole, {**shared, "content-type": page.content_type}),
        _with(_answer(f"* {page.path}", match, 405), {"allow": "GET"}),
    ]


def _with(route: Rules, headers: dict[str, str]) -> Json:
    added: list[Json] = [
        {"header": {"key": key, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        for key, value in headers.items()
    ]
    return {**route, "response_headers_to_add": added}


def _entries(route: Route, settings: Settings) -> list[Json]:
    allow = {"key": "allow", "value": ", ".join(sorted(route.methods))}
    refused = _answer(f"* {route.path}", _match(route), 405)
    return [
        *(_forward(route, method, settings) for method in route.methods),
        {**refused, "response_headers_to_add": [{"header": allow}]},
    ]


def _forward(route: Route, method: str, settings: Settings) -> Json:
    return {
        "name": f"{method} {route.path}",
        "match": {**_match(route), "headers": [{"name": ":method", "string_match": {"exact": method}}]},
        "route": {
            "cluster": route.service,
            "timeout": f"{route.timeout_seconds:g}s",
            # Services never see the Host a client made up.
            "host_rewrite_literal": settings.public_authority,
            "retry_policy": _retries(READS if method == "GET" else WRITES),
        },
        "typed_per_filter_config": {
            **_policy(route.methods[method]),
            **_own_limits(route, method, settings),
            BODY: _body({"buffer": {"max_request_bytes": route.body_bytes}}),
            HEADERS: on_route(
                is_public=route.methods[method] == "public", limit=_told(route, method, settings)
            ),
        },
    }


def _retries(why: str) -> Json:
    """At another host of the service, if there is one."""
    other = "envoy.retry_host_predicates.previous_hosts"
    predicate = typed("retry.host.previous_hosts.v3.PreviousHostsPredicate")
    return {
        "retry_on": why,
        "num_retries": 2,
        "retry_host_predicate": [{"name": other, "typed_config": predicate}],
        "host_selection_retry_max_attempts": 3,
    }


def _match(route: Route) -> Rules:
    if not route.is_template:
        return {"path": route.path}
    parts = ("[^/]+" if part.startswith("{") else re.escape(part) for part in route.path.split("/"))
    return {"safe_regex": {"regex": "/".join(parts)}}


def _unless(name: str, header: str, pattern: str) -> Json:
    fits: Rules = {"name": header, "string_match": {"safe_regex": {"regex": pattern}}, "invert_match": True}
    return _answer(name, {"prefix": "/", "headers": [fits]}, 400)


def _answer(name: str, match: Json, status: int) -> Rules:
    """Answered by the gateway itself, to everybody and before any body is read."""
    open_to_all: Rules = {
        JWT: _jwt({"disabled": True}),
        PERMISSIONS: _rbac({}),
        BODY: _body({"disabled": True}),
        HEADERS: never_kept(),
    }
    answer = {"status": status}
    return {"name": name, "match": match, "direct_response": answer, "typed_per_filter_config": open_to_all}


def _policy(policy: Policy) -> Rules:
    """Both filters are closed where a route says nothing, so every route says something to both."""
    if policy == "public":
        return {JWT: _jwt({"disabled": True}), PERMISSIONS: _rbac({})}
    requirement = "optional" if policy == "optional" else "required"
    carried: Rules = {} if policy in NAMED_POLICIES else _carrying(policy)
    return {JWT: _jwt({"requirement_name": requirement}), PERMISSIONS: _rbac(carried)}


def _carrying(permission: str) -> Rules:
    """Envoy's own "permissions" are what is asked for; ours are in the token, so they make its principal."""
    value: Rules = {"list_match": {"one_of": {"string_match": {"exact": permission}}}}
    path: list[Json] = [{"key": "claims"}, {"key": "permissions"}]
    claim: Rules = {"filter": JWT_METADATA, "path": path, "value": value}
    principal: Rules = {"sourced_metadata": {"metadata_source": "DYNAMIC", "metadata_matcher": claim}}
    policy: Rules = {"permissions": [{"any": True}], "principals": [principal]}
    return {"rbac": {"rules": {"action": "ALLOW", "policies": {"carried": policy}}}}


def _own_limits(route: Route, method: str, settings: Settings) -> Rules:
    told = _told(route, method, settings)
    return {
        name: _limit(name, limit, is_told=told == (_kind(name), limit))
        for name, limit in _own(route, settings).items()
    }


def _told(route: Route, method: str, settings: Settings) -> tuple[str, Limit] | None:
    """The narrower of a route's own limits: a caller can pace itself by one."""
    own = _own(route, settings)
    name = SUBJECT if SUBJECT in own and route.methods[method] != "public" else ADDRESS
    return (_kind(name), own[name]) if name in own else None


def _own(route: Route, settings: Settings) -> dict[str, Limit]:
    own = {ADDRESS: route.per_address, SUBJECT: route.per_subject}
    scale = settings.gateway_limit_scale
    return {name: limit.scaled(scale) for name, limit in own.items() if limit is not None}


def _kind(name: str) -> str:
    return name.removesuffix("_limit")


def _limit(name: str, limit: Limit, *, is_told: bool = False) -> Json:
    """One bucket for each address or subject. Who carries no token has no subject and passes the second."""
    always: Json = {"default_value": {"numerator": 100}}
    key, action = _counted_by(name)
    return typed(
        "filters.http.local_ratelimit.v3.LocalRateLimit",
        {
            "stat_prefix": name,
            "filter_enabled": always,
            "filter_enforced": always,
            # Envoy wants a bucket for requests that no descriptor fits; this one never empties.
            "token_bucket": _bucket(Limit(10**9, 1)),
            "always_consume_default_token_bucket": False,
            "max_dynamic_descriptors": 10_000,
            "rate_limits": [{"actions": [action]}],
            "descriptors": [{"entries": [{"key": key}], "token_bucket": _bucket(limit)}],
            "response_headers_to_add": _too_many(_kind(name), limit),
            **({"enable_x_ratelimit_headers": "DRAFT_VERSION_03"} if is_told else {}),
        },
    )


def _counted_by(name: str) -> tuple[str, Json]:
    if name == ADDRESS:
        # One IPv6 client has a whole /64 to itself.
        return "masked_remote_address", {"masked_remote_address": {"v6_prefix_mask_len": 64}}
    claim: Json = {"key": JWT_METADATA, "path": [{"key": "claims"}, {"key": "sub"}]}
    return "subject", {"metadata": {"descriptor_key": "subject", "source": "DYNAMIC", "metadata_key": claim}}


def _bucket(limit: Limit) -> Json:
    interval = f"{limit.seconds}s"
    return {"max_tokens": limit.requests, "tokens_per_fill": limit.requests, "fill_interval": interval}


def _too_many(kind: str, limit: Limit) -> list[Json]:
    """Known when compiled: a bucket refills evenly, so the wait of an empty one is always the same."""
    headers = {
        "retry-after": str(limit.retry_after),
        "ratelimit": f'"{kind}";r=0;t={limit.retry_after}',
        "ratelimit-policy": limit.policy(kind),
    }
    return [{"header": {"key": key, "value": value}} for key, value in headers.items()]


def _jwt(config: Rules) -> Json:
    return typed("filters.http.jwt_authn.v3.PerRouteConfig", config)


def _rbac(config: Rules) -> Json:
    return typed("filters.http.rbac.v3.RBACPerRoute", config)


def _body(config: Rules) -> Json:
    return typed("filters.http.buffer.v3.BufferPerRoute", config)
