"""What may be a password."""

import unicodedata
from typing import Annotated

from msgspec import Meta

MIN_LENGTH = 10
MAX_LENGTH = 128

NewPassword = Annotated[str, Meta(min_length=MIN_LENGTH, max_length=MAX_LENGTH)]
# Too short is simply wrong at a login; too long is refused before it costs anything.
GivenPassword = Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)]


def as_typed(password: str) -> bytes:
    """Another keyboard may compose the same characters in another way (NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode()
