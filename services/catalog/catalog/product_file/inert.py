"""Cells that a spreadsheet would take for a formula, made inert so that they can be made what they were.

An apostrophe stands before what begins with = + - @, with white space, or ends with it, also when apostrophes
are before that (OWASP: CSV injection). Reading takes one such apostrophe away, so that nothing is lost; other
cells are read without the white space around them.
"""

import re

_SHARP = re.compile(r"'*[=+\-@\s]")


def write(cell: str) -> str:
    return f"'{cell}" if _is_sharp(cell) else cell


def read(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_sharp(cell[1:]) else cell.strip()


def _is_sharp(cell: str) -> bool:
    return bool(_SHARP.match(cell)) or cell[-1:].isspace()
