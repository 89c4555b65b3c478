"""The second half of the story: what staff do, and how everybody leaves."""

from tools.examples import (
    ACCOUNT,
    APP,
    ATTRIBUTES,
    CATEGORY,
    COLLECTION,
    EMAIL,
    GIFTS,
    GLASS,
    LAMPS,
    LANTERN,
    MAILED_TOKEN,
    NEW_EMAIL,
    OWN_PRODUCT,
    OWN_VARIANT,
    PASSWORD,
    PRICE,
    PRODUCT,
    REFRESH_TOKEN,
    VARIANT,
)
from tools.operation import Operation

STAFF = {
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
