"""The version that an editor saw: ETag and If-Match of what staff edit (RFC 9110 13.1.1)."""

import re
from typing import Annotated

from litestar.params import HeaderParameter

from chassis.errors import BadRequest, PreconditionRequired

IF_MATCH = Annotated[
    str | None,
    HeaderParameter(name="If-Match", required=False, description="The ETag of what you have read, or *"),
]
ETAG = re.compile(r'"([0-9]{1,9})"')


def etag(version: int) -> str:
    return f'"{version}"'


def seen(if_match: str | None) -> int | None:
    """The version that the editor saw; None for `*`, whatever it is."""
    if if_match is None or not if_match.strip():
        raise PreconditionRequired
    if if_match.strip() == "*":
        return None
    found = ETAG.fullmatch(if_match.strip())
    if found is None:
        raise BadRequest(detail="If-Match is one ETag as we sent it, or *")
    return int(found.group(1))
