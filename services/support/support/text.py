"""Numbers that people read out, and the words by which a text is found."""

import unicodedata


def readable_number(count: int) -> str:
    """A number to read out: digits in fours, the last one a check digit (Luhn) that catches a slip."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(str(count)))]
    check = -sum(digit // 10 + digit % 10 for digit in doubled) % 10
    digits = f"{count}{check}"
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def plain_words(text: str) -> list[str]:
    """The words of a text, without case and accents: `¿Té, 100-g?` is te, 100 and g."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = ("" if unicodedata.combining(each) else each if each.isalnum() else " " for each in folded)
    return "".join(kept).split()
