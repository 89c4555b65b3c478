"""Nobody undoes another's work unseen: ETag and If-Match of what people edit (RFC 9110 13.1.1)."""

import re
from typing import Annotated

from litestar.params import HeaderParameter

from chassis.errors import PreconditionFailed, PreconditionRequired

# A weak one never matches, and what is not ours is not the version either.
STRONG = re.compile(r'(?<!W/)"([0-9]{1,9})"')

IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", required=False, description="The ETag of what you have read, or *"),
]

# The versions that an editor may have seen; None for any.
Seen = frozenset[int] | None


def etag(version: int) -> str:
    return f'"{version}"'


def seen(if_match: str | None) -> Seen:
    """Which versions If-Match names; `*` is any. Raises PreconditionRequired without one (RFC 6585)."""
    if if_match is None or not if_match.strip():
        raise PreconditionRequired
    if if_match.strip() == "*":
        return None
    return frozenset(int(number) for number in STRONG.findall(if_match))


def check(version: int, if_match: str | None) -> None:
    """Refuse an edit of something else than this version."""
    if (allowed := seen(if_match)) is not None and version not in allowed:
        raise PreconditionFailed(version=version)
