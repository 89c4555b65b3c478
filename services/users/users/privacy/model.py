"""Erasures and copies that go through every service, and when one is complete."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from chassis.errors import Conflict, NotFound
from users.published import EraseRequested, ExportRequested

# Catalog knows no person; it acknowledges all the same, so that nobody has to remember that.
ERASERS = ("catalog", "orders", "support")
EXPORTERS = ("orders", "support")
# By then no access token of the account lives, and nothing that one of them started is still on its way.
RESCAN_AFTER = timedelta(minutes=30)
LAST_SCAN = 2
EXPORT_LIFE = timedelta(days=7)
MOST_EXPORTS = 3  # of one account at a time


class ExportNotFound(NotFound):
    type, title = "export-not-found", "There is no such export, or not any more"


class TooManyExports(Conflict):
    type, title = "too-many-exports", "You have several copies already; the oldest goes after a week"


class Erasure(msgspec.Struct):
    """`acknowledged` is the newest scan that each service has done."""

    account_id: UUID
    requested_at: datetime
    scan: int
    acknowledged: dict[str, int]
    rescan_at: datetime | None
    completed_at: datetime | None = None

    @classmethod
    def requested(cls, account_id: UUID, now: datetime) -> "Erasure":
        return cls(account_id, now, 1, {}, now + RESCAN_AFTER)

    def ask(self) -> EraseRequested:
        return EraseRequested(account_id=self.account_id, scan=self.scan)

    def scan_again(self) -> EraseRequested:
        """What came in while the first scan was on its way is found by the second."""
        self.scan, self.rescan_at = LAST_SCAN, None
        return self.ask()

    def acknowledge(self, service: str, scan: int, now: datetime) -> None:
        self.acknowledged[service] = max(scan, self.acknowledged.get(service, 0))
        if self.completed_at is None and all(self.acknowledged.get(name) == LAST_SCAN for name in ERASERS):
            self.completed_at = now


class Export(msgspec.Struct):
    """A copy being gathered, or ready once every service has its part."""

    id: UUID
    account_id: UUID
    requested_at: datetime
    ready: list[str]

    @property
    def is_ready(self) -> bool:
        return set(EXPORTERS) <= set(self.ready)

    def ask(self) -> ExportRequested:
        return ExportRequested(export_id=self.id, account_id=self.account_id)

    def receive(self, service: str) -> bool:
        """Whether this was the part that was still missing."""
        if service in self.ready:
            return False
        self.ready.append(service)
        return self.is_ready


class Recipient(msgspec.Struct, frozen=True):
    """Where an account's mails go."""

    email: str
    locale: str


class UsersExport(msgspec.Struct):
    """Everything users knows of a person, as its tables have it."""

    account: dict[str, Any]
    addresses: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    activity: list[dict[str, Any]]
