"""A recovery code: shown once, stored hashed, good once."""

import hashlib
import secrets
from uuid import UUID

COUNT = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
LENGTH = 12  # 59 bits: no fast hash of it can be guessed back


def new_codes() -> list[str]:
    """`xxxx-xxxx-xxxx`, all different."""
    codes: set[str] = set()
    while len(codes) < COUNT:
        text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        codes.add("-".join(text[start : start + 4] for start in range(0, LENGTH, 4)))
    return sorted(codes)


def digest(account_id: UUID, code: str) -> bytes:
    """Typed with or without dashes and blanks, in any case."""
    typed = "".join(code.split()).replace("-", "").lower()
    return hashlib.sha256(account_id.bytes + typed.encode()).digest()
