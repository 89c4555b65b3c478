"""The values of the examples. An id stands for one that is found where `FOUND` says."""

from typing import NamedTuple


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
PENDING, SHIPPED = "01980000-0000-7000-8000-00000000002b", "01980000-0000-7000-8000-00000000002c"
OWN_RETURN, REQUESTED = "01980000-0000-7000-8000-00000000002d", "01980000-0000-7000-8000-00000000002e"
APPROVED = "01980000-0000-7000-8000-00000000002f"
OTHER_TICKET, WAITING = "01980000-0000-7000-8000-00000000007b", "01980000-0000-7000-8000-00000000007c"
ATTACHMENT = "01980000-0000-7000-8000-00000000007e"
ANY_ATTACHMENT = "01980000-0000-7000-8000-00000000007f"
VIEW = "01980000-0000-7000-8000-00000000007d"
REVIEWED = "01980000-0000-7000-8000-00000000003b"
OWN_PRODUCT, OWN_VARIANT = "01980000-0000-7000-8000-000000000009", "01980000-0000-7000-8000-00000000000a"

CATEGORY, COLLECTION = "01980000-0000-7000-8000-00000000001b", "01980000-0000-7000-8000-00000000001c"
METHOD, TAX_RATE = "01980000-0000-7000-8000-00000000004b", "01980000-0000-7000-8000-00000000004c"
PROMOTION = "01980000-0000-7000-8000-00000000004d"

CART = "01980000-0000-7000-8000-00000000005b"
GUEST_CART, GUEST_ORDER = "01980000-0000-7000-8000-00000000005c", "01980000-0000-7000-8000-00000000005d"
GUEST_RETURN = "01980000-0000-7000-8000-00000000005e"
# What whoever made a guest's cart, or bought one, was answered; nobody else can know them.
CART_TOKEN, ORDER_TOKEN = "the-token-of-the-guests-cart", "the-order-token-of-the-answer"

IMPORT = "01980000-0000-7000-8000-00000000006b"
PRODUCT_EXPORT, MEDIA = "01980000-0000-7000-8000-00000000006d", "01980000-0000-7000-8000-00000000006e"
MEDIA_NAME = "01980000-0000-7000-8000-00000000006f.png"

FOUND = {
    REFRESH_TOKEN: Source("POST /v1/auth/login", "/refresh_token"),
    CART: Source("POST /v1/carts", "/id"),
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
    REVIEWED: Source("GET /v1/admin/orders?needs_review=true&limit=1", "/items/0/id"),
    PASSKEY: Source("GET /v1/me/passkeys", "/items/0/passkey_id"),
    SESSION: Source("GET /v1/me/sessions?limit=1", "/items/0/session_id"),
    APP: Source("GET /v1/admin/apps?limit=1", "/items/0/client_id"),
    PENDING: Source("GET /v1/admin/fulfilments?status=pending&limit=1", "/items/0/id"),
    SHIPPED: Source("GET /v1/admin/fulfilments?status=shipped&limit=1", "/items/0/id"),
    OWN_RETURN: Source("GET /v1/returns?limit=1", "/items/0/id"),
    REQUESTED: Source("GET /v1/admin/returns?status=requested&limit=1", "/items/0/id"),
    APPROVED: Source("GET /v1/admin/returns?status=approved&limit=1", "/items/0/id"),
    METHOD: Source("GET /v1/shipping-methods?country=IS", "/items/0/id"),
    TAX_RATE: Source("GET /v1/admin/tax-rates?limit=1", "/items/0/id"),
    PROMOTION: Source("GET /v1/admin/promotions?limit=1", "/items/0/id"),
    IMPORT: Source("GET /v1/admin/product-imports?limit=1", "/items/0/id"),
    PRODUCT_EXPORT: Source("GET /v1/admin/product-exports?limit=1", "/items/0/id"),
    MEDIA: Source("GET /v1/admin/media?limit=1", "/items/0/id"),
    MEDIA_NAME: Source("GET /v1/admin/media?limit=1", "/items/0/name"),
    ANY_TICKET: Source("GET /v1/admin/tickets?limit=1", "/items/0/id"),
    OTHER_TICKET: Source("GET /v1/admin/tickets?limit=2", "/items/1/id"),
    WAITING: Source("GET /v1/admin/ticket-actions?limit=1", "/items/0/id"),
    ATTACHMENT: Source("GET /v1/support/attachments", "/items/0/id"),
    ANY_ATTACHMENT: Source("GET /v1/admin/attachments", "/items/0/id"),
    VIEW: Source("GET /v1/admin/ticket-views", "/items/0/id"),
}

# What is uploaded: a product as a line of JSON, and the smallest picture.
PRODUCT_LINE = (
    b'{"handle": "example-wick", "name": "Example wick", "variants": [{"sku": "WICK-1", "name": "Wick", '
    b'"price": {"amount": 150, "currency": "EUR"}, "stock": 25}]}\n'
)
PICTURE = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"

EMAIL, PASSWORD = "eva@example.com", "correct horse battery staple"
SIGNATURE = "t=1764000000,v1=5f0c"  # only the payment provider can make a real one
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
LINES = [{"variant_id": VARIANT, "quantity": 3}]
PIECE = [{"line": 1, "quantity": 1}]
ADDRESS = {"name": "Eva", "line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}
PRICE = {"amount": 2990, "currency": "EUR"}
LANTERN = {"handle": "example-lantern", "name": "Example lantern", "description": "Burns all night."}
GLASS = {"sku": "LANTERN-1", "name": "Glass", "price": PRICE}
LAMPS = {"handle": "example-lamps", "name": "Lamps", "translations": {"es": {"name": "Lámparas"}}}
GIFTS = {"handle": "example-gifts", "name": "Gifts"}
ATTRIBUTES = {"type": "object", "properties": {"material": {"type": "string", "maxLength": 40}}}
