"""The version that an editor saw: ETag and If-Match of what staff edit (RFC 9110 13.1.1)."""

from typing import Annotated

from litestar.params import HeaderParameter

from chassis.errors import PreconditionFailed, PreconditionRequired

IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", required=False, description="The ETag of the version you edit; required"
    ),
]


def etag(version: int) -> str:
    return f'"{version}"'


def check(version: int, if_match: str | None) -> None:
    """Refuse an edit of something else than this version."""
    if if_match is None:
        raise PreconditionRequired
    if if_match.strip() not in (etag(version), "*"):
        raise PreconditionFailed(version=version)
