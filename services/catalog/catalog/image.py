"""Links to pictures: kept and shown as they are; `media/` makes those of an import our own."""

from typing import Annotated

import msgspec
from msgspec import Meta

# A host and a path, nothing that ends an attribute or holds a password. `(?!\n)`: see product/model.py.
LINK = r"^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?([/?#][!#-;=?-~]*)?(?!\n)$"
Alt = Annotated[str, Meta(max_length=500)]
Link = Annotated[str, Meta(pattern=LINK, max_length=1000, examples=["https://cdn.example.com/lantern.jpg"])]


class Image(msgspec.Struct, frozen=True):
    """`alt` is what it shows, for who cannot see it."""

    url: Link
    alt: Alt
