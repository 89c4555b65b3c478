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
    ActionKind = Literal["refund", "cancel", "return", "resend_confirmation"]
    ActionStatus = Literal["pending", "awaiting_approval", "succeeded", "failed", "rejected"]
    ActorKind = Literal["customer", "guest", "staff", "system"]
    AttachmentStatus = Literal["waiting", "ready", "refused", "gone"]
    AuthorKind = Literal["customer", "agent", "system"]
    Availability = Literal["in_stock", "few_left", "out_of_stock", "backorder", "preorder"]
    CartStatus = Literal["active", "ordered", "merged"]
    CatalogKind = Literal["adjust", "count", "hold", "release", "expire", "ship", "return"]
    Cause = Literal["order_cancelled", "lines_cancelled", "return", "goodwill", "shipping"]
    Change = Literal["price_changed", "unavailable", "not_enough", "few_left"]
    Channel = Literal["web", "app", "system"]
    ClockKind = Literal["first_reply", "next_reply", "resolution"]
    Condition = Literal["as_new", "opened", "damaged"]
    ContentType = Literal[
        "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"
    ]
    CustomerOrderStatus = Literal["placed", "confirmed", "cancelled"]
    ExportState = Literal["running", "done", "cancelled"]
    FetchState = Literal["pending", "done", "failed"]
    Format = Literal["shopify_csv", "json_lines"]
    FulfilmentStatus = Literal["pending", "shipped", "delivered", "cancelled"]
    ImportState = Literal[
        "uploading", "reading", "checking", "checked", "running", "done", "failed", "cancelled"
    ]
    Locale = Literal["en", "es"]
    MediaState = Literal["uploading", "ready"]
    OrderStatus = Literal["pending", "awaiting_payment", "confirmed", "completed", "cancelling", "cancelled"]
    OrdersKind = Literal["percentage", "fixed_amount", "free_shipping"]
    Outcome = Literal["open", "waiting_on_customer", "on_hold", "solved"]
    Permission = Literal[
        "accounts:disable",
        "accounts:read",
        "orders:cancel",
        "orders:fulfil",
        "orders:read",
        "orders:refund",
        "orders:refund-any",
        "privacy:run",
        "products:write",
        "promotions:write",
        "returns:write",
        "roles:assign",
        "roles:write",
        "shipping:write",
        "stock:read",
        "stock:write",
        "taxes:write",
        "tickets:manage",
        "tickets:read",
        "tickets:reply",
    ]
    Policy = Literal["deny", "backorder", "preorder"]
    Priority = Literal["low", "normal", "high", "urgent"]
    ProductStatus = Literal["draft", "active", "archived"]
    RefundStatus = Literal["pending", "succeeded", "failed"]
    ReturnStatus = Literal["requested", "approved", "received", "refunded", "rejected", "cancelled"]
    SectionStatus = Literal["live", "stale", "unavailable"]
    Sort = Literal["relevance", "best_selling", "newest", "price", "-price"]
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
    Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
else:
    Action = str
    ActionKind = str
    ActionStatus = str
    ActorKind = str
    AttachmentStatus = str
    AuthorKind = str
    Availability = str
    CartStatus = str
    CatalogKind = str
    Cause = str
    Change = str
    Channel = str
    ClockKind = str
    Condition = str
    ContentType = str
    CustomerOrderStatus = str
    ExportState = str
    FetchState = str
    Format = str
    FulfilmentStatus = str
    ImportState = str
    Locale = str
    MediaState = str
    OrderStatus = str
    OrdersKind = str
    Outcome = str
    Permission = str
    Policy = str
    Priority = str
    ProductStatus = str
    RefundStatus = str
    ReturnStatus = str
    SectionStatus = str
    Sort = str
    State = str
    TicketStatus = str
    Verdict = str
    Weekday = str


class Accepted(msgspec.Struct, kw_only=True):
    status: Literal["accepted"] = "accepted"


class AccessToken(msgspec.Struct, kw_only=True):
    access_token: str
    expires_in: int = 300
    token_type: str = "Bearer"


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


class ActionAmount(msgspec.Struct, kw_only=True):
    amount: int
    currency: str


class ActionLine(msgspec.Struct, kw_only=True):
    line: int
    quantity: int


class ActionWish(msgspec.Struct, kw_only=True):
    amount: ActionAmount | UnsetType | None = UNSET
    kind: ActionKind
    lines: list[ActionLine] | UnsetType = UNSET
    reason: str


class Activity(msgspec.Struct, kw_only=True):
    action: str
    address: str | None
    at: datetime
    facts: dict[str, Any]
    id: UUID
    is_own: bool
    is_this_session: bool
    user_agent: str | None


class ActivityList(msgspec.Struct, kw_only=True):
    items: list[Activity]
    next: UUID | None


class AddReply(msgspec.Struct, kw_only=True):
    key: str
    texts: dict[str, Any]
    title: str


class Address(msgspec.Struct, kw_only=True):
    city: str
    country: str
    line1: str
    line2: str | UnsetType | None = UNSET
    name: str
    postal_code: str
    region: str | UnsetType | None = UNSET


class AddressBook(msgspec.Struct, kw_only=True):
    items: list[AddressView]
    next: UUID | None


class AddressView(msgspec.Struct, kw_only=True):
    city: str
    country: str
    created_at: datetime
    id: UUID
    is_default_billing: bool
    is_default_shipping: bool
    line1: str
    line2: str | None
    name: str
    phone: str | None
    postal_code: str | None
    region: str | None


class AdjustStock(msgspec.Struct, kw_only=True):
    delta: int
    location: str | UnsetType | None = UNSET
    reason: str
    variant_id: UUID


class Adjusted(msgspec.Struct, kw_only=True):
    adjustment_id: UUID
    stock: StockView


class AdminCategoryView(msgspec.Struct, kw_only=True):
    handle: str
    id: UUID
    name: str
    parent_id: UUID | None
    path: list[UUID]
    position: int
    translations: dict[str, Any]
    version: int


class AdminProductList(msgspec.Struct, kw_only=True):
    items: list[Product]
    next: str | None


class AgentList(msgspec.Struct, kw_only=True):
    items: list[AgentView]


class AgentView(msgspec.Struct, kw_only=True):
    account_id: UUID
    capacity: int
    is_available: bool
    load: int
    seen_at: datetime | None


class AnnounceAttachment(msgspec.Struct, kw_only=True):
    content_type: ContentType
    file_name: str
    size: int
    ticket_id: UUID


class AnnounceStaffAttachment(msgspec.Struct, kw_only=True):
    content_type: ContentType
    file_name: str
    is_internal: bool = False
    size: int
    ticket_id: UUID


class AnswerConsent(msgspec.Struct, kw_only=True):
    is_granted: bool
    version: str


class AppList(msgspec.Struct, kw_only=True):
    items: list[AppView]
    next: str | None


class AppView(msgspec.Struct, kw_only=True):
    client_id: str
    created_at: datetime
    created_by: UUID
    name: str
    permissions: list[str]


class Applied(msgspec.Struct, kw_only=True):
    amount: int
    at: datetime
    currency: str
    variant_id: UUID


class AppliedPromotionView(msgspec.Struct, kw_only=True):
    amount: Money
    code: str | None
    name: str
    promotion_id: UUID


class AssignTicket(msgspec.Struct, kw_only=True):
    assignee_id: UUID | None


class AttachmentList(msgspec.Struct, kw_only=True):
    items: list[AttachmentView]


class AttachmentView(msgspec.Struct, kw_only=True):
    content_type: ContentType
    created_at: datetime
    file_name: str
    id: UUID
    is_internal: bool
    size: int
    status: AttachmentStatus
    ticket_id: UUID


class AuditEntry(msgspec.Struct, kw_only=True):
    action: str
    actor: str
    at: datetime
    customer_id: UUID | None
    facts: dict[str, Any]
    id: UUID
    ticket_id: UUID | None


class AuditPage(msgspec.Struct, kw_only=True):
    items: list[AuditEntry]
    next: UUID | None


class BreakdownView(msgspec.Struct, kw_only=True):
    discount: Money
    prices_include_tax: bool
    promotions: list[AppliedPromotionView]
    shipping: ShippingCostView | None
    subtotal: Money
    tax: Money
    total: Money


class BulkEdit(msgspec.Struct, kw_only=True):
    rows: list[BulkRow]


class BulkResult(msgspec.Struct, kw_only=True):
    rows: list[RowOutcome]


class BulkRow(msgspec.Struct, kw_only=True):
    prices: list[GivenNewPrice] | UnsetType = UNSET
    product_id: UUID
    status: ProductStatus | UnsetType | None = UNSET
    version: int | UnsetType | None = UNSET


class Calendar(msgspec.Struct, kw_only=True):
    holidays: list[str] | UnsetType = UNSET
    hours: list[Hours]
    key: str
    time_zone: str


class CancelLines(msgspec.Struct, kw_only=True):
    lines: list[LineQuantity]
    reason: str | UnsetType | None = UNSET


class CancelView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    id: UUID
    status: OrderStatus


class CancellationView(msgspec.Struct, kw_only=True):
    id: UUID
    lines: list[LineQuantity]
    order_id: UUID
    order_status: OrderStatus
    refund: Money | None


class CannedReply(msgspec.Struct, kw_only=True):
    key: str
    texts: dict[str, Any]
    title: str
    version: int


class CartLineView(msgspec.Struct, kw_only=True):
    available: int | None
    changes: list[Change]
    costs: CostView | None
    line_total: Money | None
    name: str | None
    quantity: int
    seen_price: Money
    sku: str | None
    unit_price: Money | None
    variant_id: UUID


class CartView(msgspec.Struct, kw_only=True):
    costs: BreakdownView | None
    expires_at: datetime
    id: UUID
    lines: list[CartLineView]
    order_id: UUID | None
    refused_codes: list[RefusedCodeView]
    status: CartStatus
    token: str | UnsetType = UNSET
    total: Money | None


class CatalogExportList(msgspec.Struct, kw_only=True):
    items: list[CatalogExportView]
    next: str | None


class CatalogExportView(msgspec.Struct, kw_only=True):
    created_at: datetime
    currency: str
    format: Format
    id: UUID
    left_out: int
    products: int
    state: ExportState
    url: str | UnsetType | None = UNSET


class CatalogUploadView(msgspec.Struct, kw_only=True):
    headers: dict[str, Any]
    method: str
    url: str


class CategoryList(msgspec.Struct, kw_only=True):
    items: list[CategoryView]


class CategoryView(msgspec.Struct, kw_only=True):
    breadcrumbs: list[Crumb]
    children: list[Crumb]
    handle: str
    id: UUID
    name: str
    parent_id: UUID | None


class ChangeEmail(msgspec.Struct, kw_only=True):
    email: str
    password: str


class ChangePassword(msgspec.Struct, kw_only=True):
    current_password: str
    new_password: str


class ChangeProfile(msgspec.Struct, kw_only=True):
    locale: Locale | UnsetType = UNSET
    name: str | UnsetType = UNSET
    phone: str | UnsetType | None = UNSET


class CheckImport(msgspec.Struct, kw_only=True):
    mapping: dict[str, Any] | UnsetType = UNSET


class Claimed(msgspec.Struct, kw_only=True):
    orders: int


class ClockList(msgspec.Struct, kw_only=True):
    items: list[ClockView]


class ClockView(msgspec.Struct, kw_only=True):
    due_at: datetime | None
    ended_at: datetime | None
    is_breached: bool
    is_running: bool
    kind: ClockKind
    started_at: datetime
    warn_at: datetime | None


class Collection(msgspec.Struct, kw_only=True):
    handle: str
    id: UUID
    name: str
    product_ids: list[UUID]
    translations: dict[str, Any]
    version: int = 1


class CollectionList(msgspec.Struct, kw_only=True):
    items: list[CollectionName]


class CollectionName(msgspec.Struct, kw_only=True):
    handle: str
    id: UUID
    name: str


class CollectionPage(msgspec.Struct, kw_only=True):
    handle: str
    id: UUID
    items: list[ProductView]
    name: str
    next: str | None


class ConfirmTotp(msgspec.Struct, kw_only=True):
    code: str


class ConsentList(msgspec.Struct, kw_only=True):
    items: list[ConsentView]
    next: UUID | None


class ConsentView(msgspec.Struct, kw_only=True):
    at: datetime
    id: UUID
    is_granted: bool
    purpose: str
    version: str


class ContextOrder(msgspec.Struct, kw_only=True):
    id: UUID
    lines: list[ContextOrderLine]
    number: str = ""
    payment_status: str
    placed_at: datetime
    status: str
    total: Money | None
    version: int = 0


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


class ContextTimeline(msgspec.Struct, kw_only=True):
    items: list[ContextTimelineEntry]


class ContextTimelineEntry(msgspec.Struct, kw_only=True):
    actor_id: UUID | None
    at: datetime
    by: str
    facts: dict[str, Any]
    id: UUID
    what: str
    why: str | None


class CostView(msgspec.Struct, kw_only=True):
    discount: Money
    gross: Money
    net: Money
    tax: Money
    tax_rate_ppm: int
    total: Money


class CountStock(msgspec.Struct, kw_only=True):
    counted: int
    counted_at: datetime | UnsetType | None = UNSET
    location: str | UnsetType | None = UNSET
    position: int | UnsetType | None = UNSET
    reason: str
    variant_id: UUID


class Counted(msgspec.Struct, kw_only=True):
    count_id: UUID
    delta: int
    stock: StockView


class CreateFulfilment(msgspec.Struct, kw_only=True):
    lines: list[LineQuantity]


class Credential(msgspec.Struct, kw_only=True):
    id: str
    rawId: str
    response: LoginResponse
    type: Literal["public-key"]


class Crumb(msgspec.Struct, kw_only=True):
    handle: str
    id: UUID
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


class DownloadView(msgspec.Struct, kw_only=True):
    attachment: AttachmentView
    expires_at: datetime
    url: str


class Draft(msgspec.Struct, kw_only=True):
    language: str
    missing: list[str]
    text: str


class EditList(msgspec.Struct, kw_only=True):
    items: list[StaffEdit]
    next: str | None


class EditTicket(msgspec.Struct, kw_only=True):
    order_id: UUID | UnsetType | None = UNSET
    order_lines: list[int] | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    subject: str | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET


class EditedLocation(msgspec.Struct, kw_only=True):
    is_active: bool = True
    name: str
    priority: int = 100


class EditedProduct(msgspec.Struct, kw_only=True):
    attributes: dict[str, Any] | UnsetType = UNSET
    available_from: datetime | UnsetType | None = UNSET
    category_id: UUID | UnsetType | None = UNSET
    description: str
    handle: str
    images: list[GivenImage] | UnsetType = UNSET
    name: str
    options: list[str] | UnsetType = UNSET
    related: list[UUID] | UnsetType = UNSET
    status: ProductStatus
    tax_class: str = "standard"
    translations: dict[str, Any] | UnsetType = UNSET
    type: str | UnsetType | None = UNSET
    variants: list[EditedVariant]


class EditedType(msgspec.Struct, kw_only=True):
    attributes: dict[str, Any]
    facets: list[str] | UnsetType = UNSET
    name: str


class EditedVariant(msgspec.Struct, kw_only=True):
    barcode: str | UnsetType | None = UNSET
    compare_at_amount: int | UnsetType | None = UNSET
    id: UUID | UnsetType | None = UNSET
    image: str | UnsetType | None = UNSET
    images: list[GivenImage] | UnsetType = UNSET
    name: str
    option_values: list[str] | UnsetType = UNSET
    other_prices: list[GivenPrice] | UnsetType = UNSET
    price: GivenMoney
    sale: GivenSale | UnsetType | None = UNSET
    sku: str
    stock: int = 0
    weight_grams: int | UnsetType | None = UNSET


class Enrolment(msgspec.Struct, kw_only=True):
    otpauth_uri: str
    secret: str


class ErasureList(msgspec.Struct, kw_only=True):
    items: list[ErasureView]
    next: UUID | None


class ErasureView(msgspec.Struct, kw_only=True):
    account_id: UUID
    acknowledged: dict[str, Any]
    completed_at: datetime | None
    requested_at: datetime
    scan: int


class EventData(msgspec.Struct, kw_only=True):
    object: dict[str, Any]


class ExportedCart(msgspec.Struct, kw_only=True):
    id: UUID
    lines: list[ExportedCartLine]
    status: str


class ExportedCartLine(msgspec.Struct, kw_only=True):
    quantity: int
    variant_id: UUID


class ExportedLine(msgspec.Struct, kw_only=True):
    name: str | None
    quantity: int
    sku: str | None
    unit_price: Money | None


class ExportedMessage(msgspec.Struct, kw_only=True):
    author: AuthorKind
    created_at: datetime
    text: str


class ExportedOrder(msgspec.Struct, kw_only=True):
    email: str | None
    id: UUID
    lines: list[ExportedLine]
    payment_method: str
    placed_at: datetime
    promotion_codes: list[str] | UnsetType = UNSET
    shipping_address: Address
    shipping_method: str | UnsetType | None = UNSET
    status: str
    total: Money | None


class ExportedReturn(msgspec.Struct, kw_only=True):
    order_id: UUID
    reason: str
    requested_at: datetime
    status: str


class ExportedTicket(msgspec.Struct, kw_only=True):
    created_at: datetime
    files: list[str] | UnsetType = UNSET
    messages: list[ExportedMessage]
    number: str
    status: str
    subject: str


class FacetCount(msgspec.Struct, kw_only=True):
    count: int
    name: str
    value: str


class Factors(msgspec.Struct, kw_only=True):
    factors: list[str]
    recovery_codes_left: int


class FetchList(msgspec.Struct, kw_only=True):
    items: list[FetchView]
    next: str | None


class FetchView(msgspec.Struct, kw_only=True):
    created_at: datetime
    id: UUID
    product_id: UUID
    status: FetchState
    tries: int
    url: str
    why: str | None


class ForgotPassword(msgspec.Struct, kw_only=True):
    email: str


class FulfilmentList(msgspec.Struct, kw_only=True):
    items: list[FulfilmentView]


class FulfilmentPage(msgspec.Struct, kw_only=True):
    items: list[FulfilmentView]
    next: UUID | None


class FulfilmentView(msgspec.Struct, kw_only=True):
    cancelled_at: datetime | None
    carrier: str | None
    created_at: datetime
    delivered_at: datetime | None
    id: UUID
    lines: list[LineQuantity]
    order_id: UUID
    shipped_at: datetime | None
    status: FulfilmentStatus
    tracking_number: str | None
    tracking_url: str | None


class GiveRefund(msgspec.Struct, kw_only=True):
    amount: RefundAmount
    reason: str


class GiveShippingRefund(msgspec.Struct, kw_only=True):
    amount: RefundAmount | UnsetType | None = UNSET
    reason: str


class GivenCategory(msgspec.Struct, kw_only=True):
    handle: str
    name: str
    parent_id: UUID | UnsetType | None = UNSET
    position: int = 0
    translations: dict[str, Any] | UnsetType = UNSET


class GivenCollection(msgspec.Struct, kw_only=True):
    handle: str
    name: str
    product_ids: list[UUID]
    translations: dict[str, Any] | UnsetType = UNSET


class GivenImage(msgspec.Struct, kw_only=True):
    alt: str = ""
    url: str


class GivenMoney(msgspec.Struct, kw_only=True):
    amount: int
    currency: str


class GivenNewPrice(msgspec.Struct, kw_only=True):
    compare_at_amount: int | UnsetType | None = UNSET
    price: GivenMoney
    sale: GivenSale | UnsetType | None = UNSET
    variant_id: UUID


class GivenPrice(msgspec.Struct, kw_only=True):
    amount: int
    compare_at_amount: int | UnsetType | None = UNSET
    currency: str
    sale: GivenSale | UnsetType | None = UNSET


class GivenSale(msgspec.Struct, kw_only=True):
    amount: int
    ends_at: datetime | UnsetType | None = UNSET
    starts_at: datetime


class GuestOrderView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    cancelled_at: datetime | None
    completed_at: datetime | None
    confirmed_at: datetime | None
    costs: BreakdownView | UnsetType | None = UNSET
    fulfilment_status: str
    id: UUID
    lines: list[LineView]
    next_action: NextAction | UnsetType | None = UNSET
    number: str
    order_token: str
    payment_status: str
    placed_at: datetime
    return_status: str
    shipping_address: Address
    status: OrderStatus
    total: Money | None


class GuestWish(msgspec.Struct, kw_only=True):
    cart_id: UUID
    email: str
    expected_total: Money | UnsetType | None = UNSET
    payment_method: str
    promotion_codes: list[str] | UnsetType = UNSET
    shipping_address: Address
    shipping_method: UUID | UnsetType | None = UNSET


class HoldView(msgspec.Struct, kw_only=True):
    hold_reason: str | None
    id: UUID
    status: OrderStatus


class Hours(msgspec.Struct, kw_only=True):
    closes: str
    day: Weekday
    opens: str


class Image(msgspec.Struct, kw_only=True):
    alt: str
    url: str


class ImportList(msgspec.Struct, kw_only=True):
    items: list[ImportView]
    next: str | None


class ImportView(msgspec.Struct, kw_only=True):
    columns: list[str]
    created: int
    created_at: datetime
    currency: str
    failed: int
    fetch_images: bool
    format: Format
    id: UUID
    ignored_columns: list[str]
    products: int
    read_bytes: int
    size: int
    state: ImportState
    unchanged: int
    updated: int
    upload: CatalogUploadView | UnsetType | None = UNSET
    why: str | None


class KeepView(msgspec.Struct, kw_only=True):
    filter: TicketFilter
    is_shared: bool = False
    name: str


class KeptView(msgspec.Struct, kw_only=True):
    created_at: datetime
    filter: TicketFilter
    id: UUID
    name: str
    owner_id: UUID | None


class LineQuantity(msgspec.Struct, kw_only=True):
    line: int
    quantity: int


class LineView(msgspec.Struct, kw_only=True):
    cancelled: int
    costs: CostView | UnsetType | None = UNSET
    delivered: int
    line: int
    name: str | None
    quantity: int
    returned: int
    shipped: int
    sku: str | None
    unit_price: Money | None
    variant_id: UUID


class Location(msgspec.Struct, kw_only=True):
    id: UUID
    is_active: bool
    key: str
    name: str
    priority: int
    version: int = 1


class LocationList(msgspec.Struct, kw_only=True):
    items: list[Location]


class Login(msgspec.Struct, kw_only=True):
    code: str | UnsetType = UNSET
    email: str
    password: str


class LoginResponse(msgspec.Struct, kw_only=True):
    authenticatorData: str
    clientDataJSON: str
    signature: str
    userHandle: str


class LookUp(msgspec.Struct, kw_only=True):
    email: str
    number: str


class Me(msgspec.Struct, kw_only=True):
    account_id: UUID
    created_at: datetime
    email: str
    email_verified_at: datetime | None
    locale: str
    name: str
    phone: str | None
    roles: list[str]


class MediaList(msgspec.Struct, kw_only=True):
    items: list[MediaView]
    next: str | None


class MediaUpload(msgspec.Struct, kw_only=True):
    headers: dict[str, Any]
    method: str
    url: str


class MediaView(msgspec.Struct, kw_only=True):
    content_type: str | None
    created_at: datetime
    id: UUID
    name: str | UnsetType | None = UNSET
    size: int
    state: MediaState
    upload: MediaUpload | UnsetType | None = UNSET
    url: str | UnsetType | None = UNSET


class MergeTicket(msgspec.Struct, kw_only=True):
    into: UUID


class MessagePage(msgspec.Struct, kw_only=True):
    items: list[MessageView]
    next: str | None


class MessageView(msgspec.Struct, kw_only=True):
    author_kind: AuthorKind
    created_at: datetime
    id: UUID
    text: str


class Metadata(msgspec.Struct, kw_only=True):
    acr_values_supported: list[str]
    grant_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    issuer: str
    jwks_uri: str
    response_types_supported: list[str]
    revocation_endpoint: str
    revocation_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]
    service_documentation: str
    subject_types_supported: list[str]
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str]


class MethodTerms(msgspec.Struct, kw_only=True):
    amount: int | UnsetType | None = UNSET
    by_weight: list[WeightStep] | UnsetType = UNSET
    countries: list[str] | UnsetType = UNSET
    currency: str
    free_from: int | UnsetType | None = UNSET
    is_active: bool = True
    name: str
    tax_class: str = "standard"


class Money(msgspec.Struct, kw_only=True):
    amount: int
    currency: str


class Movement(msgspec.Struct, kw_only=True):
    at: datetime
    kind: CatalogKind
    location: str
    on_hand: int
    operation_id: UUID
    position: int
    reason: str | None
    reserved: int


class MovementList(msgspec.Struct, kw_only=True):
    items: list[Movement]
    next: str | None


class NameIn(msgspec.Struct, kw_only=True):
    name: str


class NewCredential(msgspec.Struct, kw_only=True):
    id: str
    rawId: str
    response: RegistrationResponse
    type: Literal["public-key"]


class NewExport(msgspec.Struct, kw_only=True):
    currency: str | UnsetType | None = UNSET
    format: Format


class NewImport(msgspec.Struct, kw_only=True):
    currency: str | UnsetType | None = UNSET
    fetch_images: bool = True
    format: Format
    size: int


class NewLocation(msgspec.Struct, kw_only=True):
    is_active: bool = True
    key: str
    name: str
    priority: int = 100


class NewMedia(msgspec.Struct, kw_only=True):
    size: int


class NewProduct(msgspec.Struct, kw_only=True):
    attributes: dict[str, Any] | UnsetType = UNSET
    available_from: datetime | UnsetType | None = UNSET
    category_id: UUID | UnsetType | None = UNSET
    description: str = ""
    handle: str
    images: list[GivenImage] | UnsetType = UNSET
    name: str
    options: list[str] | UnsetType = UNSET
    related: list[UUID] | UnsetType = UNSET
    status: ProductStatus | UnsetType = UNSET
    tax_class: str = "standard"
    translations: dict[str, Any] | UnsetType = UNSET
    type: str | UnsetType | None = UNSET
    variants: list[NewVariant]


class NewRole(msgspec.Struct, kw_only=True):
    description: str
    name: str
    permissions: list[Permission]


class NewType(msgspec.Struct, kw_only=True):
    attributes: dict[str, Any]
    facets: list[str] | UnsetType = UNSET
    key: str
    name: str


class NewVariant(msgspec.Struct, kw_only=True):
    barcode: str | UnsetType | None = UNSET
    compare_at_amount: int | UnsetType | None = UNSET
    image: str | UnsetType | None = UNSET
    images: list[GivenImage] | UnsetType = UNSET
    name: str
    option_values: list[str] | UnsetType = UNSET
    other_prices: list[GivenPrice] | UnsetType = UNSET
    price: GivenMoney
    sale: GivenSale | UnsetType | None = UNSET
    sku: str
    stock: int = 0
    weight_grams: int | UnsetType | None = UNSET


class NextAction(msgspec.Struct, kw_only=True):
    client_secret: str | None
    expires_at: datetime | UnsetType | None = UNSET
    redirect_url: str | UnsetType | None = UNSET
    type: str


class NotePage(msgspec.Struct, kw_only=True):
    items: list[NoteView]
    next: UUID | None


class NoteView(msgspec.Struct, kw_only=True):
    author_id: UUID | None
    created_at: datetime
    id: UUID
    order_id: UUID
    text: str


class OpenTicket(msgspec.Struct, kw_only=True):
    channel: Channel | UnsetType = UNSET
    order_id: UUID | UnsetType | None = UNSET
    order_lines: list[int] | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    subject: str
    text: str


class Options(msgspec.Struct, kw_only=True):
    public_key: dict[str, Any]


class OrderPage(msgspec.Struct, kw_only=True):
    items: list[OrderView]
    next: UUID | None


class OrderView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    cancelled_at: datetime | None
    completed_at: datetime | None
    confirmed_at: datetime | None
    costs: BreakdownView | UnsetType | None = UNSET
    fulfilment_status: str
    id: UUID
    lines: list[LineView]
    next_action: NextAction | UnsetType | None = UNSET
    number: str
    payment_status: str
    placed_at: datetime
    return_status: str
    shipping_address: Address
    status: OrderStatus
    total: Money | None


class OrdersExport(msgspec.Struct, kw_only=True):
    carts: list[ExportedCart]
    orders: list[ExportedOrder]
    returns: list[ExportedReturn]


class OrdersSection(msgspec.Struct, kw_only=True):
    as_of: datetime
    latency_ms: int
    source: str
    status: SectionStatus
    value: ContextOrderPage | None


class OwnPassword(msgspec.Struct, kw_only=True):
    password: str


class Part(msgspec.Struct, kw_only=True):
    href: str
    is_ready: bool
    service: str


class PasskeyList(msgspec.Struct, kw_only=True):
    items: list[PasskeyView]
    next: UUID | UnsetType | None = UNSET


class PasskeyView(msgspec.Struct, kw_only=True):
    created_at: datetime
    is_synced: bool
    last_used_at: datetime | None
    name: str
    passkey_id: UUID


class PlacedLevel(msgspec.Struct, kw_only=True):
    is_active: bool
    location: str
    on_hand: int
    position: int
    reserved: int


class Preview(msgspec.Struct, kw_only=True):
    lines: list[WishLine]
    promotion_codes: list[str] | UnsetType = UNSET
    shipping_country: str | UnsetType | None = UNSET
    shipping_method: UUID | UnsetType | None = UNSET


class PreviewLine(msgspec.Struct, kw_only=True):
    costs: CostView
    is_available: bool
    line_total: Money
    name: str
    quantity: int
    sku: str
    unit_price: Money
    variant_id: UUID


class PreviewView(msgspec.Struct, kw_only=True):
    costs: BreakdownView
    lines: list[PreviewLine]
    refused_codes: list[RefusedCodeView]
    total: Money


class Price(msgspec.Struct, kw_only=True):
    amount: int
    compare_at_amount: int | UnsetType | None = UNSET
    currency: str
    sale: Sale | UnsetType | None = UNSET


class PriceList(msgspec.Struct, kw_only=True):
    items: list[Applied]


class PriceView(msgspec.Struct, kw_only=True):
    compare_at: Money | None
    lowest_price_30_days: Money | None
    price: Money


class Problem(msgspec.Struct, kw_only=True):
    """RFC 9457 problem. `type` is stable; further members are the facts of that type."""

    instance: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
    status: int
    title: str
    type: str


class ProblemList(msgspec.Struct, kw_only=True):
    items: list[ProblemView]
    next: str | None


class ProblemView(msgspec.Struct, kw_only=True):
    column: str
    handle: str
    line: int
    reason: str


class Product(msgspec.Struct, kw_only=True):
    attributes: dict[str, Any] | UnsetType = UNSET
    available_from: datetime | UnsetType | None = UNSET
    category_id: UUID | UnsetType | None = UNSET
    description: str
    handle: str
    id: UUID
    images: list[Image] | UnsetType = UNSET
    name: str
    options: list[str] | UnsetType = UNSET
    related: list[UUID] | UnsetType = UNSET
    status: ProductStatus
    tax_class: str = "standard"
    translations: dict[str, Any] | UnsetType = UNSET
    type: str | UnsetType | None = UNSET
    variants: list[Variant]
    version: int = 1


class ProductList(msgspec.Struct, kw_only=True):
    corrected_to: str | None
    facets: list[FacetCount] | None
    items: list[ProductView]
    next: str | None


class ProductType(msgspec.Struct, kw_only=True):
    attributes: dict[str, Any]
    facets: list[str]
    key: str
    name: str
    version: int = 1


class ProductTypeList(msgspec.Struct, kw_only=True):
    items: list[ProductType]


class ProductView(msgspec.Struct, kw_only=True):
    attributes: dict[str, Any]
    category_id: UUID | None
    description: str
    handle: str
    id: UUID
    images: list[Image]
    name: str
    options: list[str]
    tax_class: str
    type: str | None
    variants: list[VariantView]


class ProfileSection(msgspec.Struct, kw_only=True):
    as_of: datetime
    latency_ms: int
    source: str
    status: SectionStatus
    value: ContextProfile | None


class PromotionPage(msgspec.Struct, kw_only=True):
    items: list[PromotionView]
    next: UUID | None


class PromotionTerms(msgspec.Struct, kw_only=True):
    amount: Money | UnsetType | None = UNSET
    basis_points: int | UnsetType | None = UNSET
    code: str | UnsetType | None = UNSET
    ends_at: datetime | UnsetType | None = UNSET
    is_active: bool = True
    is_exclusive: bool = False
    kind: OrdersKind
    minimum: Money | UnsetType | None = UNSET
    name: str
    only_first_order: bool = False
    priority: int = 100
    product_ids: list[UUID] | UnsetType = UNSET
    starts_at: datetime | UnsetType | None = UNSET
    usage_limit: int | UnsetType | None = UNSET
    usage_limit_per_customer: int | UnsetType | None = UNSET


class PromotionView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    changed_by: UUID | None
    id: UUID
    terms: PromotionTerms
    uses: int
    version: int


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


class PutAddress(msgspec.Struct, kw_only=True):
    city: str
    country: str
    is_default_billing: bool = False
    is_default_shipping: bool = False
    line1: str
    line2: str | UnsetType | None = UNSET
    name: str
    phone: str | UnsetType | None = UNSET
    postal_code: str | UnsetType | None = UNSET
    region: str | UnsetType | None = UNSET


class PutLine(msgspec.Struct, kw_only=True):
    quantity: int


class PutOnHold(msgspec.Struct, kw_only=True):
    reason: str


class PutRole(msgspec.Struct, kw_only=True):
    description: str
    permissions: list[Permission]


class RateTerms(msgspec.Struct, kw_only=True):
    country: str
    rate_ppm: int
    starts_on: str
    tax_class: str


class ReceiveReturn(msgspec.Struct, kw_only=True):
    lines: list[ReceivedLine]


class Received(msgspec.Struct, kw_only=True):
    verdict: str


class ReceivedLine(msgspec.Struct, kw_only=True):
    condition: Condition
    line: int
    quantity: int
    restock: bool


class RecoveryCodes(msgspec.Struct, kw_only=True):
    recovery_codes: list[str]


class RefreshToken(msgspec.Struct, kw_only=True):
    refresh_token: str


class RefundAmount(msgspec.Struct, kw_only=True):
    amount: int
    currency: str


class RefundList(msgspec.Struct, kw_only=True):
    items: list[RefundView]


class RefundView(msgspec.Struct, kw_only=True):
    amount: Money
    cause: Cause
    ended_at: datetime | None
    id: UUID
    requested_at: datetime
    status: RefundStatus


class RefusedCodeView(msgspec.Struct, kw_only=True):
    code: str
    why: str


class Register(msgspec.Struct, kw_only=True):
    email: str
    locale: Locale | UnsetType = UNSET
    name: str
    password: str


class RegisterApp(msgspec.Struct, kw_only=True):
    name: str
    permissions: list[Permission]


class RegisterPasskey(msgspec.Struct, kw_only=True):
    credential: NewCredential
    name: str = "Passkey"


class Registered(msgspec.Struct, kw_only=True):
    status: Literal["registered"] = "registered"


class RegisteredApp(msgspec.Struct, kw_only=True):
    app: AppView
    client_secret: str


class RegisteredPasskey(msgspec.Struct, kw_only=True):
    passkey: PasskeyView
    recovery_codes: list[str] | None


class RegistrationResponse(msgspec.Struct, kw_only=True):
    attestationObject: str
    clientDataJSON: str


class RejectReturn(msgspec.Struct, kw_only=True):
    reason: str


class RelateTickets(msgspec.Struct, kw_only=True):
    ticket_ids: list[UUID]


class RelatedProducts(msgspec.Struct, kw_only=True):
    items: list[ProductView]


class RelatedTickets(msgspec.Struct, kw_only=True):
    items: list[StaffTicketView]


class ReplyList(msgspec.Struct, kw_only=True):
    items: list[CannedReply]


class ReportAgent(msgspec.Struct, kw_only=True):
    capacity: int = 20
    is_available: bool


class RequestReturn(msgspec.Struct, kw_only=True):
    lines: list[LineQuantity]
    reason: str


class ResetPassword(msgspec.Struct, kw_only=True):
    password: str
    token: str


class ResolveReview(msgspec.Struct, kw_only=True):
    action: Action
    note: str


class ReturnList(msgspec.Struct, kw_only=True):
    items: list[ReturnView]


class ReturnPage(msgspec.Struct, kw_only=True):
    items: list[ReturnView]
    next: UUID | None


class ReturnView(msgspec.Struct, kw_only=True):
    ended_at: datetime | None
    id: UUID
    lines: list[LineQuantity]
    order_id: UUID
    reason: str
    received: list[ReceivedLine]
    received_at: datetime | None
    requested_at: datetime
    status: ReturnStatus


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


class RoleList(msgspec.Struct, kw_only=True):
    items: list[RoleView]
    next: str | UnsetType | None = UNSET


class RoleView(msgspec.Struct, kw_only=True):
    description: str
    is_fixed: bool
    name: str
    permissions: list[str]
    version: int


class RowOutcome(msgspec.Struct, kw_only=True):
    problem: dict[str, Any] | UnsetType | None = UNSET
    product_id: UUID
    version: int | UnsetType | None = UNSET


class Sale(msgspec.Struct, kw_only=True):
    amount: int
    ends_at: datetime | UnsetType | None = UNSET
    starts_at: datetime


class ServiceToken(msgspec.Struct, kw_only=True):
    access_token: str
    expires_in: int = 300
    scope: str
    token_type: str = "Bearer"


class SessionList(msgspec.Struct, kw_only=True):
    items: list[SessionView]
    next: UUID | None


class SessionView(msgspec.Struct, kw_only=True):
    address: str
    authenticated_at: datetime
    expires_at: datetime
    is_current: bool
    last_used_at: datetime
    opened_at: datetime
    session_id: UUID
    user_agent: str


class SetRoles(msgspec.Struct, kw_only=True):
    roles: list[str]


class SetTerms(msgspec.Struct, kw_only=True):
    allowance: int = 0
    low_stock_at: int | UnsetType | None = UNSET
    policy: Policy
    until: datetime | UnsetType | None = UNSET


class ShippingCostView(msgspec.Struct, kw_only=True):
    discount: Money
    gross: Money
    method_id: UUID
    name: str
    net: Money
    tax: Money
    tax_rate_ppm: int
    total: Money


class ShippingMethodList(msgspec.Struct, kw_only=True):
    items: list[ShippingMethodView]
    next: str | UnsetType | None = UNSET


class ShippingMethodView(msgspec.Struct, kw_only=True):
    by_weight: list[WeightStep]
    currency: str
    free_from: Money | None
    id: UUID
    name: str
    price: Money | None


class SlaPlan(msgspec.Struct, kw_only=True):
    calendars: list[Calendar]
    targets: list[SlaTarget]


class SlaTarget(msgspec.Struct, kw_only=True):
    calendar: str
    first_reply_minutes: int
    next_reply_minutes: int
    priority: Priority
    resolution_minutes: int
    warn_at_percent: int = 75


class StaffEdit(msgspec.Struct, kw_only=True):
    action: str
    actor: str
    at: datetime
    changes: dict[str, Any]
    id: UUID


class StaffMessagePage(msgspec.Struct, kw_only=True):
    items: list[StaffMessageView]
    next: str | None


class StaffMessageView(msgspec.Struct, kw_only=True):
    author_id: UUID | None
    author_kind: AuthorKind
    created_at: datetime
    id: UUID
    is_internal: bool
    order_version: int | None
    text: str


class StaffOrderPage(msgspec.Struct, kw_only=True):
    items: list[StaffOrderView]
    next: UUID | None


class StaffOrderView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    cancelled_at: datetime | None
    completed_at: datetime | None
    confirmed_at: datetime | None
    costs: BreakdownView | UnsetType | None = UNSET
    customer_id: UUID
    email: str | None
    fulfilment_status: str
    hold_reason: str | None
    id: UUID
    lines: list[LineView]
    needs_review: str | None
    next_action: NextAction | UnsetType | None = UNSET
    number: str
    payment_status: str
    placed_at: datetime
    return_status: str
    shipping_address: Address
    status: OrderStatus
    total: Money | None


class StaffRefundList(msgspec.Struct, kw_only=True):
    items: list[StaffRefundView]


class StaffRefundView(msgspec.Struct, kw_only=True):
    amount: Money
    cause: Cause
    code: str | None
    ended_at: datetime | None
    id: UUID
    order_id: UUID
    reason: str | None
    requested_at: datetime
    requested_by: UUID | None
    source_id: UUID | None
    status: RefundStatus


class StaffShippingMethodPage(msgspec.Struct, kw_only=True):
    items: list[StaffShippingMethodView]
    next: UUID | None


class StaffShippingMethodView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    changed_by: UUID | None
    id: UUID
    terms: MethodTerms
    version: int


class StaffTicketPage(msgspec.Struct, kw_only=True):
    items: list[StaffTicketView]
    next: str | None


class StaffTicketView(msgspec.Struct, kw_only=True):
    assignee_id: UUID | None
    changed_at: datetime
    channel: Channel
    created_at: datetime
    customer_id: UUID
    id: UUID
    is_visible: bool
    merged_into: UUID | None
    number: str
    order_id: UUID | None
    order_lines: list[int]
    priority: Priority
    status: TicketStatus
    subject: str
    tags: list[str]
    version: int


class StaffTimelineEntryView(msgspec.Struct, kw_only=True):
    actor_id: UUID | None
    at: datetime
    by: ActorKind
    facts: dict[str, Any]
    id: UUID
    what: str
    why: str | None


class StaffTimelinePage(msgspec.Struct, kw_only=True):
    items: list[StaffTimelineEntryView]
    next: UUID | None


class StepUp(msgspec.Struct, kw_only=True):
    code: str | UnsetType = UNSET
    passkey: Credential | UnsetType = UNSET
    password: str | UnsetType = UNSET


class StockView(msgspec.Struct, kw_only=True):
    allowance: int
    available: int
    levels: list[PlacedLevel]
    low_stock_at: int | None
    on_hand: int
    policy: Policy
    product_id: UUID
    reserved: int
    sellable: int
    sku: str
    until: datetime | None
    variant_id: UUID


class SuggestionList(msgspec.Struct, kw_only=True):
    items: list[SuggestionView]


class SuggestionView(msgspec.Struct, kw_only=True):
    handle: str
    name: str
    product_id: UUID


class SupportExport(msgspec.Struct, kw_only=True):
    tickets: list[ExportedTicket]


class SupportOrderView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    order_id: UUID
    status: CustomerOrderStatus


class SupportUploadView(msgspec.Struct, kw_only=True):
    attachment: AttachmentView
    expires_at: datetime
    url: str


class TaxRate(msgspec.Struct, kw_only=True):
    changed_at: datetime
    changed_by: UUID | UnsetType | None = UNSET
    country: str
    id: UUID
    rate_ppm: int
    starts_on: str
    tax_class: str
    version: int


class TaxRatePage(msgspec.Struct, kw_only=True):
    items: list[TaxRate]
    next: UUID | None


class TextIn(msgspec.Struct, kw_only=True):
    description: str = ""
    name: str


class TicketActionList(msgspec.Struct, kw_only=True):
    items: list[TicketActionView]


class TicketActionPage(msgspec.Struct, kw_only=True):
    items: list[TicketActionView]
    next: UUID | None


class TicketActionView(msgspec.Struct, kw_only=True):
    amount: ActionAmount | None
    asked_at: datetime
    asked_by: UUID
    decided_at: datetime | None
    decided_by: UUID | None
    ended_at: datetime | None
    id: UUID
    kind: ActionKind
    lines: list[ActionLine]
    order_id: UUID
    problem: str | None
    reason: str
    result_id: UUID | None
    status: ActionStatus
    ticket_id: UUID


class TicketContext(msgspec.Struct, kw_only=True):
    customer_id: UUID
    order_id: UUID | None
    orders: OrdersSection
    profile: ProfileSection
    ticket_id: UUID
    timeline: TimelineSection | None


class TicketDetailView(msgspec.Struct, kw_only=True):
    assignee_id: UUID | None
    changed_at: datetime
    channel: Channel
    created_at: datetime
    customer_id: UUID
    id: UUID
    is_visible: bool
    merged_into: UUID | None
    messages: StaffMessagePage
    number: str
    order_id: UUID | None
    order_lines: list[int]
    orders: list[SupportOrderView]
    priority: Priority
    status: TicketStatus
    subject: str
    tags: list[str]
    version: int


class TicketFilter(msgspec.Struct, kw_only=True):
    assignee: str | UnsetType | None = UNSET
    priority: Priority | UnsetType | None = UNSET
    q: str | UnsetType | None = UNSET
    status: TicketStatus | UnsetType | None = UNSET
    tag: str | UnsetType | None = UNSET


class TicketPage(msgspec.Struct, kw_only=True):
    items: list[TicketView]
    next: str | None


class TicketView(msgspec.Struct, kw_only=True):
    changed_at: datetime
    channel: Channel
    created_at: datetime
    id: UUID
    number: str
    order_id: UUID | None
    order_lines: list[int]
    priority: Priority
    status: TicketStatus
    subject: str


class TimelineEntryView(msgspec.Struct, kw_only=True):
    at: datetime
    by: ActorKind
    facts: dict[str, Any]
    id: UUID
    what: str


class TimelinePage(msgspec.Struct, kw_only=True):
    items: list[TimelineEntryView]
    next: UUID | None


class TimelineSection(msgspec.Struct, kw_only=True):
    as_of: datetime
    latency_ms: int
    source: str
    status: SectionStatus
    value: ContextTimeline | None


class Token(msgspec.Struct, kw_only=True):
    token: str


class Tokens(msgspec.Struct, kw_only=True):
    access_token: str
    expires_in: int = 300
    refresh_expires_in: int
    refresh_token: str
    token_type: str = "Bearer"


class Tracking(msgspec.Struct, kw_only=True):
    carrier: str | UnsetType | None = UNSET
    tracking_number: str | UnsetType | None = UNSET
    tracking_url: str | UnsetType | None = UNSET


class UsePasskey(msgspec.Struct, kw_only=True):
    credential: Credential


class UsersExport(msgspec.Struct, kw_only=True):
    account: dict[str, Any]
    activity: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    sessions: list[dict[str, Any]]


class UsersExportList(msgspec.Struct, kw_only=True):
    items: list[UsersExportView]


class UsersExportView(msgspec.Struct, kw_only=True):
    expires_at: datetime
    id: UUID
    parts: list[Part]
    requested_at: datetime
    status: str


class Variant(msgspec.Struct, kw_only=True):
    barcode: str | UnsetType | None = UNSET
    compare_at_amount: int | UnsetType | None = UNSET
    id: UUID
    image: str | None
    images: list[Image] | UnsetType = UNSET
    name: str
    option_values: list[str]
    other_prices: list[Price] | UnsetType = UNSET
    price: Money
    sale: Sale | UnsetType | None = UNSET
    sku: str
    weight_grams: int | UnsetType | None = UNSET


class VariantView(msgspec.Struct, kw_only=True):
    availability: Availability
    barcode: str | None
    compare_at: Money | None
    id: UUID
    image: str | None
    images: list[Image]
    lowest_price_30_days: Money | None
    name: str
    option_values: list[str]
    other_prices: list[PriceView]
    price: Money
    quantity: int | None
    sku: str
    weight_grams: int | None


class ViewList(msgspec.Struct, kw_only=True):
    items: list[KeptView]


class WeightStep(msgspec.Struct, kw_only=True):
    amount: int
    up_to_grams: int


class Wish(msgspec.Struct, kw_only=True):
    cart_id: UUID | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    expected_total: Money | UnsetType | None = UNSET
    lines: list[WishLine] | UnsetType = UNSET
    payment_method: str
    promotion_codes: list[str] | UnsetType = UNSET
    shipping_address: Address
    shipping_method: UUID | UnsetType | None = UNSET


class WishLine(msgspec.Struct, kw_only=True):
    quantity: int
    variant_id: UUID


class WriteAgentMessage(msgspec.Struct, kw_only=True):
    is_internal: bool = False
    seen_version: int | UnsetType | None = UNSET
    status: Outcome | UnsetType | None = UNSET
    text: str


class WriteMessage(msgspec.Struct, kw_only=True):
    text: str


class WriteNote(msgspec.Struct, kw_only=True):
    text: str


class WriteReply(msgspec.Struct, kw_only=True):
    texts: dict[str, Any]
    title: str
