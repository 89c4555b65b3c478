"""The columns of a CSV file: which of them mean something to us, whatever the file calls them."""

from collections.abc import Mapping, Sequence

from catalog.table import Record

HANDLE, TITLE, BODY, PUBLISHED, STATUS = "Handle", "Title", "Body (HTML)", "Published", "Status"
SKU, PRICE, STOCK, VARIANT_IMAGE = "Variant SKU", "Variant Price", "Variant Inventory Qty", "Variant Image"
COMPARE_AT, BARCODE, GRAMS = "Variant Compare At Price", "Variant Barcode", "Variant Grams"
IMAGE, IMAGE_POSITION, IMAGE_ALT = "Image Src", "Image Position", "Image Alt Text"
OPTION_NAMES = [f"Option{number} Name" for number in (1, 2, 3)]
OPTION_VALUES = [f"Option{number} Value" for number in (1, 2, 3)]
REQUIRED = (HANDLE, TITLE, PRICE)
OPTIONS = [name for pair in zip(OPTION_NAMES, OPTION_VALUES, strict=True) for name in pair]
ALL = [
    *(HANDLE, TITLE, BODY, PUBLISHED, *OPTIONS, SKU, GRAMS, STOCK, PRICE, COMPARE_AT, BARCODE),
    *(IMAGE, IMAGE_POSITION, IMAGE_ALT, VARIANT_IMAGE, STATUS),
]
"""In the order in which we write them."""
OURS = {name.lower(): name for name in ALL}


class NoTable(ValueError):
    """The file holds no products: what its first row says is not what columns are called."""


def read(header: Record, mapping: Mapping[str, str]) -> list[str]:
    """What each column of the file is to us; what means nothing keeps its name. `mapping` says which of the
    file's columns to take for one of ours."""
    if header.broken:
        raise NoTable(f"line {header.line}: {header.broken}")
    if len(header.cells) == 1 and ";" in header.cells[0]:
        raise NoTable("columns are separated by semicolons; save the file with commas between them")
    names = [name.strip() for name in header.cells]
    if unknown := [theirs for theirs in mapping.values() if theirs not in names]:
        raise NoTable(f"the file has no column {', '.join(map(repr, unknown))}")
    ours = {theirs: mine for mine, theirs in mapping.items()}
    # One that is mapped elsewhere does not also mean what it is called.
    found = [ours.get(name) or _unmapped(name, mapping) for name in names]
    if missing := [name for name in REQUIRED if name not in found]:
        raise NoTable(f"there is no column {', '.join(map(repr, missing))}; is it a product export?")
    if twice := sorted({name for name in found if name in ALL and found.count(name) > 1}):
        raise NoTable(f"there are two columns {', '.join(map(repr, twice))}")
    return found


def _unmapped(name: str, mapping: Mapping[str, str]) -> str:
    mine = OURS.get(name.lower(), name)
    return f"{name} (not taken)" if mine in mapping else mine


def ignored(columns: Sequence[str]) -> list[str]:
    return [name for name in columns if name not in ALL]
