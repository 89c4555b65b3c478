"""The version that an editor saw: ETag and If-Match of what staff edit (RFC 9110 13.1.1)."""

from chassis.errors import PreconditionFailed, PreconditionRequired


def etag(version: int) -> str:
    return f'"{version}"'


def check(version: int, if_match: str | None) -> None:
    """Refuse an edit of something else than this version."""
    if if_match is None:
        raise PreconditionRequired
    if if_match.strip() not in (etag(version), "*"):
        raise PreconditionFailed(version=version)
