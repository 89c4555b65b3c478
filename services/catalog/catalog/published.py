"""Every event catalog announces."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import field

from catalog.image import Image
from catalog.price import Money
from chassis.events import Event


class VariantSnapshot(msgspec.Struct, frozen=True):
    """What is sold: one SKU at one price."""

    variant_id: UUID
    sku: str
    name: str
    price: Money
    option_values: list[str] = []
    image: str | None = None
    other_prices: list[Money] = []
    weight_grams: int | None = None
    barcode: str | None = None


class ProductChanged(Event, wire_name="catalog.product_changed.v1"):
    """A product was created or edited, or changed by itself when a sale began or ended or it became
    available; this is all of it, as it is now. Only an active one is for sale; a scheduled one will be."""

    product_id: UUID
    handle: str
    name: str
    status: str
    variants: list[VariantSnapshot]
    options: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    translations: dict[str, str] = field(default_factory=dict)
    type: str | None = None
    category_id: UUID | None = None
    tax_class: str = "standard"
    available_from: datetime | None = None


class StockChanged(Event, wire_name="catalog.stock_changed.v1"):
    """A variant's stock moved, or how it sells changed; these are the numbers after it, of all locations.
    `available` is what is there and not promised, without what is at closed locations; less than nothing when
    some are owed. An order can hold `sellable`: `available` and what may be promised beyond it."""

    variant_id: UUID
    product_id: UUID
    sku: str
    on_hand: int
    reserved: int
    available: int
    sellable: int


class EraseDone(Event, wire_name="catalog.erase_done.v1"):
    """Nothing here names the owner of this account. The subject is the account."""

    account_id: UUID
    scan: int


class LowStock(Event, wire_name="catalog.low_stock.v1"):
    """Fewer are available than the variant's threshold, or as many: announced once, until there are more."""

    variant_id: UUID
    product_id: UUID
    sku: str
    available: int
    threshold: int


class BackInStock(Event, wire_name="catalog.back_in_stock.v1"):
    """None was available, and now some are: announced once, until there is none again."""

    variant_id: UUID
    product_id: UUID
    sku: str
    available: int
