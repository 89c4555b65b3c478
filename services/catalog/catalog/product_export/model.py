"""An export: how far it is."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from catalog.product_file.model import Format
from chassis.errors import NotFound

LEASE = timedelta(seconds=30)
PART_BYTES = 5 * 1024 * 1024
"""S3 takes no smaller part but the last (Amazon S3, multipart upload limits)."""
PAGE = 200
NAMES = {Format.SHOPIFY_CSV: ("products.csv", "text/csv; charset=utf-8")} | {
    Format.JSON_LINES: ("products.jsonl", "application/jsonl; charset=utf-8")
}


class ExportNotFound(NotFound):
    type, title = "product-export-not-found", "There is no such export"


class ExportState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class Export(msgspec.Struct):
    """`after` is the handle of the last product that is in a part; `left_out` have no place in the format."""

    id: UUID
    state: ExportState
    format: Format
    currency: str
    created_at: datetime
    upload: str | None = None
    parts: list[str] = []
    after: str = ""
    products: int = 0
    left_out: int = 0

    @property
    def key(self) -> str:
        """Where its file is."""
        return f"exports/{self.id}"

    @property
    def name(self) -> str:
        return NAMES[self.format][0]

    @property
    def content_type(self) -> str:
        return NAMES[self.format][1]

    def cancel(self) -> bool:
        """Whether that changed anything; what is done stays done."""
        if self.state != ExportState.RUNNING:
            return False
        self.state = ExportState.CANCELLED
        return True
