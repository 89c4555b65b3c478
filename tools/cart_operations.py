"""What is said of carts and of what guests do."""

from tools.examples import (
    ADDRESS,
    CART,
    CART_TOKEN,
    GUEST_CART,
    GUEST_ORDER,
    GUEST_RETURN,
    ORDER_TOKEN,
    PIECE,
    VARIANT,
)
from tools.operation import Operation

CARTS = {
    "POST /v1/carts": Operation("create_cart", "Get your cart, or a new one as a guest"),
    "PUT /v1/carts/{cart_id}/lines/{variant_id}": Operation(
        "set_cart_line",
        "Put so many of something into a cart",
        {"quantity": 2},
        of=CART,
        path={"variant_id": VARIANT},
    ),
    "GET /v1/carts/{cart_id}": Operation("get_cart", "Read a cart by today's prices", of=CART),
    "DELETE /v1/carts/{cart_id}/lines/{variant_id}": Operation(
        "remove_cart_line", "Take a line out of a cart", of=CART, path={"variant_id": VARIANT}
    ),
    "POST /v1/carts/merge": Operation(
        "merge_carts", "Bring a guest's cart into yours", headers={"Cart-Token": CART_TOKEN}
    ),
    "POST /v1/guest-orders": Operation(
        "place_guest_order",
        "Buy without an account",
        {
            "cart_id": GUEST_CART,
            "email": "guest@example.com",
            "payment_method": "pm_card_visa",
            "shipping_address": ADDRESS,
        },
        headers={"Cart-Token": CART_TOKEN, "Accept-Language": "es"},
    ),
    "GET /v1/guest-orders/{order_id}": Operation(
        "get_guest_order",
        "Read what you bought without an account",
        of=GUEST_ORDER,
        headers={"Order-Token": ORDER_TOKEN},
    ),
    "POST /v1/guest-orders/{order_id}/cancel": Operation(
        "cancel_guest_order",
        "Cancel what you bought without an account",
        of=GUEST_ORDER,
        headers={"Order-Token": ORDER_TOKEN},
    ),
    "POST /v1/guest-orders/{order_id}/returns": Operation(
        "request_guest_return",
        "Ask to return something that you bought without an account",
        {"lines": PIECE, "reason": "Too small"},
        of=GUEST_ORDER,
        headers={"Order-Token": ORDER_TOKEN},
    ),
    "GET /v1/guest-orders/{order_id}/returns": Operation(
        "list_guest_returns",
        "See what you return of what you bought without an account",
        of=GUEST_ORDER,
        headers={"Order-Token": ORDER_TOKEN},
    ),
    "POST /v1/guest-orders/{order_id}/returns/{return_id}/cancel": Operation(
        "cancel_guest_return",
        "Keep after all what you bought without an account",
        of=GUEST_ORDER,
        path={"return_id": GUEST_RETURN},
        headers={"Order-Token": ORDER_TOKEN},
    ),
    "POST /v1/guest-orders/lookup": Operation(
        "look_up_guest_order",
        "Have a new link mailed to you",
        {"number": "1000-0000-8", "email": "guest@example.com"},
    ),
    "POST /v1/guest-orders/claim": Operation(
        "claim_guest_orders", "Get what you bought as a guest into your account"
    ),
}
