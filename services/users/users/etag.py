"""If-Match on what staff edit (RFC 9110 13.1.1): ETags are versions."""

import re
from typing import Annotated

from litestar.params import HeaderParameter

from chassis.errors import PreconditionRequired

ETAGS = re.compile(r'(?<!W/)"([0-9]{1,9})"')
IF_MATCH = Annotated[
    str, HeaderParameter(name="If-Match", required=False, description="The ETag of what you have read.")
]


def versions(if_match: str) -> frozenset[int] | None:
    """The versions that If-Match allows, or None for all."""
    if not if_match.strip():
        raise PreconditionRequired
    if if_match.strip() == "*":
        return None
    return frozenset(int(number) for number in ETAGS.findall(if_match))
