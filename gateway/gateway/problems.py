"""Envoy's own answers as RFC 9457 problems, in the words the services use."""

from gateway.document import Json, typed

PROBLEM = "application/problem+json"
REALM = 'Bearer realm="zoco"'
RETRY_AFTER = {"retry-after": "1"}

TITLES = {
    400: ("malformed-request", "The request cannot be read"),
    403: ("forbidden", "This account may not do that"),
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "This path does not take that method"),
    408: ("request-timeout", "The request took too long to arrive"),
    413: ("body-too-large", "The body is larger than this route accepts"),
    429: ("too-many-requests", "Too many requests"),
    431: ("headers-too-large", "The request's headers are too large or too many"),
    502: ("bad-gateway", "A part of the shop gave an answer that cannot be read"),
    503: ("unavailable", "A part of the shop is not available; try again in a moment"),
    504: ("gateway-timeout", "A part of the shop did not answer in time"),
}
MALFORMED, UNAVAILABLE = TITLES[400], TITLES[503]
UNAUTHENTICATED = ("unauthenticated", "Authentication is required")
INVALID_TOKEN = ("invalid-token", "The access token is not valid")
INTERNAL = ("internal", "Something went wrong on our side")

REQUEST_ID = "%STREAM_ID%"
# What cannot be parsed gets no request id from Envoy; this one is as unique, and the log has the connection.
EARLY_ID = "early-%CONNECTION_ID%-%START_TIME(%s%3f)%"
EARLY = (400, 404, 408, 431, 503)

# jwt_authn answers 401, and 403 for a foreign audience; only its details say what was wrong.
NO_KEYS = "response.code_details.contains('Jwks_remote_fetch_is_failed')"
ABSENT = "response.code_details.startsWith('jwt_authn') && response.code_details.contains('Jwt_is_missing')"
WRONG = "response.code_details.startsWith('jwt_authn')"
# What this gateway does not speak: an upgrade is 403 in Envoy, HTTP/1.0 is 426, a transfer coding 501.
UNSPOKEN = "response.code_details == 'upgrade_failed' || response.code in [426, 501]"


def local_replies(security: dict[str, str]) -> Json:
    """The first mapper whose filter fits writes the answer. Early ones pass no filter: hence `security`."""
    challenge = {"www-authenticate": REALM}
    invalid_token = {"www-authenticate": f'{REALM}, error="invalid_token"'}
    return {
        "mappers": [
            *(_early(f" && response.code == {code}", code, security) for code in EARLY),
            _early("", 400, security),
            _mapper(_expression(NO_KEYS), 503, UNAVAILABLE, RETRY_AFTER),
            _mapper(_expression(ABSENT), 401, UNAUTHENTICATED, challenge),
            _mapper(_expression(WRONG), 401, INVALID_TOKEN, invalid_token),
            _mapper(_expression(UNSPOKEN), 400, MALFORMED),
            *(
                _mapper(_status("EQ", code), code, names, RETRY_AFTER if code == 503 else {})
                for code, names in TITLES.items()
            ),
            _mapper(_status("GE", 500), 500, INTERNAL),
            _mapper(_status("GE", 400), 400, MALFORMED),
        ]
    }


def _early(condition: str, code: int, security: dict[str, str]) -> Json:
    fits = _expression(f"!has(request.id){condition}")
    headers = {**security, "cache-control": "no-store", "x-request-id": EARLY_ID}
    headers |= RETRY_AFTER if code == 503 else {}
    return _mapper(fits, code, TITLES[code], headers, request_id=EARLY_ID)


def _expression(expression: str) -> Json:
    config = typed("access_loggers.filters.cel.v3.ExpressionFilter", {"expression": expression})
    return {"extension_filter": {"name": "cel", "typed_config": config}}


def _status(operator: str, code: int) -> Json:
    value: Json = {"default_value": code, "runtime_key": f"problems.{code}"}
    return {"status_code_filter": {"comparison": {"op": operator, "value": value}}}


def _mapper(
    fits: Json,
    code: int,
    names: tuple[str, str],
    headers: dict[str, str] | None = None,
    *,
    request_id: str = REQUEST_ID,
) -> Json:
    kind, title = names
    body: Json = {
        "type": f"/problems/{kind}",
        "title": title,
        "status": code,
        "instance": "%PATH(NQ)%",
        "request_id": request_id,
    }
    body_format: dict[str, Json] = {"content_type": PROBLEM, "omit_empty_values": True, "json_format": body}
    added: list[Json] = [
        {"header": {"key": key, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        for key, value in (headers or {}).items()
    ]
    return {"filter": fits, "status_code": code, "headers_to_add": added, "body_format_override": body_format}
