"""What OAuth clients send: a form instead of JSON, and their name and secret as HTTP Basic."""

import base64
import binascii
from urllib.parse import parse_qsl

from chassis.body import JSONRequest
from users.client.model import InvalidClient, InvalidRequest

FORM = "application/x-www-form-urlencoded"
MOST_PARAMETERS = 20


def basic(headers: list[str]) -> tuple[str, str]:
    scheme, _, encoded = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidClient from None
    client_id, separator, secret = text.partition(":")
    if scheme.lower() != "basic" or not separator:
        raise InvalidClient
    return client_id, secret


async def read_form(request: JSONRequest) -> dict[str, str]:
    """RFC 6749 3.2: a parameter comes at most once."""
    if request.content_type[0] != FORM:
        raise InvalidRequest(detail=f"the body must be {FORM}")
    try:
        pairs = parse_qsl(
            (await request.body()).decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        raise InvalidRequest(detail="the body is not a form") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise InvalidRequest(detail="a parameter comes twice")
    return form
