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
    """A variant's stock moved; these are the numbers after it. What can still be sold is `available`."""

    variant_id: UUID
    product_id: UUID
    sku: str
    on_hand: int
    reserved: int
    available: int
