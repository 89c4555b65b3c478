"""An account: who somebody is, what they may do, whether they may come in."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict, Invalid, NotFound, PreconditionFailed
from users.published import ProfileChanged, UserDisabled, UserEnabled
from users.role.model import CUSTOMER

NAME_LENGTH = 100


class Locale(StrEnum):
    """The languages the shop writes in."""

    ENGLISH = "en"
    SPANISH = "es"


class AccountNotFound(NotFound):
    type, title = "account-not-found", "There is no such account"


class NameInvalid(Invalid):
    type, title = "name-invalid", "A name is one line of text"


class OwnAccount(Conflict):
    """Another admin has to do it; so there is always one left."""

    type, title = "own-account", "Admins cannot shut themselves out"


class AccountChanged(PreconditionFailed):
    type, title = "account-changed", "The account was changed since you read it"


class Account(msgspec.Struct):
    """`version` counts what staff and owner changed."""

    id: UUID
    email: str
    name: str
    locale: str
    roles: list[str]
    disabled_at: datetime | None
    version: int
    created_at: datetime

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None

    def disable(self, now: datetime) -> UserDisabled | None:
        """Nothing to announce when it is disabled already."""
        if self.is_disabled:
            return None
        self.disabled_at = now
        return UserDisabled(account_id=self.id)

    def enable(self) -> UserEnabled | None:
        if not self.is_disabled:
            return None
        self.disabled_at = None
        return UserEnabled(account_id=self.id)

    def change_profile(self, *, name: str | None, locale: str | None) -> ProfileChanged | None:
        """None leaves a field as it is; the event names what really changed."""
        wanted = {"name": name, "locale": locale}
        changed = [
            field for field, value in wanted.items() if value is not None and value != getattr(self, field)
        ]
        for field in changed:
            setattr(self, field, wanted[field])
        return ProfileChanged(account_id=self.id, fields=changed) if changed else None

    def set_roles(self, roles: frozenset[str]) -> bool:
        """Whether anything changed."""
        wanted = with_customer(roles)
        if wanted == self.roles:
            return False
        self.roles = wanted
        return True


def with_customer(roles: frozenset[str]) -> list[str]:
    return [CUSTOMER, *sorted(roles - {CUSTOMER})]


def tidy_name(text: str) -> str:
    """Trimmed. A line break or another control character would end up in a mail's header."""
    name = unicodedata.normalize("NFC", text).strip()
    if not 1 <= len(name) <= NAME_LENGTH or any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in name):
        raise NameInvalid(pointer="/name")
    return name
