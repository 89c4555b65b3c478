"""What staff may look for."""

from datetime import datetime
from uuid import UUID

import msgspec


class Filter(msgspec.Struct, frozen=True):
    """What all found orders have in common. `placed_before` itself is not in it."""

    customer_id: UUID | None = None
    status: str | None = None
    needs_review: bool | None = None
    number: int | None = None
    sku: str | None = None
    placed_from: datetime | None = None
    placed_before: datetime | None = None
