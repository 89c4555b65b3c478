"""What an address must have in each country: the form of its postal code, and whether it names a region.

Postal codes as the Universal Postal Union describes them. Where the code tells the province (Spain, Italy),
the region may be left out. Countries that are not in the table take any short code, or none.
"""

import re
from typing import NamedTuple


class Country(NamedTuple):
    """`postal_code` is None where there are no codes."""

    postal_code: str | None
    example: str = ""
    needs_region: bool = False
    needs_postal_code: bool = True


ANY = Country(r"[A-Z0-9][A-Z0-9 -]{1,10}", needs_postal_code=False)
FOUR, FIVE, SIX = Country(r"\d{4}", "1010"), Country(r"\d{5}", "10115"), Country(r"\d{6}", "060274")
THREE_TWO = Country(r"\d{3} ?\d{2}", "110 00")

COUNTRIES = {
    # The European Union
    "AT": FOUR,
    "BE": FOUR,
    "BG": FOUR,
    "CY": FOUR,
    "CZ": THREE_TWO,
    "DE": FIVE,
    "DK": FOUR,
    "EE": FIVE,
    "ES": Country(r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}", "28013"),
    "FI": FIVE,
    "FR": Country(r"\d{2} ?\d{3}", "75001"),
    "GR": THREE_TWO,
    "HR": FIVE,
    "HU": FOUR,
    "IE": Country(r"[A-Z]\d[\dW] ?[\dA-Z]{4}", "A65 F4E2"),
    "IT": FIVE,
    "LT": Country(r"(?:LT-)?\d{5}", "LT-04340"),
    "LU": Country(r"(?:L-)?\d{4}", "4750"),
    "LV": Country(r"LV-\d{4}", "LV-1073"),
    "MT": Country(r"[A-Z]{3} ?\d{2,4}", "VLT 1117"),
    "NL": Country(r"[1-9]\d{3} ?[A-Z]{2}", "1012 AB"),
    "PL": Country(r"\d{2}-\d{3}", "00-950"),
    "PT": Country(r"\d{4}-\d{3}", "1250-096"),
    "RO": SIX,
    "SE": THREE_TWO,
    "SI": Country(r"(?:SI-)?\d{4}", "1000"),
    "SK": THREE_TWO,
    # The rest of Europe
    "AD": Country(r"AD[1-7]0\d", "AD500"),
    "AL": FOUR,
    "BA": FIVE,
    "CH": FOUR,
    "GB": Country(r"GIR ?0AA|BFPO ?\d{1,4}|[A-Z]{1,2}\d[\dA-Z]? ?\d[ABD-HJLNP-UW-Z]{2}", "SW1A 1AA"),
    "GI": Country(r"GX11 ?1AA", "GX11 1AA"),
    "IS": Country(r"\d{3}", "101"),
    "LI": Country(r"94(?:8[5-9]|9[0-8])", "9490"),
    "MC": Country(r"980\d{2}", "98000"),
    "MD": Country(r"(?:MD-?)?\d{4}", "2012"),
    "ME": Country(r"8\d{4}", "81257"),
    "MK": FOUR,
    "NO": FOUR,
    "RS": Country(r"\d{5,6}", "11000"),
    "SM": Country(r"4789\d", "47890"),
    "TR": FIVE,
    "UA": FIVE,
    "VA": Country(r"00120", "00120"),
    # The Americas
    "AR": Country(r"(?:[A-HJ-NP-Z])?\d{4}(?:[A-Z]{3})?", "C1070AAM"),
    "BR": Country(r"\d{5}-?\d{3}", "40301-110", needs_region=True),
    "CA": Country(
        r"[ABCEGHJKLMNPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d", "H3Z 2Y7", needs_region=True
    ),
    "CL": Country(r"\d{3}-?\d{4}", "8340457", needs_postal_code=False),
    "CO": Country(r"\d{6}", "111221", needs_region=True, needs_postal_code=False),
    "CR": Country(r"\d{4,5}", "10101", needs_region=True),
    "DO": Country(r"\d{5}", "10101", needs_postal_code=False),
    "EC": Country(r"\d{6}", "090105", needs_postal_code=False),
    "GT": Country(r"\d{5}", "01001", needs_postal_code=False),
    "MX": Country(r"\d{5}", "06082", needs_region=True),
    "PA": Country(r"\d{4}", "0801", needs_postal_code=False),
    "PE": Country(r"\d{5}", "15001", needs_postal_code=False),
    "US": Country(r"\d{5}(?:-\d{4})?", "95014", needs_region=True),
    "UY": FIVE,
    # Elsewhere
    "AE": Country(None, needs_region=True),
    "AU": Country(r"\d{4}", "2060", needs_region=True),
    "CN": Country(r"\d{6}", "100096", needs_region=True),
    "HK": Country(None),
    "IL": Country(r"\d{5}(?:\d{2})?", "9614303"),
    "IN": Country(r"\d{3} ?\d{3}", "110034", needs_region=True),
    "JP": Country(r"\d{3}-?\d{4}", "154-0023", needs_region=True),
    "KR": Country(r"\d{5}", "03051"),
    "MA": FIVE,
    "NZ": FOUR,
}
# ISO 3166-1 alpha-2, 2024.
_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
CODES = frozenset(_CODES.split())


def is_postal_code(country: Country, text: str) -> bool:
    return country.postal_code is not None and re.fullmatch(country.postal_code, text, re.ASCII) is not None
