"""What can be decided about an order that needs review."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict

# Past its deadline for so long, an order is shown to people; it is counted as overdue before.
OVERDUE_AFTER = timedelta(seconds=30)
REVIEW_AFTER = timedelta(minutes=5)


class Action(StrEnum):
    """RETRY: the same step again, as if for the first time. NOTE: nothing yet, it stays in the queue."""

    RETRY = "retry"
    CANCEL = "cancel"
    DISMISS = "dismiss"
    NOTE = "note"


class NothingToReview(Conflict):
    type, title = "nothing-to-review", "The order does not wait for a decision"


class Review(msgspec.Struct):
    """One decision, or one note, about the `reason` for which the order was shown."""

    id: UUID
    order_id: UUID
    reason: str
    action: Action
    note: str
    actor_id: UUID | None
    at: datetime
