"""What goes in and out. By `make contracts` from contracts/openapi.json."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

# Type checkers know today's values; a value added later must not break who reads it.

if TYPE_CHECKING:
    AuthorKind = Literal["customer", "agent"]
    Availability = Literal["in_stock", "few_left", "out_of_stock"]
    CustomerOrderStatus = Literal["placed", "confirmed", "cancelled"]
    Locale = Literal["en", "es"]
    OrderStatus = Literal["pending", "awaiting_payment", "confirmed", "completed", "cancelling", "cancelled"]
    Outcome = Literal["open", "waiting_on_customer", "on_hold", "solved"]
    Permission = Literal[
        "accounts:disable",
        "accounts:read",
        "orders:cancel",
        "orders:read",
        "privacy:run",
        "products:write",
        "roles:assign",
        "roles:write",
        "stock:read",
        "stock:write",
        "tickets:read",
        "tickets:reply",
    ]
    Priority = Literal["low", "normal", "high", "urgent"]
    ProductStatus = Literal["draft", "active", "archived"]
    SectionStatus = Literal["live", "stale", "unavailable"]
    TicketStatus = Literal["new", "open", "waiting_on_customer", "on_hold", "solved", "closed"]
else:
    AuthorKind = str
    Availability = str
    CustomerOrderStatus = str
    Locale = str
    OrderStatus = str
    Outcome = str
    Permission = str
    Priority = str
    ProductStatus = str
    SectionStatus = str
    TicketStatus = str


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


class CancelView(msgspec.Struct, kw_only=True):
    cancel_reason: str | None
    id: UUID
    status: OrderStatus


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


class Credential(msgspec.Struct, kw_only=True):
    id: str
    rawId: str
    response: LoginResponse
    type: Literal["public-key"]


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


class ErasureList(msgspec.Struct, kw_only=True):
    items: list[ErasureView]
    next: UUID | None


class ErasureView(msgspec.Struct, kw_only=True):
    account_id: UUID
    acknowledged: dict[str, Any]
    completed_at: datetime | None
    requested_at: datetime
    scan: int


class ExportList(msgspec.Struct, kw_only=True):
    items: list[ExportView]


class ExportView(msgspec.Struct, kw_only=True):
    expires_at: datetime
    id: UUID
    parts: list[Part]
    requested_at: datetime
    status: str


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
    shipping_address: Address
    status: str
    total: Money | None


class ExportedTicket(msgspec.Struct, kw_only=True):
    created_at: datetime
    messages: list[ExportedMessage]
    number: str
    status: str
    subject: str


class Factors(msgspec.Struct, kw_only=True):
    factors: list[str]
    recovery_codes_left: int


class ForgotPassword(msgspec.Struct, kw_only=True):
    email: str


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


class LoginResponse(msgspec.Struct, kw_only=True):
    authenticatorData: str
    clientDataJSON: str
    signature: str
    userHandle: str


class Me(msgspec.Struct, kw_only=True):
    account_id: UUID
    created_at: datetime
    email: str
    email_verified_at: datetime | None
    locale: str
    name: str
    phone: str | None
    roles: list[str]


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


class Money(msgspec.Struct, kw_only=True):
    amount: int
    currency: str


class NewCredential(msgspec.Struct, kw_only=True):
    id: str
    rawId: str
    response: RegistrationResponse
    type: Literal["public-key"]


class NewProduct(msgspec.Struct, kw_only=True):
    description: str = ""
    handle: str
    images: list[GivenImage] | UnsetType = UNSET
    name: str
    options: list[str] | UnsetType = UNSET
    status: ProductStatus | UnsetType = UNSET
    variants: list[NewVariant]


class NewRole(msgspec.Struct, kw_only=True):
    description: str
    name: str
    permissions: list[Permission]


class NewVariant(msgspec.Struct, kw_only=True):
    image: str | UnsetType | None = UNSET
    name: str
    option_values: list[str] | UnsetType = UNSET
    price: Price
    sku: str
    stock: int = 0


class OpenTicket(msgspec.Struct, kw_only=True):
    order_id: UUID | UnsetType | None = UNSET
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
    confirmed_at: datetime | None
    id: UUID
    lines: list[LineView]
    payment_status: str
    placed_at: datetime
    shipping_address: Address
    status: OrderStatus
    total: Money | None


class OrdersExport(msgspec.Struct, kw_only=True):
    orders: list[ExportedOrder]


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


class PutRole(msgspec.Struct, kw_only=True):
    description: str
    permissions: list[Permission]


class RecoveryCodes(msgspec.Struct, kw_only=True):
    recovery_codes: list[str]


class RefreshToken(msgspec.Struct, kw_only=True):
    refresh_token: str


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


class ResetPassword(msgspec.Struct, kw_only=True):
    password: str
    token: str


class RoleList(msgspec.Struct, kw_only=True):
    items: list[RoleView]
    next: str | UnsetType | None = UNSET


class RoleView(msgspec.Struct, kw_only=True):
    description: str
    is_fixed: bool
    name: str
    permissions: list[str]
    version: int


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


class StepUp(msgspec.Struct, kw_only=True):
    code: str | UnsetType = UNSET
    passkey: Credential | UnsetType = UNSET
    password: str | UnsetType = UNSET


class SupportExport(msgspec.Struct, kw_only=True):
    tickets: list[ExportedTicket]


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


class Token(msgspec.Struct, kw_only=True):
    token: str


class Tokens(msgspec.Struct, kw_only=True):
    access_token: str
    expires_in: int = 300
    refresh_expires_in: int
    refresh_token: str
    token_type: str = "Bearer"


class UsePasskey(msgspec.Struct, kw_only=True):
    credential: Credential


class UsersExport(msgspec.Struct, kw_only=True):
    account: dict[str, Any]
    activity: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    sessions: list[dict[str, Any]]


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
