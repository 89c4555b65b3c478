"""Records of a file that comes in blocks, and the lines they begin on. Memory is that of a block, whatever
the file holds. A record that cannot be read says why; reading goes on.

CSV as RFC 4180 has it, in UTF-8. After a record that cannot be read, the line after its first is next: a
quote that is never closed would swallow everybody else's rows.
"""

import csv
import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

BLOCK_BYTES = 1024 * 1024
MOST_RECORDS = 2_000
"""What one step reads at most."""
GIANT_BYTES = 64 * 1024 * 1024
LONGEST_CELL = 128 * 1024
MOST_SHOWN = 10_000
BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
NEVER_CLOSED = "a quote is opened and never closed"
EXPLAINED = {
    "unexpected end of data": NEVER_CLOSED,
    "',' expected after '\"'": 'text follows a closing quote; a quote inside a cell is written twice: ""',
}
_CELL = re.compile(r'(?:"(?:[^"]|"")*"|[^",\r\n][^,\r\n]*)?,')
_MARK = re.compile(rb'"|\r\n|\n|\r(?!\Z)')

csv.field_size_limit(2 * BLOCK_BYTES)  # a block is the limit; what a cell may hold is checked below


class Record(NamedTuple):
    """`cells` are what could be read of it; `broken` says why that is not all, `at` in which cell."""

    line: int
    cells: list[str]
    broken: str = ""
    at: int | None = None


class Read(NamedTuple):
    """What a block held, and how much of it that was; the rest belongs to the next block."""

    records: list[Record]
    size: int
    lines: int


def read_csv(block: bytes, *, line: int, is_last: bool, most: int = MOST_RECORDS) -> Read:
    """`line` is the number of the block's first line."""
    raw = _lines(block, is_last=is_last)
    texts = [each.decode("utf-8", "surrogateescape") for each in raw]
    found: list[Record] = []
    begin = 0
    while begin < len(texts) and len(found) < most:
        reader, first = csv.reader(islice(texts, begin, None), strict=True), begin
        try:
            for cells in islice(reader, most - len(found)):
                found.append(checked(Record(line + begin, cells)))
                begin = first + reader.line_num
        except csv.Error as error:
            if str(error) == "unexpected end of data" and not is_last:
                break
            found.append(_begun(line + begin, texts[begin], EXPLAINED.get(str(error), str(error))))
            begin += 1
    return Read([each for each in found if any(each.cells) or each.broken], _size(raw[:begin]), begin)


def read_lines(block: bytes, *, line: int, is_last: bool, most: int = MOST_RECORDS) -> Read:
    """Every line is a record of one cell."""
    raw = _lines(block, is_last=is_last)[:most]
    records = [
        checked(Record(line + number, [text]))
        for number, each in enumerate(raw)
        if (text := each.decode("utf-8", "surrogateescape").strip())
    ]
    return Read(records, _size(raw), len(raw))


def checked(record: Record) -> Record:
    """Broken when a cell holds what is no text, or too much of it."""
    for number, cell in enumerate(record.cells):
        if why := _why_no_text(cell):
            shown = [each.encode(errors="replace").decode().replace("\0", "?") for each in record.cells]
            return Record(record.line, [each[:MOST_SHOWN] for each in shown], why, number)
    return record


def _why_no_text(cell: str) -> str:
    if cell.isascii() and "\0" not in cell and len(cell) <= LONGEST_CELL:
        return ""
    for character in cell:
        if "\udc80" <= character <= "\udcff":
            return f"0x{ord(character) - 0xDC00:02x} is not UTF-8; save the file in UTF-8"
    if "\0" in cell:
        return "the cell holds a null character"
    return too_long() if len(cell.encode()) > LONGEST_CELL else ""


def too_long() -> str:
    return f"the cell is longer than {LONGEST_CELL} bytes"


def _begun(line: int, text: str, why: str) -> Record:
    """Enough of a record to tell whose row it is."""
    try:
        cells = next(csv.reader([text[:MOST_SHOWN]]), [])
    except csv.Error:
        cells = []
    cells = [cell.encode(errors="replace").decode().replace("\0", "?") for cell in cells]
    return Record(line, cells, why, _broken_cell(text[:MOST_SHOWN]))


def _broken_cell(text: str) -> int:
    """How many cells before it are whole."""
    number = end = 0
    while (cell := _CELL.match(text, end)) is not None:
        number, end = number + 1, cell.end()
    return number


def _lines(block: bytes, *, is_last: bool) -> list[bytes]:
    """Those that are whole, with their ends; of bytes only CR and LF are ends of lines."""
    found = block.splitlines(keepends=True)
    # The other half of a line's end may follow.
    if found and not is_last and not found[-1].endswith(b"\n"):
        found.pop()
    return found


def _size(lines: Iterable[bytes]) -> int:
    return sum(map(len, lines))


class Giant:
    """A record that is longer than a block: it is looked through to its end, and only its beginning is kept.

    Quotes come in pairs inside a record; outside of them the next line end is its end.
    """

    def __init__(self, *, has_quotes: bool) -> None:
        self._has_quotes = has_quotes
        self._is_quoted = False
        self._beginning = b""
        self._first_line: int | None = None
        self._seen = self._lines = 0
        self._end: int | None = None

    def feed(self, block: bytes) -> bool:
        """Whether more of it is wanted."""
        self._beginning = self._beginning or block[: 4 * MOST_SHOWN]
        for mark in _MARK.finditer(block):
            if mark[0] == b'"':
                self._is_quoted = self._has_quotes and not self._is_quoted
                continue
            self._lines += 1
            self._first_line = self._first_line or self._seen + mark.end()
            if not self._is_quoted:
                self._end = self._seen + mark.end()
                return False
        self._seen += len(block)
        return self._seen < GIANT_BYTES

    def read(self, *, line: int) -> Read:
        """The record, broken; and what to read after it."""
        text = self._beginning.decode("utf-8", "replace")
        text = text.splitlines()[0] if self._end is None else text
        if not self._has_quotes:
            record = Record(line, [text[:MOST_SHOWN]], too_long())
        else:
            record = _begun(line, text, too_long() if self._end or not self._is_quoted else NEVER_CLOSED)
        if self._end is not None:
            return Read([record], self._end, self._lines)
        if self._is_quoted and self._first_line is not None:
            return Read([record], self._first_line, 1)
        return Read([record], self._seen, self._lines + 1)
