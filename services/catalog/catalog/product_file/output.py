"""Products → the bytes of a file, which read again mean the same products."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

import msgspec

from catalog.category.model import Category
from catalog.image import Image
from catalog.price import Price
from catalog.product.model import Product, ProductStatus, Variant
from catalog.product_file import columns as c
from catalog.product_file import inert, plain
from catalog.product_file.document import CATEGORY, TYPE
from catalog.product_file.model import Format
from catalog.product_file.prices import decimal
from catalog.product_file.shopify import NO_OPTIONS
from catalog.product_type.model import ProductType

LONGEST_OPTION = 100


class Whole(msgspec.Struct):
    """A product with what its own row does not say. `stock` is on hand, by variant, in all locations."""

    product: Product
    category: str | None
    related: list[str]
    stock: dict[UUID, int]


def header() -> bytes:
    """Of a CSV file."""
    return _encoded([c.ALL])


def around(types: Sequence[ProductType], categories: Sequence[Category]) -> bytes:
    """What products refer to, as lines before them: types by key, categories by depth and handle."""
    handles = {category.id: category.handle for category in categories}
    lines: list[dict[str, Any]] = [
        {"kind": TYPE, "key": t.key, "name": t.name, "attributes": t.attributes, "facets": t.facets}
        for t in types
    ]
    lines += [
        {
            "kind": CATEGORY,
            "handle": each.handle,
            "name": each.name,
            "parent": handles[each.parent_id] if each.parent_id else None,
            "translations": each.translations,
            "position": each.position,
        }
        for each in sorted(categories, key=lambda category: (len(category.path), category.handle))
    ]
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def encode(whole: Whole, format: Format, *, currency: str) -> bytes:
    """Nothing when the format has no place for it: a variant without a price in the file's currency."""
    if format == Format.JSON_LINES:
        return msgspec.json.encode(_document(whole)) + b"\n"
    prices = [_price(variant, currency) for variant in whole.product.variants]
    known = [price for price in prices if price is not None]
    return _encoded(_rows(whole, known)) if len(known) == len(prices) else b""


def _document(whole: Whole) -> dict[str, Any]:
    product = msgspec.to_builtins(whole.product)
    variants = product.pop("variants")
    stock = [max(0, whole.stock.get(variant.id, 0)) for variant in whole.product.variants]
    handles = {"category": whole.category, "related": whole.related}
    left_out = ("id", "version", "category_id", "related")
    fields = {name: value for name, value in product.items() if name not in left_out}
    items = [
        {name: value for name, value in variant.items() if name != "id"} | {"stock": units}
        for variant, units in zip(variants, stock, strict=True)
    ]
    return fields | handles | {"variants": items}


def _price(variant: Variant, currency: str) -> Price | None:
    return next((price for price in variant.prices if price.currency == currency), None)


def _rows(whole: Whole, prices: Sequence[Price]) -> Iterator[list[str]]:
    """Row n has the nth variant and the nth image, as Shopify writes it."""
    product = whole.product
    names, values = _options(product)
    parts = zip_longest(product.variants, product.images)
    for number, (variant, image) in enumerate(parts):
        cells = {c.HANDLE: product.handle}
        if number == 0:
            cells |= _described(product) | dict(zip(c.OPTION_NAMES, names, strict=False))
        if variant is not None:
            stock = max(0, whole.stock.get(variant.id, 0))
            cells |= _variant(variant, prices[number], stock=stock)
            cells |= dict(zip(c.OPTION_VALUES, values[number], strict=False))
        if image is not None:
            cells |= _image(image, number + 1)
        yield [inert.write(cells.get(column, "")) for column in c.ALL]


def _described(product: Product) -> dict[str, str]:
    return {
        c.TITLE: product.name,
        c.BODY: plain.markup(product.description),
        c.PUBLISHED: "true" if product.status == ProductStatus.ACTIVE else "false",
        c.STATUS: product.status.value,
    }


def _options(product: Product) -> tuple[list[str], list[list[str]]]:
    """Several variants without options are told apart by their names, else by their SKUs: the format has no
    other place for what they are called."""
    if product.options:
        return product.options, [variant.option_values for variant in product.variants]
    if len(product.variants) == 1:
        return [NO_OPTIONS[0]], [[NO_OPTIONS[1]]]
    names = [variant.name for variant in product.variants]
    is_telling = len(set(names)) == len(names) and max(map(len, names)) <= LONGEST_OPTION
    return [NO_OPTIONS[0]], [[v.name if is_telling else v.sku] for v in product.variants]


def _variant(variant: Variant, price: Price, *, stock: int) -> dict[str, str]:
    higher = price.compare_at_amount
    return {
        c.SKU: variant.sku,
        c.GRAMS: "" if variant.weight_grams is None else str(variant.weight_grams),
        c.STOCK: str(stock),
        c.PRICE: decimal(price.amount, price.currency),
        c.COMPARE_AT: "" if higher is None else decimal(higher, price.currency),
        c.BARCODE: variant.barcode or "",
        c.VARIANT_IMAGE: variant.image or "",
    }


def _image(image: Image, position: int) -> dict[str, str]:
    return {c.IMAGE: image.url, c.IMAGE_POSITION: str(position), c.IMAGE_ALT: image.alt}


def _encoded(rows: Iterator[list[str]] | Sequence[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
