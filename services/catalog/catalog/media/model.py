"""What a picture is, and what became of fetching one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from chassis.errors import Conflict, Invalid, NotFound
from chassis.tokens import Actor

MOST_BYTES = 10 * 1024 * 1024
LEASE = timedelta(seconds=60)
RETRIES = [timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600)]
CACHE = "public, max-age=31536000, immutable"
# What the first bytes of a file say it is (WHATWG MIME Sniffing, 6.1). No SVG: it can hold scripts.
SIGNATURES = {
    "image/jpeg": ("jpg", b"\xff\xd8\xff", 0),
    "image/png": ("png", b"\x89PNG\r\n\x1a\n", 0),
    "image/gif": ("gif", b"GIF8", 0),
    "image/webp": ("webp", b"WEBPVP", 8),
    "image/avif": ("avif", b"ftypavi", 4),
}


class MediaNotFound(NotFound):
    type, title = "media-not-found", "There is no such picture"


class MediaNotUploaded(Conflict):
    type, title = "media-not-uploaded", "The picture is not there yet, or not of the size that was announced"


class NoPicture(Invalid):
    type, title = "not-a-picture", "The file is none of JPEG, PNG, GIF, WebP and AVIF"


class MediaState(StrEnum):
    UPLOADING = "uploading"
    READY = "ready"


class FetchState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class Media(msgspec.Struct):
    """`content_type` is what its bytes say, once they were looked at."""

    id: UUID
    state: MediaState
    size: int
    created_at: datetime
    content_type: str | None = None

    @property
    def upload_key(self) -> str:
        """Where a client may write; nobody but staff reads there."""
        return f"uploads/{self.id}"

    @property
    def name(self) -> str:
        return name_of(self.id, self.content_type or "")


class Fetch(msgspec.Struct):
    """`name` is that of the picture that it became."""

    id: UUID
    product_id: UUID
    url: str
    state: FetchState
    tries: int
    account_id: UUID | None
    client_id: str | None
    created_at: datetime
    name: str | None = None
    why: str | None = None

    @property
    def by(self) -> Actor:
        return Actor(account_id=self.account_id, client_id=self.client_id)


def sniff(content: bytes) -> str:
    """Its type, whatever anybody calls it."""
    for content_type, (_, signature, offset) in SIGNATURES.items():
        if content[offset : offset + len(signature)] == signature:
            return content_type
    raise NoPicture


def name_of(media_id: UUID, content_type: str) -> str:
    return f"{media_id}.{SIGNATURES[content_type][0]}"


def key_of(name: str) -> str:
    """Where it is in the bucket: the only place that is open to the public."""
    return f"media/{name}"


def links_in(product: Mapping[str, Any]) -> set[str]:
    """The links of a product, as it is written."""
    images = [*product["images"], *(image for v in product["variants"] for image in v.get("images", []))]
    own = {variant["image"] for variant in product["variants"] if variant.get("image")}
    return {image["url"] for image in images} | own


def relinked(product: Mapping[str, Any], links: Mapping[str, str]) -> dict[str, Any]:
    """The product with other links where these say so."""

    def images(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [image | {"url": links.get(image["url"], image["url"])} for image in given]

    def variant(given: dict[str, Any]) -> dict[str, Any]:
        changed = {"images": images(given["images"])} if "images" in given else {}
        if given.get("image"):
            changed["image"] = links.get(given["image"], given["image"])
        return given | changed

    variants = [variant(each) for each in product["variants"]]
    return {**product, "images": images(product["images"]), "variants": variants}
