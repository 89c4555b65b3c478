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
OWN_PRODUCT, OWN_VARIANT = "01980000-0000-7000-8000-000000000009", "01980000-0000-7000-8000-00000000000a"

CATEGORY, COLLECTION = "01980000-0000-7000-8000-00000000000b", "01980000-0000-7000-8000-00000000000c"

FOUND = {
    REFRESH_TOKEN: Source("POST /v1/auth/login", "/refresh_token"),
    PRODUCT: Source("GET /v1/search?q=tetera", "/items/0/id"),
    VARIANT: Source("GET /v1/search?q=tetera", "/items/0/variants/0/id"),
    ORDER: Source("GET /v1/orders?limit=1", "/items/0/id"),
    TICKET: Source("GET /v1/support/tickets?limit=1", "/items/0/id"),
    ACCOUNT: Source("GET /v1/admin/accounts?email=eva@example.com", "/items/0/account_id"),
    OWN_PRODUCT: Source("GET /v1/search?q=Example%20lantern", "/items/0/id"),
    OWN_VARIANT: Source("GET /v1/search?q=Example%20lantern", "/items/0/variants/0/id"),
    CATEGORY: Source("GET /v1/categories/example-lamps", "/id"),
    COLLECTION: Source("GET /v1/collections/example-gifts", "/id"),
    ANY_ORDER: Source("GET /v1/admin/orders?limit=1", "/items/0/id"),
    CONFIRMED: Source("GET /v1/admin/orders?status=confirmed&limit=1", "/items/0/id"),
    ANY_TICKET: Source("GET /v1/admin/tickets?limit=1", "/items/0/id"),
}

EMAIL, PASSWORD = "eva@example.com", "correct horse battery staple"
CODE = "123456"  # only an authenticator app knows the real one
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
    "POST /v1/me/recovery-codes": Operation("renew_recovery_codes", "Get new recovery codes"),
    "DELETE /v1/me/totp": Operation("remove_totp", "Remove the authenticator app"),
    "POST /v1/auth/logout": Operation("logout", "Log out", {"refresh_token": REFRESH_TOKEN}),
    "GET /.well-known/jwks.json": Operation("get_keys", "The keys that verify access tokens"),
}
