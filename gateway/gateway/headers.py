"""What every answer carries for the browser that gets it: who may read it, show it, keep it."""

from gateway.document import Json, typed
from gateway.routes import Limit
from gateway.settings import Settings

HEADERS, CORS = "headers", "cors"  # the filters

NO_STORE = ("cache-control", "no-store")
METHODS = "GET, POST, PUT, PATCH, DELETE"
SENT = (
    "authorization, cart-token, content-type, idempotency-key, if-match, if-none-match, order-token, "
    "traceparent, tracestate"
)
SHOWN = "etag, location, retry-after, ratelimit, ratelimit-policy, x-request-id, www-authenticate"
PREFLIGHT_SECONDS = 600


def security(settings: Settings) -> dict[str, str]:
    """An API answer is no document: nothing in it may run or be framed. Pages bring a policy of their own."""
    found = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }
    if settings.promises_https:
        found["strict-transport-security"] = "max-age=31536000"
    return found


def answer_filter(settings: Settings) -> Json:
    """First in the chain, so that it is the last to see an answer, also those of the filters behind it."""
    added = [_absent(name, value) for name, value in security(settings).items()]
    config: dict[str, Json] = {"mutations": {"response_mutations": added}}
    return {"name": HEADERS, "typed_config": typed("filters.http.header_mutation.v3.HeaderMutation", config)}


def never_kept() -> Json:
    """For routes whose answers are somebody's own, when the service says nothing else."""
    return _mutations([_absent(*NO_STORE)])


def cors(settings: Settings) -> Json:
    """Tokens travel in a header, never in a cookie: no origin needs credentials."""
    return typed(
        "filters.http.cors.v3.CorsPolicy",
        {
            "allow_origin_string_match": [{"exact": origin} for origin in settings.origins],
            "allow_methods": METHODS,
            "allow_headers": SENT,
            "expose_headers": SHOWN,
            "max_age": str(PREFLIGHT_SECONDS),
        },
    )


def on_route(*, is_public: bool, limit: tuple[str, Limit] | None) -> Json:
    """`limit` is the route's own, told on every answer; the shared ones are too wide to pace oneself by."""
    kept = [] if is_public else [_absent(*NO_STORE)]
    return _mutations([*kept, *(_told(*limit) if limit else [])])


def _told(kind: str, limit: Limit) -> list[Json]:
    """Envoy's own name for it is `x-ratelimit-remaining`, which may also be about the bucket of no caller."""
    is_ours = f"response.headers['x-ratelimit-limit'] == '{limit.requests}'"
    item = f"%CEL({is_ours} ? '\"{kind}\";r=' : '')%"
    left = f"%CEL({is_ours} ? response.headers['x-ratelimit-remaining'] : '')%"
    return [
        _absent("ratelimit-policy", limit.policy(kind)),
        _absent("ratelimit", item + left),
        *({"remove": f"x-ratelimit-{name}"} for name in ("limit", "remaining", "reset")),
    ]


def shown_to(settings: Settings) -> Json:
    """The CORS filter passes over what the gateway answers itself, such as 404, and over caches."""
    if not settings.origins:
        return _mutations([])
    listed = f"request.headers['origin'] in {settings.origins!r}"
    return _mutations(
        [
            _header("vary", "origin", "APPEND_IF_EXISTS_OR_ADD"),
            _absent("access-control-allow-origin", f"%CEL({listed} ? request.headers['origin'] : '')%"),
            _absent("access-control-expose-headers", f"%CEL({listed} ? '{SHOWN}' : '')%"),
        ]
    )


def _mutations(added: list[Json]) -> Json:
    config: dict[str, Json] = {"mutations": {"response_mutations": added}}
    return typed("filters.http.header_mutation.v3.HeaderMutationPerRoute", config)


def _absent(name: str, value: str) -> Json:
    return _header(name, value, "ADD_IF_ABSENT")


def _header(name: str, value: str, action: str) -> Json:
    return {"append": {"header": {"key": name, "value": value}, "append_action": action}}
