"""What the public document says of each operation beyond what the code does: a name, a few words, an example.

The examples tell one story, in this order, and a journey sends every one of them.
"""

from tools.cart_operations import CARTS
from tools.examples import (
    ADDRESS,
    ANY_ORDER,
    ANY_TICKET,
    APPROVED,
    CODE,
    CONFIRMED,
    CREDENTIAL,
    EMAIL,
    EXPORT,
    LINES,
    MAILED_TOKEN,
    NEW_CREDENTIAL,
    ORDER,
    OWN_ADDRESS,
    OWN_RETURN,
    PASSKEY,
    PASSWORD,
    PENDING,
    PIECE,
    PRODUCT,
    REFRESH_TOKEN,
    REQUESTED,
    REVIEWED,
    SESSION,
    SHIPPED,
    SIGNATURE,
    TICKET,
)
from tools.file_operations import FILES
from tools.operation import Operation
from tools.pricing_operations import PRICING
from tools.staff_operations import STAFF
from tools.support_operations import SUPPORT

CUSTOMERS = {
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
    "POST /v1/orders/{order_id}/cancellations": Operation(
        "cancel_lines", "Cancel a part of your order", {"lines": PIECE}, of=ORDER
    ),
    "POST /v1/admin/orders/{order_id}/cancellations": Operation(
        "cancel_any_lines", "Cancel a part of any order", {"lines": PIECE, "reason": "Broken"}, of=CONFIRMED
    ),
    "POST /v1/admin/orders/{order_id}/refunds": Operation(
        "give_refund",
        "Give money back",
        {"amount": {"amount": 100, "currency": "EUR"}, "reason": "It came late"},
        of=ANY_ORDER,
    ),
    "POST /v1/admin/orders/{order_id}/shipping-refunds": Operation(
        "refund_shipping", "Give back what sending cost", {"reason": "It came late"}, of=ANY_ORDER
    ),
    "POST /v1/admin/orders/{order_id}/hold": Operation(
        "hold_order", "Keep an order from being sent", {"reason": "Strange address"}, of=CONFIRMED
    ),
    "POST /v1/admin/orders/{order_id}/resume": Operation(
        "resume_order", "Let a held order be sent", of=CONFIRMED
    ),
    "POST /v1/admin/orders/{order_id}/notes": Operation(
        "write_note", "Leave a note for other staff", {"text": "She will be at home on Friday."}, of=CONFIRMED
    ),
    "GET /v1/admin/orders/{order_id}/notes": Operation("list_notes", "Read the notes", of=CONFIRMED),
    "POST /v1/admin/orders/{order_id}/fulfilments": Operation(
        "create_fulfilment", "Put pieces of an order into a parcel", {"lines": PIECE}, of=CONFIRMED
    ),
    "GET /v1/admin/fulfilments": Operation(
        "list_all_fulfilments", "List parcels, the longest waiting first", query={"status": "pending"}
    ),
    "POST /v1/admin/fulfilments/{fulfilment_id}/cancel": Operation(
        "cancel_fulfilment", "Take a parcel apart", of=PENDING
    ),
    "POST /v1/admin/fulfilments/{fulfilment_id}/ship": Operation(
        "ship_fulfilment",
        "Send a parcel",
        {"carrier": "Correos", "tracking_number": "PK123", "tracking_url": "https://example.com/PK123"},
        of=PENDING,
    ),
    "POST /v1/admin/fulfilments/{fulfilment_id}/deliver": Operation(
        "deliver_fulfilment", "Say that a parcel arrived", of=SHIPPED
    ),
    "GET /v1/orders/{order_id}/fulfilments": Operation(
        "list_fulfilments", "Follow the parcels of your order", of=ORDER
    ),
    "GET /v1/admin/orders/{order_id}/fulfilments": Operation(
        "list_any_fulfilments", "List the parcels of any order", of=ANY_ORDER
    ),
    "POST /v1/orders/{order_id}/returns": Operation(
        "request_return", "Ask to return something", {"lines": PIECE, "reason": "Too small"}, of=ORDER
    ),
    "GET /v1/returns": Operation("list_returns", "List your returns", query={"limit": "2"}),
    "POST /v1/returns/{return_id}/cancel": Operation("cancel_return", "Keep it after all", of=OWN_RETURN),
    "GET /v1/admin/returns": Operation(
        "list_all_returns", "List returns, the longest waiting first", query={"status": "requested"}
    ),
    "GET /v1/admin/orders/{order_id}/returns": Operation(
        "list_any_returns", "List the returns of any order", of=ANY_ORDER
    ),
    "POST /v1/admin/returns/{return_id}/reject": Operation(
        "reject_return", "Refuse a return", {"reason": "It was worn"}, of=REQUESTED
    ),
    "POST /v1/admin/returns/{return_id}/cancel": Operation(
        "cancel_any_return", "Give up waiting for a return", of=REQUESTED
    ),
    "POST /v1/admin/returns/{return_id}/approve": Operation("approve_return", "Allow a return", of=REQUESTED),
    "POST /v1/admin/returns/{return_id}/receive": Operation(
        "receive_return",
        "Take in what came back",
        {"lines": [{"line": 1, "quantity": 1, "condition": "as_new", "restock": True}]},
        of=APPROVED,
    ),
    "GET /v1/orders/{order_id}/refunds": Operation("list_refunds", "See what went back to you", of=ORDER),
    "GET /v1/admin/orders/{order_id}/refunds": Operation(
        "list_any_refunds", "List the refunds of any order", of=ANY_ORDER
    ),
    "GET /v1/orders/{order_id}/timeline": Operation("get_timeline", "What happened to your order?", of=ORDER),
    "GET /v1/admin/orders/{order_id}/timeline": Operation(
        "get_any_timeline", "What happened to any order?", of=ANY_ORDER
    ),
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
}
OPERATIONS = CUSTOMERS | CARTS | SUPPORT | PRICING | FILES | STAFF
