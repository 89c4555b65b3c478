"""A price that applied."""

from datetime import datetime
from uuid import UUID

import msgspec


class Applied(msgspec.Struct, frozen=True):
    """A price that applies, or applied, from `at` on."""

    variant_id: UUID
    currency: str
    amount: int
    at: datetime
