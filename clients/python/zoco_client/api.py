"""The API, one coroutine for each operation. By `make contracts` from contracts/openapi.json."""

from urllib.parse import quote
from uuid import UUID

from zoco_client import models
from zoco_client.transport import Transport


class Zoco(Transport):
    """Every public operation, named as in the document."""

    async def list_products(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.ProductList:
        """List products, the newest first."""
        return await self._call(
            "GET", "/v1/products", models.ProductList, query={"limit": limit, "cursor": cursor}
        )

    async def search_products(self, *, q: str, limit: int | None = None) -> models.ProductList:
        """Search products."""
        return await self._call("GET", "/v1/search", models.ProductList, query={"q": q, "limit": limit})

    async def get_product(self, product_id: UUID | str) -> models.ProductView:
        """Read a product."""
        return await self._call("GET", f"/v1/products/{quote(str(product_id), safe='')}", models.ProductView)

    async def create_product(
        self, body: models.NewProduct, *, idempotency_key: str
    ) -> models.AdminProductView:
        """Add a product with its stock."""
        return await self._call(
            "POST",
            "/v1/admin/products",
            models.AdminProductView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_all_products(
        self, *, handle: str | None = None, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.AdminProductList:
        """List products as staff."""
        return await self._call(
            "GET",
            "/v1/admin/products",
            models.AdminProductList,
            query={"handle": handle, "limit": limit, "cursor": cursor},
        )

    async def get_any_product(self, product_id: UUID | str) -> models.AdminProductView:
        """Read a product as staff."""
        return await self._call(
            "GET", f"/v1/admin/products/{quote(str(product_id), safe='')}", models.AdminProductView
        )

    async def edit_product(
        self, product_id: UUID | str, body: models.EditedProduct, *, if_match: str
    ) -> models.AdminProductView:
        """Replace a product."""
        return await self._call(
            "PUT",
            f"/v1/admin/products/{quote(str(product_id), safe='')}",
            models.AdminProductView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def adjust_stock(self, body: models.AdjustStock, *, idempotency_key: str) -> models.Adjusted:
        """Correct the stock of a variant."""
        return await self._call(
            "POST",
            "/v1/admin/stock-adjustments",
            models.Adjusted,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def get_stock(self, variant_id: UUID | str) -> models.LevelView:
        """Read the stock of a variant."""
        return await self._call("GET", f"/v1/admin/stock/{quote(str(variant_id), safe='')}", models.LevelView)

    async def register(self, body: models.Register) -> models.Registered:
        """Open an account."""
        return await self._call("POST", "/v1/auth/register", models.Registered, body=body)

    async def login(self, body: models.Login) -> models.Tokens:
        """Log in."""
        return await self._call("POST", "/v1/auth/login", models.Tokens, body=body)

    async def refresh(self, body: models.RefreshToken) -> models.Tokens:
        """Get new tokens for a refresh token."""
        return await self._call("POST", "/v1/auth/refresh", models.Tokens, body=body)

    async def get_me(self) -> models.Me:
        """Who am I?"""
        return await self._call("GET", "/v1/me", models.Me)

    async def change_me(self, body: models.ChangeProfile) -> models.Me:
        """Change your name or language."""
        return await self._call("PATCH", "/v1/me", models.Me, body=body)

    async def get_factors(self) -> models.Factors:
        """Which second factors do I have?"""
        return await self._call("GET", "/v1/me/factors", models.Factors)

    async def enrol_totp(self) -> models.Enrolment:
        """Set up an authenticator app."""
        return await self._call("POST", "/v1/me/totp", models.Enrolment)

    async def remove_totp(self) -> None:
        """Remove the authenticator app."""
        await self._call("DELETE", "/v1/me/totp", type(None))

    async def confirm_totp(self, body: models.ConfirmTotp) -> models.RecoveryCodes:
        """Confirm the app with a code, get recovery codes."""
        return await self._call("POST", "/v1/me/totp/confirm", models.RecoveryCodes, body=body)

    async def list_accounts(
        self, *, email: str | None = None, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.AccountList:
        """List accounts."""
        return await self._call(
            "GET",
            "/v1/admin/accounts",
            models.AccountList,
            query={"email": email, "cursor": cursor, "limit": limit},
        )

    async def get_account(self, account_id: UUID | str) -> models.AccountView:
        """Read an account."""
        return await self._call(
            "GET", f"/v1/admin/accounts/{quote(str(account_id), safe='')}", models.AccountView
        )

    async def disable_account(self, account_id: UUID | str) -> models.AccountView:
        """Disable an account."""
        return await self._call(
            "POST", f"/v1/admin/accounts/{quote(str(account_id), safe='')}/disable", models.AccountView
        )

    async def enable_account(self, account_id: UUID | str) -> models.AccountView:
        """Enable an account again."""
        return await self._call(
            "POST", f"/v1/admin/accounts/{quote(str(account_id), safe='')}/enable", models.AccountView
        )

    async def set_roles(
        self, account_id: UUID | str, body: models.SetRoles, *, if_match: str
    ) -> models.AccountView:
        """Say what an account may do."""
        return await self._call(
            "PUT",
            f"/v1/admin/accounts/{quote(str(account_id), safe='')}/roles",
            models.AccountView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def renew_recovery_codes(self) -> models.RecoveryCodes:
        """Get new recovery codes."""
        return await self._call("POST", "/v1/me/recovery-codes", models.RecoveryCodes)

    async def logout(self, body: models.RefreshToken) -> None:
        """Log out."""
        await self._call("POST", "/v1/auth/logout", type(None), body=body)

    async def get_keys(self) -> models.PublicKeys:
        """The keys that verify access tokens."""
        return await self._call("GET", "/.well-known/jwks.json", models.PublicKeys)

    async def preview_order(self, body: models.Preview) -> models.PreviewView:
        """What would it cost?"""
        return await self._call("POST", "/v1/orders/preview", models.PreviewView, body=body)

    async def place_order(self, body: models.Wish, *, idempotency_key: str) -> models.OrderView:
        """Buy."""
        return await self._call(
            "POST", "/v1/orders", models.OrderView, body=body, headers={"Idempotency-Key": idempotency_key}
        )

    async def list_orders(
        self, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.OrderPage:
        """List your orders, the newest first."""
        return await self._call(
            "GET", "/v1/orders", models.OrderPage, query={"cursor": cursor, "limit": limit}
        )

    async def get_order(self, order_id: UUID | str) -> models.OrderView:
        """Read one of your orders."""
        return await self._call("GET", f"/v1/orders/{quote(str(order_id), safe='')}", models.OrderView)

    async def cancel_order(self, order_id: UUID | str, *, idempotency_key: str) -> models.CancelView:
        """Cancel your order."""
        return await self._call(
            "POST",
            f"/v1/orders/{quote(str(order_id), safe='')}/cancel",
            models.CancelView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_all_orders(
        self,
        *,
        customer_id: UUID | str | None = None,
        status: models.OrderStatus | None = None,
        needs_review: bool | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.StaffOrderPage:
        """List everybody's orders."""
        return await self._call(
            "GET",
            "/v1/admin/orders",
            models.StaffOrderPage,
            query={
                "customer_id": customer_id,
                "status": status,
                "needs_review": needs_review,
                "cursor": cursor,
                "limit": limit,
            },
        )

    async def get_any_order(self, order_id: UUID | str) -> models.StaffOrderView:
        """Read any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}", models.StaffOrderView
        )

    async def cancel_any_order(self, order_id: UUID | str, *, idempotency_key: str) -> models.CancelView:
        """Cancel a customer's order."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/cancel",
            models.CancelView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_reviews(self, order_id: UUID | str) -> models.ReviewList:
        """What did staff decide about an order?"""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/reviews", models.ReviewList
        )

    async def resolve_review(
        self, order_id: UUID | str, body: models.ResolveReview, *, idempotency_key: str
    ) -> models.ReviewedOrder:
        """Decide about an order that needs review."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/review-resolution",
            models.ReviewedOrder,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_payment_differences(
        self,
        *,
        state: models.State | None = None,
        kind: models.Verdict | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.DifferencePage:
        """Where do the payment provider and we differ?"""
        return await self._call(
            "GET",
            "/v1/admin/payments/differences",
            models.DifferencePage,
            query={"state": state, "kind": kind, "cursor": cursor, "limit": limit},
        )

    async def receive_payment_event(self, body: models.ProviderEvent) -> models.Received:
        """Hear the payment provider."""
        return await self._call("POST", "/v1/webhooks/stripe", models.Received, body=body)

    async def open_ticket(self, body: models.OpenTicket, *, idempotency_key: str) -> models.TicketView:
        """Ask for help."""
        return await self._call(
            "POST",
            "/v1/support/tickets",
            models.TicketView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_tickets(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.TicketPage:
        """List your tickets."""
        return await self._call(
            "GET", "/v1/support/tickets", models.TicketPage, query={"limit": limit, "cursor": cursor}
        )

    async def get_ticket(self, ticket_id: UUID | str) -> models.TicketView:
        """Read one of your tickets."""
        return await self._call(
            "GET", f"/v1/support/tickets/{quote(str(ticket_id), safe='')}", models.TicketView
        )

    async def write_message(
        self, ticket_id: UUID | str, body: models.WriteMessage, *, idempotency_key: str
    ) -> models.MessageView:
        """Write to the shop."""
        return await self._call(
            "POST",
            f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/messages",
            models.MessageView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_messages(
        self, ticket_id: UUID | str, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.MessagePage:
        """Read a conversation."""
        return await self._call(
            "GET",
            f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/messages",
            models.MessagePage,
            query={"limit": limit, "cursor": cursor},
        )

    async def list_all_tickets(
        self,
        *,
        status: models.TicketStatus | None = None,
        limit: int | None = None,
        cursor: UUID | str | None = None,
    ) -> models.StaffTicketPage:
        """List everybody's tickets."""
        return await self._call(
            "GET",
            "/v1/admin/tickets",
            models.StaffTicketPage,
            query={"status": status, "limit": limit, "cursor": cursor},
        )

    async def get_any_ticket(
        self, ticket_id: UUID | str, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.TicketDetailView:
        """Read any ticket."""
        return await self._call(
            "GET",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}",
            models.TicketDetailView,
            query={"limit": limit, "cursor": cursor},
        )

    async def get_ticket_context(self, ticket_id: UUID | str) -> models.TicketContext:
        """See who asks and what they bought."""
        return await self._call(
            "GET", f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/context", models.TicketContext
        )

    async def answer_ticket(
        self, ticket_id: UUID | str, body: models.WriteAgentMessage, *, idempotency_key: str
    ) -> models.StaffMessageView:
        """Answer a customer."""
        return await self._call(
            "POST",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/messages",
            models.StaffMessageView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def close_ticket(self, ticket_id: UUID | str) -> models.TicketView:
        """Close your ticket."""
        return await self._call(
            "POST", f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/close", models.TicketView
        )
