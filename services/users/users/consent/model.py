"""A consent, and what one can be for."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class ConsentPurpose(StrEnum):
    """What the shop may do with it."""

    MARKETING = "marketing"


class Consent(msgspec.Struct):
    """An answer that was given. `version` names the wording it was given to (GDPR article 7.1)."""

    id: UUID
    purpose: str
    version: str
    is_granted: bool
    at: datetime
