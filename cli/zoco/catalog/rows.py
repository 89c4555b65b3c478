"""The rows of a CSV file and the lines they begin on. A row that cannot be read says why; reading goes on."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

import msgspec

UTF16 = (b"\xff\xfe", b"\xfe\xff")
MOST_SHOWN = 10_000
EXPLAINED = {
    "unexpected end of data": "a quote is opened and never closed",
    "',' expected after '\"'": 'text follows a closing quote; a quote inside a cell is written twice: ""',
}


class Row(msgspec.Struct):
    """Cells by the name of their column in small letters. What is `broken` about it, if anything."""

    line: int
    cells: dict[str, str]
    broken: str = ""


def read(content: bytes) -> tuple[list[str], Iterator[Row]]:
    """The columns, and every row under them that is not empty. A ValueError when it is no table at all."""
    if content.startswith(UTF16):
        raise ValueError("the file is UTF-16; save it as CSV in UTF-8")
    # Bytes that are not UTF-8 survive as half surrogate pairs: only their own row suffers.
    records = _records(content.decode("utf-8-sig", "surrogateescape"))
    line, header, broken = next(records, (1, [], "the file is empty"))
    if broken := broken or _undecodable(header):
        raise ValueError(f"line {line}: {broken}")
    if len(header) == 1 and ";" in header[0]:
        raise ValueError("columns are separated by semicolons; save the file with commas between them")
    columns = [name.strip().lower() for name in header]
    return columns, (_row(columns, *record) for record in records if any(record[1]) or record[2])


def _row(columns: list[str], line: int, cells: list[str], broken: str) -> Row:
    if not broken and len(cells) != len(columns):
        broken = f"the row has {len(cells)} cells, and there are {len(columns)} columns"
    if foreign := _undecodable(cells):
        cells = [cell.encode(errors="replace").decode() for cell in cells]
    by_name = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
    return Row(line, by_name, broken or foreign)


def _undecodable(cells: list[str]) -> str:
    for cell in cells:
        for character in cell:
            if "\udc80" <= character <= "\udcff":
                return f"0x{ord(character) - 0xDC00:02x} is not UTF-8; save the file as CSV in UTF-8"
    return ""


def _records(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells, what is wrong. After a record that cannot be read, the line after its first is next:
    a quote that is never closed would swallow everybody else's rows."""
    lines = list(io.StringIO(text, newline=""))
    begin = 0
    while begin < len(lines):
        reader, first = csv.reader(islice(lines, begin, None), strict=True), begin
        try:
            for cells in reader:
                yield begin + 1, cells, ""
                begin = first + reader.line_num
            return
        except csv.Error as error:
            begun = next(csv.reader([lines[begin][:MOST_SHOWN]]))  # enough to tell whose row it is
            yield begin + 1, begun, EXPLAINED.get(str(error), str(error))
            begin += 1
