"""The next records of an import's file, and whose they are."""

from collections.abc import Sequence

import msgspec

from catalog.files import Files
from catalog.import_unit.model import key_of
from catalog.product_file import columns, document, shopify
from catalog.product_file.columns import HANDLE, NoTable
from catalog.product_file.model import Format, Row
from catalog.product_import.model import Import
from catalog.table import BLOCK_BYTES, BOM, UTF16, Giant, Read, Record, read_csv, read_lines
from chassis.errors import Refusal

LONGEST_HANDLE = 120


class Found(msgspec.Struct):
    """Rows by the key of their product, and where reading goes on."""

    rows: list[tuple[str, Row]]
    position: int
    line: int
    header: list[str]
    columns: list[str]


async def next_rows(files: Files, job: Import) -> Found:
    """Raises NoTable when the file holds no products at all. Nothing bigger than two blocks is in memory."""
    block = await files.read(job.key, begin=job.position, most=BLOCK_BYTES)
    is_last = job.position + len(block) >= job.size
    if job.position == 0 and block.startswith(UTF16):
        raise NoTable("the file is UTF-16; save it in UTF-8")
    mark = len(BOM) if job.position == 0 and block.startswith(BOM) else 0
    is_csv = job.format == Format.SHOPIFY_CSV
    read = (read_csv if is_csv else read_lines)(block[mark:], line=job.line, is_last=is_last)
    if not read.size and not is_last:
        read, mark = await _giant(files, job, block, has_quotes=is_csv), 0
    found = Found([], job.position + mark + read.size, job.line + read.lines, job.header, job.columns)
    records = read.records
    if is_csv and not job.columns and (records or found.position >= job.size):
        header, *records = records or [Record(1, [], "the file is empty")]
        found.columns = columns.read(header, job.mapping)
        found.header = [name.strip() for name in header.cells]
    found.rows = [_row(record, found.columns, is_csv=is_csv) for record in records]
    return found


async def _giant(files: Files, job: Import, block: bytes, *, has_quotes: bool) -> Read:
    giant, begin = Giant(has_quotes=has_quotes), job.position
    while block and giant.feed(block):
        begin += len(block)
        block = await files.read(job.key, begin=begin, most=BLOCK_BYTES) if begin < job.size else b""
    return giant.read(line=job.line)


def _row(record: Record, columns: Sequence[str], *, is_csv: bool) -> tuple[str, Row]:
    return _csv_row(record, columns) if is_csv else _json_row(record)


def _csv_row(record: Record, names: Sequence[str]) -> tuple[str, Row]:
    handle, column, broken = shopify.handle_of(record.cells, names), "", record.broken
    if broken and record.at is not None and record.at < len(names):
        column = names[record.at]
    if not broken and not 0 < len(handle) <= LONGEST_HANDLE:
        column = HANDLE
        broken = f"the handle is longer than {LONGEST_HANDLE}" if handle else "the row has no Handle"
    key = key_of(handle if len(handle) <= LONGEST_HANDLE else "", record.line)
    content = b"[]" if broken else msgspec.json.encode(record.cells)
    return key, Row(record.line, content, column, broken)


def _json_row(record: Record) -> tuple[str, Row]:
    content, key, column, broken = record.cells[0].encode(), f"#{record.line}", "", record.broken
    try:
        kind, name = ("", "") if broken else document.name_in(content)
        if len(name) > LONGEST_HANDLE:
            column, broken = "/handle", f"the handle is longer than {LONGEST_HANDLE}"
        elif name:
            key = document.key_of(kind, name)
    except Refusal as refusal:
        column, broken = document.why(refusal)
    return key, Row(record.line, b"" if broken else content, column, broken)
