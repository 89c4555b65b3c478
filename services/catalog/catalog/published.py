"""Every event catalog announces."""

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


class ProductChanged(Event, wire_name="catalog.product_changed.v1"):
    """A product was created or edited; this is all of it, as it is now. Only an active one is for sale."""

    product_id: UUID
    handle: str
    name: str
    status: str
    variants: list[VariantSnapshot]
    options: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)


class StockChanged(Event, wire_name="catalog.stock_changed.v1"):
    """A variant's stock moved; these are the numbers after it. What can still be sold is `available`."""

    variant_id: UUID
    product_id: UUID
    sku: str
    on_hand: int
    reserved: int
    available: int


class EraseDone(Event, wire_name="catalog.erase_done.v1"):
    """Nothing here names the owner of this account. The subject is the account."""

    account_id: UUID
    scan: int
