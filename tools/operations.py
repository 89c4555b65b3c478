"""What the public document says of each operation beyond what the code does: a name, a few words, an example.

The examples tell one story, in this order, and a journey sends every one of them. `FOUND` says where the ids
in them come from: whoever pastes an example, the page at /docs and the journey all look there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NONE: Mapping[str, str] = MappingProxyType({})


class Operation(NamedTuple):
    """`of` is an example of the one parameter in the path; `query` and `headers` are further examples."""

    id: str
    summary: str
    body: Any = None
    of: str | None = None
    query: Mapping[str, str] = NONE
    headers: Mapping[str, str] = NONE


class Source(NamedTuple):
    """The answer that holds the value, and where in it (RFC 6901)."""

    operation: str
    pointer: str


REFRESH_TOKEN = "the-refresh-token-of-your-login"
PRODUCT, VARIANT = "01980000-0000-7000-8000-000000000001", "01980000-0000-7000-8000-000000000002"
ORDER, TICKET = "01980000-0000-7000-8000-000000000003", "01980000-0000-7000-8000-000000000004"
ACCOUNT, ANY_TICKET = "01980000-0000-7000-8000-000000000005", "01980000-0000-7000-8000-000000000006"
ANY_ORDER, CONFIRMED = "01980000-0000-7000-8000-000000000007", "01980000-0000-7000-8000-000000000008"
REVIEWED = "01980000-0000-7000-8000-00000000000b"
OWN_PRODUCT, OWN_VARIANT = "01980000-0000-7000-8000-000000000009", "01980000-0000-7000-8000-00000000000a"

FOUND = {
    REFRESH_TOKEN: Source("POST /v1/auth/login", "/refresh_token"),
    PRODUCT: Source("GET /v1/search?q=tetera", "/items/0/id"),
    VARIANT: Source("GET /v1/search?q=tetera", "/items/0/variants/0/id"),
    ORDER: Source("GET /v1/orders?limit=1", "/items/0/id"),
    TICKET: Source("GET /v1/support/tickets?limit=1", "/items/0/id"),
    ACCOUNT: Source("GET /v1/admin/accounts?email=eva@example.com", "/items/0/account_id"),
    OWN_PRODUCT: Source("GET /v1/search?q=Example%20lantern", "/items/0/id"),
    OWN_VARIANT: Source("GET /v1/search?q=Example%20lantern", "/items/0/variants/0/id"),
    ANY_ORDER: Source("GET /v1/admin/orders?limit=1", "/items/0/id"),
    CONFIRMED: Source("GET /v1/admin/orders?status=confirmed&limit=1", "/items/0/id"),
    REVIEWED: Source("GET /v1/admin/orders?needs_review=true&limit=1", "/items/0/id"),
    ANY_TICKET: Source("GET /v1/admin/tickets?limit=1", "/items/0/id"),
}

EMAIL, PASSWORD = "eva@example.com", "correct horse battery staple"
SIGNATURE = "t=1764000000,v1=5f0c"  # only the payment provider can make a real one
CODE = "123456"  # only an authenticator app knows the real one
LINES = [{"variant_id": VARIANT, "quantity": 1}]
ADDRESS = {"name": "Eva", "line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}
PRICE = {"amount": 2990, "currency": "EUR"}
LANTERN = {"handle": "example-lantern", "name": "Example lantern", "description": "Burns all night."}
GLASS = {"sku": "LANTERN-1", "name": "Glass", "price": PRICE}

OPERATIONS = {
    "POST /v1/auth/register": Operation(
        "register", "Open an account", {"email": EMAIL, "password": PASSWORD, "name": "Eva"}
    ),
    "POST /v1/auth/login": Operation("login", "Log in", {"email": EMAIL, "password": PASSWORD}),
    "POST /v1/auth/refresh": Operation(
        "refresh", "Get new tokens for a refresh token", {"refresh_token": REFRESH_TOKEN}
    ),
    "GET /v1/me": Operation("get_me", "Who am I?"),
    "PATCH /v1/me": Operation("change_me", "Change your name or language", {"name": "Eva", "locale": "es"}),
    "GET /v1/me/factors": Operation("get_factors", "Which second factors do I have?"),
    "POST /v1/me/totp": Operation("enrol_totp", "Set up an authenticator app"),
    "POST /v1/me/totp/confirm": Operation(
        "confirm_totp", "Confirm the app with a code, get recovery codes", {"code": CODE}
    ),
    "GET /v1/products": Operation("list_products", "List products, the newest first", query={"limit": "2"}),
    "GET /v1/search": Operation("search_products", "Search products", query={"q": "tetera"}),
    "GET /v1/products/{product_id}": Operation("get_product", "Read a product", of=PRODUCT),
    "POST /v1/orders/preview": Operation("preview_order", "What would it cost?", {"lines": LINES}),
    "POST /v1/orders": Operation(
        "place_order",
        "Buy",
        {"lines": LINES, "payment_method": "pm_card_visa", "shipping_address": ADDRESS},
    ),
    "GET /v1/orders": Operation("list_orders", "List your orders, the newest first", query={"limit": "2"}),
    "GET /v1/orders/{order_id}": Operation("get_order", "Read one of your orders", of=ORDER),
    "POST /v1/support/tickets": Operation(
        "open_ticket", "Ask for help", {"subject": "Where is it?", "text": "I am still waiting."}
    ),
    "GET /v1/support/tickets": Operation("list_tickets", "List your tickets", query={"limit": "2"}),
    "GET /v1/support/tickets/{ticket_id}": Operation("get_ticket", "Read one of your tickets", of=TICKET),
    "POST /v1/support/tickets/{ticket_id}/messages": Operation(
        "write_message", "Write to the shop", {"text": "It has arrived."}, of=TICKET
    ),
    "GET /v1/support/tickets/{ticket_id}/messages": Operation(
        "list_messages", "Read a conversation", of=TICKET
    ),
    "GET /v1/admin/tickets": Operation("list_all_tickets", "List everybody's tickets", query={"limit": "2"}),
    "GET /v1/admin/tickets/{ticket_id}": Operation("get_any_ticket", "Read any ticket", of=ANY_TICKET),
    "GET /v1/support/tickets/{ticket_id}/context": Operation(
        "get_ticket_context", "See who asks and what they bought", of=ANY_TICKET
    ),
    "POST /v1/admin/tickets/{ticket_id}/messages": Operation(
        "answer_ticket", "Answer a customer", {"text": "Enjoy it!", "is_internal": False}, of=ANY_TICKET
    ),
    "POST /v1/support/tickets/{ticket_id}/close": Operation("close_ticket", "Close your ticket", of=TICKET),
    "POST /v1/orders/{order_id}/cancel": Operation("cancel_order", "Cancel your order", of=ORDER),
    "GET /v1/admin/orders": Operation("list_all_orders", "List everybody's orders", query={"limit": "2"}),
    "GET /v1/admin/orders/{order_id}": Operation("get_any_order", "Read any order", of=ANY_ORDER),
    "POST /v1/admin/orders/{order_id}/cancel": Operation(
        "cancel_any_order", "Cancel a customer's order", of=CONFIRMED
    ),
    "GET /v1/admin/orders/{order_id}/reviews": Operation(
        "list_reviews", "What did staff decide about an order?", of=ANY_ORDER
    ),
    "POST /v1/admin/orders/{order_id}/review-resolution": Operation(
        "resolve_review",
        "Decide about an order that needs review",
        {"action": "retry", "note": "The provider is back."},
        of=REVIEWED,
    ),
    "GET /v1/admin/payments/differences": Operation(
        "list_payment_differences", "Where do the payment provider and we differ?", query={"limit": "2"}
    ),
    "POST /v1/webhooks/stripe": Operation(
        "receive_payment_event",
        "Hear the payment provider",
        {"id": "evt_example", "type": "customer.created", "data": {"object": {"object": "customer"}}},
        headers={"Stripe-Signature": SIGNATURE},
    ),
    "GET /v1/admin/accounts": Operation("list_accounts", "List accounts", query={"email": EMAIL}),
    "GET /v1/admin/accounts/{account_id}": Operation("get_account", "Read an account", of=ACCOUNT),
    "POST /v1/admin/accounts/{account_id}/disable": Operation(
        "disable_account", "Disable an account", of=ACCOUNT
    ),
    "POST /v1/admin/accounts/{account_id}/enable": Operation(
        "enable_account", "Enable an account again", of=ACCOUNT
    ),
    "PUT /v1/admin/accounts/{account_id}/roles": Operation(
        "set_roles",
        "Say what an account may do",
        {"roles": ["support_agent"]},
        of=ACCOUNT,
        headers={"If-Match": "*"},
    ),
    "POST /v1/admin/products": Operation(
        "create_product", "Add a product with its stock", {**LANTERN, "variants": [{**GLASS, "stock": 10}]}
    ),
    "GET /v1/admin/products": Operation(
        "list_all_products", "List products as staff", query={"handle": "example-lantern"}
    ),
    "GET /v1/admin/products/{product_id}": Operation(
        "get_any_product", "Read a product as staff", of=OWN_PRODUCT
    ),
    "PUT /v1/admin/products/{product_id}": Operation(
        "edit_product",
        "Replace a product",
        {**LANTERN, "status": "active", "variants": [{**GLASS, "id": OWN_VARIANT}]},
        of=OWN_PRODUCT,
        headers={"If-Match": "*"},
    ),
    "POST /v1/admin/stock-adjustments": Operation(
        "adjust_stock",
        "Correct the stock of a variant",
        {"variant_id": VARIANT, "delta": 5, "reason": "Found behind the shelf"},
    ),
    "GET /v1/admin/stock/{variant_id}": Operation("get_stock", "Read the stock of a variant", of=VARIANT),
    "POST /v1/me/recovery-codes": Operation("renew_recovery_codes", "Get new recovery codes"),
    "DELETE /v1/me/totp": Operation("remove_totp", "Remove the authenticator app"),
    "POST /v1/auth/logout": Operation("logout", "Log out", {"refresh_token": REFRESH_TOKEN}),
    "GET /.well-known/jwks.json": Operation("get_keys", "The keys that verify access tokens"),
}
