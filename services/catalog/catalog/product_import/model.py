"""An import: how far it is, and what may be done to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from catalog.import_unit.model import Outcome, Terms
from catalog.product_file import columns
from catalog.product_file.model import Format
from chassis.errors import Conflict, Invalid, NotFound
from chassis.tokens import Actor

MOST_BYTES = 1024**3
LEASE = timedelta(seconds=5)
CHUNK = 20


class ImportNotFound(NotFound):
    type, title = "product-import-not-found", "There is no such import"


class ImportActionRefused(Conflict):
    type, title = "product-import-action-refused", "The import is not at a point where this is possible"


class FileNotUploaded(Conflict):
    type, title = "file-not-uploaded", "The file is not there yet, or not of the size that was announced"


class UnknownColumn(Invalid):
    type, title = "unknown-column", "A column that is mapped is none that an import knows"


class ImportState(StrEnum):
    """`checked` waits for somebody to say `run`; in `done` everything was put in but what failed."""

    UPLOADING = "uploading"
    READING = "reading"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


S = ImportState
NEXT = {
    (S.UPLOADING, "check"): S.READING,
    (S.CHECKED, "check"): S.READING,
    (S.FAILED, "check"): S.READING,
    (S.READING, "finish"): S.CHECKING,
    (S.READING, "fail"): S.FAILED,
    (S.CHECKING, "finish"): S.CHECKED,
    (S.CHECKED, "run"): S.RUNNING,
    (S.RUNNING, "finish"): S.DONE,
    (S.DONE, "retry"): S.RUNNING,
    **{
        (state, "cancel"): S.CANCELLED for state in (S.UPLOADING, S.READING, S.CHECKING, S.CHECKED, S.RUNNING)
    },
}
# Asked twice is asked once: an answer may get lost.
DONE_ALREADY = {
    "run": (S.RUNNING, S.DONE),
    "cancel": (S.CANCELLED,),
    "check": (S.READING, S.CHECKING),
    "retry": (S.RUNNING,),
}


class Import(msgspec.Struct):
    """`position` is how many bytes were read. `header` is what the file calls its columns, `columns` what
    they are to us. The counts are of `products` in this state."""

    id: UUID
    state: ImportState
    format: Format
    currency: str
    mapping: dict[str, str]
    fetch_images: bool
    size: int
    account_id: UUID | None
    client_id: str | None
    created_at: datetime
    position: int = 0
    line: int = 1
    header: list[str] = []
    columns: list[str] = []
    products: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    why: str | None = None

    @property
    def key(self) -> str:
        """Where its file is."""
        return f"imports/{self.id}"

    @property
    def by(self) -> Actor:
        return Actor(account_id=self.account_id, client_id=self.client_id)

    @property
    def is_dry(self) -> bool:
        return self.state == S.CHECKING

    @property
    def terms(self) -> Terms:
        """What its products need to know of it."""
        return Terms(
            self.id, self.format, self.columns, self.currency, self.fetch_images, self.is_dry, self.by
        )

    def move(self, action: str) -> bool:
        """Whether anything changed; refuses what is not possible now."""
        if self.state in DONE_ALREADY.get(action, ()):
            return False
        if (self.state, action) not in NEXT:
            raise ImportActionRefused(product_import_id=str(self.id), state=self.state, action=action)
        self.state = NEXT[self.state, action]
        return True

    def begin_again(self, mapping: Mapping[str, str]) -> None:
        """Nothing was read yet."""
        if unknown := [name for name in mapping if name not in columns.ALL]:
            raise UnknownColumn(columns=unknown, known=columns.ALL)
        self.mapping, self.position, self.line = dict(mapping), 0, 1
        self.header, self.columns, self.products, self.why = [], [], 0, None
        self.count_again()

    def count_again(self) -> None:
        self.created = self.updated = self.unchanged = self.failed = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        self.created += outcomes.count(Outcome.CREATED)
        self.updated += outcomes.count(Outcome.UPDATED)
        self.unchanged += outcomes.count(Outcome.UNCHANGED)
        self.failed += outcomes.count(Outcome.FAILED)

    def recount(self, changes: Sequence[tuple[Outcome, Outcome]]) -> None:
        """Some that were counted as one thing have become another."""
        for before, after in changes:
            setattr(self, before, getattr(self, before) - 1)
            self.add([after])

    def shown_column(self, column: str) -> str:
        """As the file calls it."""
        return self.header[self.columns.index(column)] if column in self.columns else column
