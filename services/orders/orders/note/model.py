"""A note on an order, for staff."""

from datetime import datetime
from uuid import UUID

import msgspec


class Note(msgspec.Struct):
    """`author_id` is None when an app wrote it."""

    id: UUID
    order_id: UUID
    author_id: UUID | None
    text: str
    created_at: datetime
