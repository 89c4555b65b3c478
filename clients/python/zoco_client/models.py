"""What goes in and out. By `make contracts` from contracts/openapi.json."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

# Type checkers know today's values; a value added later must not break who reads it.

if TYPE_CHECKING:
    Action = Literal["retry", "cancel", "dismiss", "note"]
    AuthorKind = Literal["customer", "agent"]
    Availability = Literal["in_stock", "few_left", "out_of_stock"]
    CustomerOrderStatus = Literal["placed", "confirmed", "cancelled"]
    Locale = Literal["en", "es"]
    OrderStatus = Literal["pending", "awaiting_payment", "confirmed", "completed", "cancelling", "cancelled"]
    Outcome = Literal["open", "waiting_on_customer", "on_hold", "solved"]
    Priority = Literal["low", "normal", "high", "urgent"]
    ProductStatus = Literal["draft", "active", "archived"]
    SectionStatus = Literal["live", "stale", "unavailable"]
    State = Literal["suspected", "open", "repaired", "dismissed"]
    TicketStatus = Literal["new", "open", "waiting_on_customer", "on_hold", "solved", "closed"]
    Verdict = Literal[
        "ignored",
        "agrees",
        "behind",
        "unknown_order",
        "amount_differs",
        "currency_differs",
        "status_differs",
        "stray_authorization",
        "stray_capture",
        "unknown_refund",
        "refund_failed",
        "missing",
    ]
else:
    Action = str
    AuthorKind = str
    Availability = str
    CustomerOrderStatus = str
    Locale = str
    OrderStatus = str
    Outcome = str
    Priority = str
    ProductStatus = str
    SectionStatus = str
    State = str
    TicketStatus = str
    Verdict = str


class AccountList(msgspec.Struct, kw_only=True):
    items: list[AccountView]
    next: UUID | None


class AccountView(msgspec.Struct, kw_only=True):
    account_id: UUID
    created_at: datetime
    email: str
    is_disabled: bool
    locale: str
    name: str
    order_count: int
    roles: list[str]


class Address(msgspec.Struct, kw_only=True):
    city: str
    country: str
    line1: str
    line2: str | UnsetType | None = UNSET
    name: str
    postal_code: str
    region: str | UnsetType | None = UNSET


class AdjustStock(msgspec.Struct, kw_only=True):
    delta: int
    reason: str
    variant_id: UUID


class Adjusted(msgspec.Struct, kw_only=True):
    adjustment_id: UUID
    stock: LevelView


class AdminProductList(msgspec.Struct, kw_only=True):
    items: list[AdminProductView]
    next: str | None


class AdminProductView(msgspec.Struct, kw_only=True):
    description: str
    handle: str
    id: UUID
    images: list[Image]
    name: str
    options: list[str]
    status: ProductStatus
    variants: list[Variant]
    version: int


class CancelView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    id: UUID
    status: OrderStatus


class ChangeProfile(msgspec.Struct, kw_only=True):
    locale: Locale | UnsetType = UNSET
    name: str | UnsetType = UNSET


class ConfirmTotp(msgspec.Struct, kw_only=True):
    code: str


class ContextOrder(msgspec.Struct, kw_only=True):
    id: UUID
    lines: list[ContextOrderLine]
    payment_status: str
    placed_at: datetime
    status: str
    total: Money | None


class ContextOrderLine(msgspec.Struct, kw_only=True):
    name: str | None
    quantity: int
    sku: str | None
    unit_price: Money | None
    variant_id: UUID


class ContextOrderPage(msgspec.Struct, kw_only=True):
    items: list[ContextOrder]
    next: UUID | None


class ContextProfile(msgspec.Struct, kw_only=True):
    account_id: UUID
    email: str
    locale: str
    name: str


class Difference(msgspec.Struct, kw_only=True):
    claimed: dict[str, Any]
    found_at: datetime
    id: UUID
    kind: Verdict
    order_id: UUID | None
    reference: str
    settled_at: datetime | UnsetType | None = UNSET
    source: str
    state: State


class DifferencePage(msgspec.Struct, kw_only=True):
    items: list[Difference]
    next: UUID | None


class EditedProduct(msgspec.Struct, kw_only=True):
    description: str
    handle: str
    images: list[GivenImage] | UnsetType = UNSET
    name: str
    options: list[str] | UnsetType = UNSET
    status: ProductStatus
    variants: list[EditedVariant]


class EditedVariant(msgspec.Struct, kw_only=True):
    id: UUID | UnsetType | None = UNSET
    image: str | UnsetType | None = UNSET
    name: str
    option_values: list[str] | UnsetType = UNSET
    price: Price
    sku: str
    stock: int = 0


class Enrolment(msgspec.Struct, kw_only=True):
    otpauth_uri: str
    secret: str


class EventData(msgspec.Struct, kw_only=True):
    object: dict[str, Any]


class Factors(msgspec.Struct, kw_only=True):
    factors: list[str]
    recovery_codes_left: int


class GivenImage(msgspec.Struct, kw_only=True):
    alt: str = ""
    url: str


class Image(msgspec.Struct, kw_only=True):
    alt: str
    url: str


class LevelView(msgspec.Struct, kw_only=True):
    available: int
    on_hand: int
    product_id: UUID
    reserved: int
    sku: str
    variant_id: UUID


class LineView(msgspec.Struct, kw_only=True):
    name: str | None
    quantity: int
    sku: str | None
    unit_price: Money | None
    variant_id: UUID


class Login(msgspec.Struct, kw_only=True):
    code: str | UnsetType = UNSET
    email: str
    password: str


class Me(msgspec.Struct, kw_only=True):
    account_id: UUID
    created_at: datetime
    email: str
    locale: str
    name: str
    roles: list[str]


class MessagePage(msgspec.Struct, kw_only=True):
    items: list[MessageView]
    next: str | None


class MessageView(msgspec.Struct, kw_only=True):
    author_kind: AuthorKind
    created_at: datetime
    id: UUID
    text: str


class Money(msgspec.Struct, kw_only=True):
    amount: int
    currency: str


class NewProduct(msgspec.Struct, kw_only=True):
    description: str = ""
    handle: str
    images: list[GivenImage] | UnsetType = UNSET
    name: str
    options: list[str] | UnsetType = UNSET
    status: ProductStatus | UnsetType = UNSET
    variants: list[NewVariant]


class NewVariant(msgspec.Struct, kw_only=True):
    image: str | UnsetType | None = UNSET
    name: str
    option_values: list[str] | UnsetType = UNSET
    price: Price
    sku: str
    stock: int = 0


class NextAction(msgspec.Struct, kw_only=True):
    client_secret: str | None
    expires_at: datetime | UnsetType | None = UNSET
    redirect_url: str | UnsetType | None = UNSET
    type: str


class OpenTicket(msgspec.Struct, kw_only=True):
    order_id: UUID | UnsetType | None = UNSET
    priority: Priority | UnsetType = UNSET
    subject: str
    text: str


class OrderPage(msgspec.Struct, kw_only=True):
    items: list[OrderView]
    next: UUID | None


class OrderView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    cancelled_at: datetime | None
    confirmed_at: datetime | None
    id: UUID
    lines: list[LineView]
    next_action: NextAction | UnsetType | None = UNSET
    payment_status: str
    placed_at: datetime
    shipping_address: Address
    status: OrderStatus
    total: Money | None


class OrdersSection(msgspec.Struct, kw_only=True):
    as_of: datetime
    latency_ms: int
    source: str
    status: SectionStatus
    value: ContextOrderPage | None


class Preview(msgspec.Struct, kw_only=True):
    lines: list[WishLine]


class PreviewLine(msgspec.Struct, kw_only=True):
    is_available: bool
    line_total: Money
    name: str
    quantity: int
    sku: str
    unit_price: Money
    variant_id: UUID


class PreviewView(msgspec.Struct, kw_only=True):
    lines: list[PreviewLine]
    total: Money


class Price(msgspec.Struct, kw_only=True):
    amount: int
    currency: str


class Problem(msgspec.Struct, kw_only=True):
    """RFC 9457 problem. `type` is stable; further members are the facts of that type."""

    instance: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
    status: int
    title: str
    type: str


class ProductList(msgspec.Struct, kw_only=True):
    items: list[ProductView]
    next: str | None


class ProductView(msgspec.Struct, kw_only=True):
    description: str
    handle: str
    id: UUID
    images: list[Image]
    name: str
    options: list[str]
    variants: list[VariantView]


class ProfileSection(msgspec.Struct, kw_only=True):
    as_of: datetime
    latency_ms: int
    source: str
    status: SectionStatus
    value: ContextProfile | None


class ProviderEvent(msgspec.Struct, kw_only=True):
    data: EventData
    id: str
    type: str


class PublicKey(msgspec.Struct, kw_only=True):
    alg: Literal["ES256"] = "ES256"
    crv: Literal["P-256"] = "P-256"
    kid: str
    kty: Literal["EC"] = "EC"
    use: Literal["sig"] = "sig"
    x: str
    y: str


class PublicKeys(msgspec.Struct, kw_only=True):
    keys: list[PublicKey]


class Received(msgspec.Struct, kw_only=True):
    verdict: str


class RecoveryCodes(msgspec.Struct, kw_only=True):
    recovery_codes: list[str]


class RefreshToken(msgspec.Struct, kw_only=True):
    refresh_token: str


class Register(msgspec.Struct, kw_only=True):
    email: str
    locale: Locale | UnsetType = UNSET
    name: str
    password: str


class Registered(msgspec.Struct, kw_only=True):
    status: Literal["registered"] = "registered"


class ResolveReview(msgspec.Struct, kw_only=True):
    action: Action
    note: str


class Review(msgspec.Struct, kw_only=True):
    action: Action
    actor_id: UUID | None
    at: datetime
    id: UUID
    note: str
    order_id: UUID
    reason: str


class ReviewList(msgspec.Struct, kw_only=True):
    items: list[Review]


class ReviewedOrder(msgspec.Struct, kw_only=True):
    id: UUID
    needs_review: str | None
    status: OrderStatus


class SetRoles(msgspec.Struct, kw_only=True):
    roles: list[str]


class StaffMessagePage(msgspec.Struct, kw_only=True):
    items: list[StaffMessageView]
    next: str | None


class StaffMessageView(msgspec.Struct, kw_only=True):
    author_id: UUID
    author_kind: AuthorKind
    created_at: datetime
    id: UUID
    is_internal: bool
    text: str


class StaffOrderPage(msgspec.Struct, kw_only=True):
    items: list[StaffOrderView]
    next: UUID | None


class StaffOrderView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    cancelled_at: datetime | None
    confirmed_at: datetime | None
    customer_id: UUID
    email: str | None
    id: UUID
    lines: list[LineView]
    needs_review: str | None
    next_action: NextAction | UnsetType | None = UNSET
    payment_status: str
    placed_at: datetime
    shipping_address: Address
    status: OrderStatus
    total: Money | None


class StaffTicketPage(msgspec.Struct, kw_only=True):
    items: list[StaffTicketView]
    next: str | None


class StaffTicketView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    created_at: datetime
    customer_id: UUID
    id: UUID
    number: str
    order_id: UUID | None
    priority: Priority
    status: TicketStatus
    subject: str


class SupportOrderView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    order_id: UUID
    status: CustomerOrderStatus


class TicketContext(msgspec.Struct, kw_only=True):
    customer_id: UUID
    order_id: UUID | None
    orders: OrdersSection
    profile: ProfileSection
    ticket_id: UUID


class TicketDetailView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    created_at: datetime
    customer_id: UUID
    id: UUID
    messages: StaffMessagePage
    number: str
    order_id: UUID | None
    orders: list[SupportOrderView]
    priority: Priority
    status: TicketStatus
    subject: str


class TicketPage(msgspec.Struct, kw_only=True):
    items: list[TicketView]
    next: str | None


class TicketView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    created_at: datetime
    id: UUID
    number: str
    order_id: UUID | None
    priority: Priority
    status: TicketStatus
    subject: str


class Tokens(msgspec.Struct, kw_only=True):
    access_token: str
    expires_in: int = 300
    refresh_expires_in: int
    refresh_token: str
    token_type: str = "Bearer"


class Variant(msgspec.Struct, kw_only=True):
    id: UUID
    image: str | None
    name: str
    option_values: list[str]
    price: Money
    sku: str


class VariantView(msgspec.Struct, kw_only=True):
    availability: Availability
    id: UUID
    image: str | None
    name: str
    option_values: list[str]
    price: Money
    sku: str


class Wish(msgspec.Struct, kw_only=True):
    email: str | UnsetType | None = UNSET
    expected_total: Money | UnsetType | None = UNSET
    lines: list[WishLine]
    payment_method: str
    shipping_address: Address


class WishLine(msgspec.Struct, kw_only=True):
    quantity: int
    variant_id: UUID


class WriteAgentMessage(msgspec.Struct, kw_only=True):
    is_internal: bool = False
    status: Outcome | UnsetType | None = UNSET
    text: str


class WriteMessage(msgspec.Struct, kw_only=True):
    text: str
