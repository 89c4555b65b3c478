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
# The token of the newest mail whose link ends like the operation's path.
MAILED_TOKEN = "the-token-of-the-link-in-the-mail"
PRODUCT, VARIANT = "01980000-0000-7000-8000-000000000001", "01980000-0000-7000-8000-000000000002"
ORDER, TICKET = "01980000-0000-7000-8000-000000000003", "01980000-0000-7000-8000-000000000004"
ACCOUNT, ANY_TICKET = "01980000-0000-7000-8000-000000000005", "01980000-0000-7000-8000-000000000006"
ANY_ORDER, CONFIRMED = "01980000-0000-7000-8000-000000000007", "01980000-0000-7000-8000-000000000008"
PASSKEY, SESSION = "01980000-0000-7000-8000-00000000000c", "01980000-0000-7000-8000-00000000000d"
APP = "app_0000000000000000"
OWN_ADDRESS, EXPORT = "01980000-0000-7000-8000-00000000000b", "01980000-0000-7000-8000-00000000000e"
OWN_PRODUCT, OWN_VARIANT = "01980000-0000-7000-8000-000000000009", "01980000-0000-7000-8000-00000000000a"

CATEGORY, COLLECTION = "01980000-0000-7000-8000-00000000001b", "01980000-0000-7000-8000-00000000001c"

FOUND = {
    REFRESH_TOKEN: Source("POST /v1/auth/login", "/refresh_token"),
    PRODUCT: Source("GET /v1/search?q=tetera", "/items/0/id"),
    VARIANT: Source("GET /v1/search?q=tetera", "/items/0/variants/0/id"),
    ORDER: Source("GET /v1/orders?limit=1", "/items/0/id"),
    TICKET: Source("GET /v1/support/tickets?limit=1", "/items/0/id"),
    ACCOUNT: Source("GET /v1/admin/accounts?email=eva@example.com", "/items/0/account_id"),
    EXPORT: Source("GET /v1/me/exports", "/items/0/id"),
    OWN_ADDRESS: Source("GET /v1/me/addresses", "/items/0/id"),
    OWN_PRODUCT: Source("GET /v1/search?q=Example%20lantern", "/items/0/id"),
    OWN_VARIANT: Source("GET /v1/search?q=Example%20lantern", "/items/0/variants/0/id"),
    CATEGORY: Source("GET /v1/categories/example-lamps", "/id"),
    COLLECTION: Source("GET /v1/collections/example-gifts", "/id"),
    ANY_ORDER: Source("GET /v1/admin/orders?limit=1", "/items/0/id"),
    CONFIRMED: Source("GET /v1/admin/orders?status=confirmed&limit=1", "/items/0/id"),
    PASSKEY: Source("GET /v1/me/passkeys", "/items/0/passkey_id"),
    SESSION: Source("GET /v1/me/sessions?limit=1", "/items/0/session_id"),
    APP: Source("GET /v1/admin/apps?limit=1", "/items/0/client_id"),
    ANY_TICKET: Source("GET /v1/admin/tickets?limit=1", "/items/0/id"),
}

EMAIL, PASSWORD = "eva@example.com", "correct horse battery staple"
CODE = "123456"  # only an authenticator app knows the real one
CREATED = {"clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0", "attestationObject": "o2NmbXRkbm9uZQ"}
ASSERTED = {
    "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
    "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4",
    "signature": "MEUCIQ",
    "userHandle": "AZgAAAAAcACAAAAAAAAABQ",
}
# As a browser writes them; only an authenticator makes real ones.
NEW_CREDENTIAL = {"id": "AAEC", "rawId": "AAEC", "type": "public-key", "response": CREATED}
CREDENTIAL = {"id": "AAEC", "rawId": "AAEC", "type": "public-key", "response": ASSERTED}
NEW_EMAIL = "eva.nueva@example.com"
LINES = [{"variant_id": VARIANT, "quantity": 1}]
ADDRESS = {"name": "Eva", "line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}
PRICE = {"amount": 2990, "currency": "EUR"}
LANTERN = {"handle": "example-lantern", "name": "Example lantern", "description": "Burns all night."}
GLASS = {"sku": "LANTERN-1", "name": "Glass", "price": PRICE}
LAMPS = {"handle": "example-lamps", "name": "Lamps", "translations": {"es": {"name": "Lámparas"}}}
GIFTS = {"handle": "example-gifts", "name": "Gifts"}
ATTRIBUTES = {"type": "object", "properties": {"material": {"type": "string", "maxLength": 40}}}

OPERATIONS = {
    "POST /v1/auth/register": Operation(
        "register", "Open an account", {"email": EMAIL, "password": PASSWORD, "name": "Eva"}
    ),
    "POST /v1/auth/verify-email": Operation(
        "verify_email", "Confirm your e-mail address", {"token": MAILED_TOKEN}
    ),
    "POST /v1/auth/forgot-password": Operation("forgot_password", "Ask for a new password", {"email": EMAIL}),
    "POST /v1/auth/reset-password": Operation(
        "reset_password", "Choose a new password", {"token": MAILED_TOKEN, "password": PASSWORD}
    ),
    "POST /v1/auth/login": Operation("login", "Log in", {"email": EMAIL, "password": PASSWORD}),
    "POST /v1/auth/refresh": Operation(
        "refresh", "Get new tokens for a refresh token", {"refresh_token": REFRESH_TOKEN}
    ),
    "POST /v1/auth/verify-email/resend": Operation(
        "resend_verification", "Have the confirmation mailed again"
    ),
    "GET /v1/me": Operation("get_me", "Who am I?"),
    "GET /v1/me/sessions": Operation("list_sessions", "Where am I signed in?", query={"limit": "2"}),
    "GET /v1/me/factors": Operation("get_factors", "Which second factors do I have?"),
    "POST /v1/me/totp": Operation("enrol_totp", "Set up an authenticator app"),
    "POST /v1/me/totp/confirm": Operation(
        "confirm_totp", "Confirm the app with a code, get recovery codes", {"code": CODE}
    ),
    "POST /v1/auth/step-up": Operation(
        "step_up", "Prove again who you are", {"password": PASSWORD, "code": CODE}
    ),
    "POST /v1/me/passkeys/options": Operation("start_passkey", "Begin to register a passkey"),
    "POST /v1/me/passkeys": Operation(
        "register_passkey", "Register a passkey", {"credential": NEW_CREDENTIAL, "name": "My phone"}
    ),
    "GET /v1/me/passkeys": Operation("list_passkeys", "List your passkeys"),
    "POST /v1/auth/passkey/options": Operation("start_passkey_login", "Begin to log in with a passkey"),
    "POST /v1/auth/passkey": Operation(
        "log_in_with_passkey", "Log in with a passkey", {"credential": CREDENTIAL}
    ),
    "DELETE /v1/me/passkeys/{passkey_id}": Operation("remove_passkey", "Remove a passkey", of=PASSKEY),
    "POST /v1/me/recovery-codes": Operation("renew_recovery_codes", "Get new recovery codes"),
    "DELETE /v1/me/totp": Operation("remove_totp", "Remove the authenticator app"),
    "DELETE /v1/me/sessions/{session_id}": Operation("end_session", "End a session", of=SESSION),
    "PATCH /v1/me": Operation(
        "change_me", "Change your name, phone or language", {"name": "Eva", "locale": "es"}
    ),
    "POST /v1/me/addresses": Operation("add_address", "Add an address to your book", ADDRESS),
    "GET /v1/me/addresses": Operation("list_addresses", "List your addresses"),
    "GET /v1/me/addresses/{address_id}": Operation("get_address", "Read one of them", of=OWN_ADDRESS),
    "PUT /v1/me/addresses/{address_id}": Operation(
        "change_address", "Replace an address", {**ADDRESS, "is_default_shipping": True}, of=OWN_ADDRESS
    ),
    "DELETE /v1/me/addresses/{address_id}": Operation("remove_address", "Remove an address", of=OWN_ADDRESS),
    "PUT /v1/me/consents/marketing": Operation(
        "answer_marketing", "Allow news from the shop, or not", {"is_granted": True, "version": "2026-11"}
    ),
    "GET /v1/me/consents": Operation("list_consents", "What you allowed, and when", query={"limit": "2"}),
    "GET /v1/me/activity": Operation("list_activity", "What happened to your account", query={"limit": "2"}),
    "POST /v1/me/exports": Operation("request_export", "Ask for a copy of all your data"),
    "GET /v1/me/exports": Operation("list_exports", "List your copies"),
    "GET /v1/products": Operation("list_products", "List products, the newest first", query={"limit": "2"}),
    "GET /v1/search": Operation("search_products", "Search products", query={"q": "tetera"}),
    "GET /v1/search/suggestions": Operation(
        "suggest_products", "What somebody who types may mean", query={"q": "tet"}
    ),
    "GET /v1/products/{product_id}": Operation("get_product", "Read a product", of=PRODUCT),
    "GET /v1/products/{product_id}/related": Operation(
        "list_related_products", "List what goes with a product", of=PRODUCT
    ),
    "GET /v1/handles/{handle}": Operation(
        "get_product_by_handle", "Read a product by its handle", of="tetera-de-laton"
    ),
    "GET /v1/categories": Operation("list_categories", "Read the category tree"),
    "GET /v1/collections": Operation("list_collections", "List collections"),
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
    "GET /v1/exports/{export_id}/users": Operation(
        "get_exported_account", "Read the copy of your account", of=EXPORT
    ),
    "GET /v1/exports/{export_id}/orders": Operation(
        "get_exported_orders", "Read the copy of your orders", of=EXPORT
    ),
    "GET /v1/exports/{export_id}/support": Operation(
        "get_exported_tickets", "Read the copy of your tickets", of=EXPORT
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
    "GET /v1/admin/erasures": Operation("list_erasures", "Who asked to be forgotten, and how far that is"),
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
    "GET /v1/admin/roles": Operation("list_roles", "List roles"),
    "POST /v1/admin/roles": Operation(
        "create_role",
        "Make a role",
        {"name": "packer", "description": "Packs orders", "permissions": ["orders:read"]},
    ),
    "GET /v1/admin/roles/{name}": Operation("get_role", "Read a role", of="packer"),
    "PUT /v1/admin/roles/{name}": Operation(
        "change_role",
        "Say what a role allows",
        {"description": "Packs orders", "permissions": ["orders:read", "stock:read"]},
        of="packer",
        headers={"If-Match": "*"},
    ),
    "POST /v1/admin/apps": Operation(
        "register_app", "Register an application", {"name": "Warehouse", "permissions": ["stock:read"]}
    ),
    "GET /v1/admin/apps": Operation("list_apps", "List applications", query={"limit": "2"}),
    "DELETE /v1/admin/apps/{client_id}": Operation("revoke_app", "Revoke an application", of=APP),
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
    "GET /v1/admin/products/{product_id}/edits": Operation(
        "list_product_edits", "Who changed a product?", of=OWN_PRODUCT
    ),
    "GET /v1/admin/products/{product_id}/prices": Operation(
        "list_product_prices", "What did a product cost, and when?", of=OWN_PRODUCT
    ),
    "POST /v1/admin/products/bulk-edit": Operation(
        "edit_products_in_bulk",
        "Change states and prices of many products",
        {"rows": [{"product_id": OWN_PRODUCT, "prices": [{"variant_id": OWN_VARIANT, "price": PRICE}]}]},
    ),
    "POST /v1/admin/product-types": Operation(
        "define_product_type",
        "Say which attributes a kind of product has",
        {"key": "example-lamp", "name": "Lamp", "attributes": ATTRIBUTES, "facets": ["material"]},
    ),
    "PUT /v1/admin/product-types/{key}": Operation(
        "edit_product_type",
        "Replace a product type",
        {"name": "Lamp", "attributes": ATTRIBUTES, "facets": ["material"]},
        of="example-lamp",
        headers={"If-Match": "*"},
    ),
    "GET /v1/admin/product-types": Operation("list_product_types", "List product types"),
    "GET /v1/admin/product-types/{key}": Operation(
        "get_product_type", "Read a product type", of="example-lamp"
    ),
    "POST /v1/admin/categories": Operation("create_category", "Add a category", LAMPS),
    "GET /v1/categories/{handle}": Operation(
        "get_category", "Read a category with its breadcrumbs", of="example-lamps"
    ),
    "GET /v1/admin/categories/{category_id}": Operation(
        "get_any_category", "Read a category as staff", of=CATEGORY
    ),
    "PUT /v1/admin/categories/{category_id}": Operation(
        "edit_category", "Replace or move a category", LAMPS, of=CATEGORY, headers={"If-Match": "*"}
    ),
    "DELETE /v1/admin/categories/{category_id}": Operation(
        "remove_category", "Remove an empty category", of=CATEGORY, headers={"If-Match": "*"}
    ),
    "POST /v1/admin/collections": Operation(
        "create_collection", "Put products together", {**GIFTS, "product_ids": [PRODUCT]}
    ),
    "GET /v1/collections/{handle}": Operation("get_collection", "Read a collection", of="example-gifts"),
    "GET /v1/admin/collections/{collection_id}": Operation(
        "get_any_collection", "Read a collection as staff", of=COLLECTION
    ),
    "PUT /v1/admin/collections/{collection_id}": Operation(
        "edit_collection",
        "Replace a collection",
        {**GIFTS, "product_ids": [OWN_PRODUCT, PRODUCT]},
        of=COLLECTION,
        headers={"If-Match": "*"},
    ),
    "DELETE /v1/admin/collections/{collection_id}": Operation(
        "remove_collection", "Take a collection apart", of=COLLECTION, headers={"If-Match": "*"}
    ),
    "POST /v1/admin/stock-adjustments": Operation(
        "adjust_stock",
        "Correct the stock of a variant",
        {"variant_id": VARIANT, "delta": 5, "reason": "Found behind the shelf"},
    ),
    "GET /v1/admin/stock/{variant_id}": Operation("get_stock", "Read the stock of a variant", of=VARIANT),
    "POST /v1/admin/locations": Operation(
        "add_location",
        "Add a place where stock is kept",
        {"key": "example-store", "name": "Example store", "priority": 200},
    ),
    "GET /v1/admin/locations": Operation("list_locations", "List the places where stock is kept"),
    "GET /v1/admin/locations/{key}": Operation("get_location", "Read a location", of="example-store"),
    "PUT /v1/admin/locations/{key}": Operation(
        "edit_location",
        "Replace a location",
        {"name": "Example store", "priority": 150},
        of="example-store",
        headers={"If-Match": "*"},
    ),
    "POST /v1/admin/stock-counts": Operation(
        "count_stock",
        "Enter what was counted",
        {
            "variant_id": OWN_VARIANT,
            "counted": 12,
            "position": 0,
            "reason": "Counted for the first time",
            "location": "example-store",
        },
    ),
    "PUT /v1/admin/stock/{variant_id}": Operation(
        "set_stock_terms",
        "Say how a variant sells",
        {"policy": "backorder", "allowance": 5, "low_stock_at": 3},
        of=OWN_VARIANT,
        headers={"If-Match": "*"},
    ),
    "GET /v1/admin/stock/{variant_id}/movements": Operation(
        "list_stock_movements", "What moved the stock of a variant?", of=OWN_VARIANT
    ),
    "POST /v1/auth/logout-everywhere": Operation("logout_everywhere", "Log out everywhere"),
    "POST /v1/me/password": Operation(
        "change_password", "Change your password", {"current_password": PASSWORD, "new_password": PASSWORD}
    ),
    "POST /v1/me/email": Operation(
        "change_email", "Change your e-mail address", {"email": NEW_EMAIL, "password": PASSWORD}
    ),
    "POST /v1/auth/confirm-email": Operation(
        "confirm_email", "Confirm your new e-mail address", {"token": MAILED_TOKEN}
    ),
    "DELETE /v1/me": Operation("delete_me", "Delete your account", {"password": PASSWORD}),
    "POST /v1/auth/logout": Operation("logout", "Log out", {"refresh_token": REFRESH_TOKEN}),
    "POST /v1/oauth/token": Operation(
        "get_app_token", "Get a token for an application", {"grant_type": "client_credentials"}
    ),
    "POST /v1/oauth/revoke": Operation("revoke_token", "Revoke a refresh token", {"token": REFRESH_TOKEN}),
    "GET /.well-known/openid-configuration": Operation(
        "get_openid_configuration", "Where keys and endpoints are"
    ),
    "GET /.well-known/oauth-authorization-server": Operation(
        "get_authorization_server", "Where keys and endpoints are (RFC 8414)"
    ),
    "GET /.well-known/jwks.json": Operation("get_keys", "The keys that verify access tokens"),
}
