"""What may be attached, and how its bytes must begin."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, Invalid, NotFound

LARGEST = 10 * 1024 * 1024
MOST_OF_TICKET = 50
LOOKED_AT = 4096
"""So many bytes tell what a file is."""
UPLOAD_LIFE = timedelta(minutes=15)
READ_LIFE = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(days=1)

FileName = Annotated[str, Meta(min_length=1, max_length=120, pattern=r'^[^\x00-\x1f\x7f/\\"]+$')]
Size = Annotated[int, Meta(ge=1, le=LARGEST, description="Bytes")]


class ContentType(StrEnum):
    """Nothing that a browser would run."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    PDF = "application/pdf"
    TEXT = "text/plain"


class AttachmentStatus(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    GONE = "gone"


BEGINNINGS = {
    ContentType.PNG: (b"\x89PNG\r\n\x1a\n",),
    ContentType.JPEG: (b"\xff\xd8\xff",),
    ContentType.GIF: (b"GIF87a", b"GIF89a"),
    ContentType.PDF: (b"%PDF-",),
}


class AttachmentNotFound(NotFound):
    type, title = "attachment-not-found", "There is no such attachment"


class NotUploaded(Conflict):
    type, title = "attachment-not-uploaded", "Nothing was uploaded yet"


class AttachmentRefused(Invalid):
    """Whoever wants to try again uploads another one."""

    type, title = "attachment-refused", "The file is not what it was said to be"


class TooManyAttachments(Conflict):
    type, title = "too-many-attachments", "The ticket has as many files as it may have"


class Announced(msgspec.Struct, forbid_unknown_fields=True):
    """A file that somebody is about to upload."""

    ticket_id: UUID
    file_name: FileName
    content_type: ContentType
    size: Size

    def __post_init__(self) -> None:
        if not self.file_name.isprintable():
            raise ValueError("`file_name` has characters that cannot be seen")


class Attachment(msgspec.Struct):
    """`copy_id` names the copy of the upload that was looked into and is read."""

    id: UUID
    ticket_id: UUID
    uploaded_by: UUID
    is_internal: bool
    file_name: str
    content_type: ContentType
    size: int
    status: AttachmentStatus
    created_at: datetime
    copy_id: UUID | None = None

    def is_what_was_said(self, size: int, beginning: bytes) -> bool:
        return size == self.size and _is(self.content_type, beginning, size)


def _is(kind: ContentType, beginning: bytes, size: int) -> bool:
    if kind is ContentType.WEBP:
        return beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP"
    if kind is ContentType.TEXT:
        return _is_text(beginning, is_whole=size <= len(beginning))
    return beginning.startswith(BEGINNINGS[kind])


def _is_text(beginning: bytes, *, is_whole: bool) -> bool:
    """UTF-8 without a null; a look may end in the middle of a character."""
    looked_at = beginning if is_whole else beginning[:-3]
    if b"\x00" in beginning:
        return False
    try:
        looked_at.decode()
    except UnicodeDecodeError as error:
        return not is_whole and error.start >= len(looked_at) - 3
    return True
