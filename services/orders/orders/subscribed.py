"""Every event that orders listens to, with the fields it reads."""

from uuid import UUID

import msgspec

from chassis.events import Event
from orders.money import Money


class ProductVariant(msgspec.Struct, frozen=True):
    variant_id: UUID
    sku: str
    name: str
    price: Money
    weight_grams: int | None = None


class ProductChanged(Event, wire_name="catalog.product_changed.v1"):
    product_id: UUID
    name: str
    status: str
    variants: list[ProductVariant]
    tax_class: str = "standard"


class StockChanged(Event, wire_name="catalog.stock_changed.v1"):
    """`sellable` is what an order can hold; events of before it was announced have only `available`."""

    variant_id: UUID
    available: int
    sellable: int | None = None


class UserRegistered(Event, wire_name="users.user_registered.v1"):
    account_id: UUID


class UserDisabled(Event, wire_name="users.user_disabled.v1"):
    account_id: UUID


class UserEnabled(Event, wire_name="users.user_enabled.v1"):
    account_id: UUID


class UserVerified(Event, wire_name="users.user_verified.v1"):
    account_id: UUID


class ProfileChanged(Event, wire_name="users.profile_changed.v1"):
    account_id: UUID
    fields: list[str]


class EraseRequested(Event, wire_name="users.erase_requested.v1"):
    account_id: UUID
    scan: int


class ExportRequested(Event, wire_name="users.export_requested.v1"):
    export_id: UUID
    account_id: UUID
