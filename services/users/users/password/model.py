"""What may be a password."""

import functools
import string
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from chassis.errors import Forbidden, Invalid

MIN_LENGTH = 10
MAX_LENGTH = 128
FEWEST_CHARACTERS = 5  # different ones
COMMON = Path(__file__).with_name("common.txt")
# What fingers find without thinking: the alphabet, digits, rows and columns of a keyboard.
RUNS = (
    string.ascii_lowercase * 2,
    string.digits * 3,
    "qwertyuiopasdfghjklñzxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)
LEET = str.maketrans("013457@$!", "oieastasi")
SIGNS = string.punctuation + string.whitespace + "¡¿€"
AROUND = string.digits + SIGNS
SHOP_WORDS = frozenset({"zoco"})

NewPassword = Annotated[
    str,
    Meta(
        min_length=MIN_LENGTH,
        max_length=MAX_LENGTH,
        description="Any characters. Not one of those that many people use, nor made of the e-mail address",
    ),
]
# Too short is simply wrong at a login; too long is refused before it costs anything.
GivenPassword = Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)]


class WrongPassword(Forbidden):
    """Not 401: the token is fine, and a client must not throw it away."""

    type, title = "wrong-password", "This is not the account's password"


class Rule(StrEnum):
    """Why a password is too easy to guess."""

    COMMON = "common"
    PATTERN = "pattern"
    PERSONAL = "personal"


class PasswordTooEasy(Invalid):
    """NIST SP 800-63B 3.1.1.2: no rules about kinds of characters, but nothing that is tried first."""

    type, title = "password-too-easy", "This password is too easy to guess"


def as_typed(password: str) -> bytes:
    """Another keyboard may compose the same characters in another way (NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode()


def refuse_easy(password: str, *, email: str, shop: str = "", pointer: str = "/password") -> None:
    """Raises with the rule that was broken, never with the password."""
    folded = _folded(password)
    if _is_personal(folded, email=email, shop=shop):
        raise PasswordTooEasy(pointer=pointer, rule=Rule.PERSONAL)
    if _is_pattern(folded):
        raise PasswordTooEasy(pointer=pointer, rule=Rule.PATTERN)
    if folded in _common() or not _common().isdisjoint(_stems(folded)):
        raise PasswordTooEasy(pointer=pointer, rule=Rule.COMMON)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stems(folded: str) -> set[str]:
    """The word inside of `Word2024!` or `p4ssw0rd!!`, in every reading."""
    inside = folded.strip(AROUND)
    return {folded.strip(SIGNS), inside, inside.translate(LEET), folded.translate(LEET).strip(AROUND)}


def _is_personal(folded: str, *, email: str, shop: str) -> bool:
    local, _, domain = email.casefold().partition("@")
    names = {
        email.casefold(),
        local,
        domain,
        local.partition("+")[0],
        domain.partition(".")[0],
        shop.casefold(),
        *SHOP_WORDS,
    }
    words = {_letters(name) for name in names} | {name.strip(AROUND) for name in names}
    return folded in names or not words.isdisjoint({*_stems(folded), _letters(folded)} - {""})


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _is_pattern(folded: str) -> bool:
    """Few characters, one thing over and over, or a run of neighbours in either direction."""
    if len(set(folded)) < FEWEST_CHARACTERS or (folded + folded).find(folded, 1) < len(folded):
        return True
    return any(folded in run or folded[::-1] in run for run in RUNS)


@functools.cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))
