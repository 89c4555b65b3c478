"""Prices as people write them → whole minor units. No float comes near them."""

import re

DECIMAL = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,15}))?")
MOST = 10**12
# ISO 4217; all others have two.
WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"


def decimals_of(currency: str) -> int:
    return 0 if currency in WITHOUT_DECIMALS.split() else 3 if currency in WITH_THREE.split() else 2


def decimal(amount: int, currency: str) -> str:
    """1999 EUR is `19.99`."""
    decimals = decimals_of(currency)
    digits = str(amount).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def minor_units(text: str, currency: str) -> int:
    """`19.99` EUR is 1999, `500` JPY is 500. A ValueError says what is wrong with anything else."""
    if "," in text:
        raise ValueError(f"price {text!r} has a comma: cents follow a point, thousands have no mark")
    match = DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(f"price {text!r} is not a number like 19.99")
    decimals = decimals_of(currency)
    whole, fraction = match[1], (match[2] or "").rstrip("0")
    if len(fraction) > decimals:
        raise ValueError(f"price {text!r} has more decimals than {currency}, which has {decimals}")
    amount = int(whole + fraction.ljust(decimals, "0"))
    if amount > MOST:
        raise ValueError(f"price {text!r} is too high")
    return amount
