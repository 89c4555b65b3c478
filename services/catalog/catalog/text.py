"""Names, handles and translations, as products, categories and collections have them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from catalog.language import Language

# `(?!\n)`: without it `$` lets a line break pass.
Handle = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?!\n)$", max_length=120)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Description = Annotated[str, Meta(max_length=10_000)]


class NameIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in another language than the shop's own."""

    name: Name


class TextIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name, and a description if there is one, in another language than the shop's own."""

    name: Name
    description: Description = ""


Names = dict[Language, NameIn]
Texts = dict[Language, TextIn]
