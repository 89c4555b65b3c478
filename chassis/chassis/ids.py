"""Identifiers."""

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique, and in order of creation, so that primary keys stay compact."""
    return UUID(bytes=uuid_utils.uuid7().bytes)
