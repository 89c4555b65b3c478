"""The API, one coroutine for each operation. By `make contracts` from contracts/openapi.json."""

from datetime import datetime
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

    async def cancel_lines(
        self, order_id: UUID | str, body: models.CancelLines, *, idempotency_key: str
    ) -> models.CancellationView:
        """Cancel a part of your order."""
        return await self._call(
            "POST",
            f"/v1/orders/{quote(str(order_id), safe='')}/cancellations",
            models.CancellationView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def cancel_any_lines(
        self, order_id: UUID | str, body: models.CancelLines, *, idempotency_key: str
    ) -> models.CancellationView:
        """Cancel a part of any order."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/cancellations",
            models.CancellationView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def give_refund(
        self, order_id: UUID | str, body: models.GiveRefund, *, idempotency_key: str
    ) -> models.StaffRefundView:
        """Give money back."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/refunds",
            models.StaffRefundView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_any_refunds(self, order_id: UUID | str) -> models.StaffRefundList:
        """List the refunds of any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/refunds", models.StaffRefundList
        )

    async def hold_order(self, order_id: UUID | str, body: models.PutOnHold) -> models.HoldView:
        """Keep an order from being sent."""
        return await self._call(
            "POST", f"/v1/admin/orders/{quote(str(order_id), safe='')}/hold", models.HoldView, body=body
        )

    async def resume_order(self, order_id: UUID | str) -> models.HoldView:
        """Let a held order be sent."""
        return await self._call(
            "POST", f"/v1/admin/orders/{quote(str(order_id), safe='')}/resume", models.HoldView
        )

    async def write_note(
        self, order_id: UUID | str, body: models.WriteNote, *, idempotency_key: str
    ) -> models.NoteView:
        """Leave a note for other staff."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/notes",
            models.NoteView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_notes(
        self, order_id: UUID | str, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.NotePage:
        """Read the notes."""
        return await self._call(
            "GET",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/notes",
            models.NotePage,
            query={"cursor": cursor, "limit": limit},
        )

    async def create_fulfilment(
        self, order_id: UUID | str, body: models.CreateFulfilment, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Put pieces of an order into a parcel."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/fulfilments",
            models.FulfilmentView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_any_fulfilments(self, order_id: UUID | str) -> models.FulfilmentList:
        """List the parcels of any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/fulfilments", models.FulfilmentList
        )

    async def list_all_fulfilments(
        self,
        *,
        status: models.FulfilmentStatus | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.FulfilmentPage:
        """List parcels, the longest waiting first."""
        return await self._call(
            "GET",
            "/v1/admin/fulfilments",
            models.FulfilmentPage,
            query={"status": status, "cursor": cursor, "limit": limit},
        )

    async def cancel_fulfilment(
        self, fulfilment_id: UUID | str, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Take a parcel apart."""
        return await self._call(
            "POST",
            f"/v1/admin/fulfilments/{quote(str(fulfilment_id), safe='')}/cancel",
            models.FulfilmentView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def ship_fulfilment(
        self, fulfilment_id: UUID | str, body: models.Tracking, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Send a parcel."""
        return await self._call(
            "POST",
            f"/v1/admin/fulfilments/{quote(str(fulfilment_id), safe='')}/ship",
            models.FulfilmentView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def deliver_fulfilment(
        self, fulfilment_id: UUID | str, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Say that a parcel arrived."""
        return await self._call(
            "POST",
            f"/v1/admin/fulfilments/{quote(str(fulfilment_id), safe='')}/deliver",
            models.FulfilmentView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_fulfilments(self, order_id: UUID | str) -> models.FulfilmentList:
        """Follow the parcels of your order."""
        return await self._call(
            "GET", f"/v1/orders/{quote(str(order_id), safe='')}/fulfilments", models.FulfilmentList
        )

    async def request_return(
        self, order_id: UUID | str, body: models.RequestReturn, *, idempotency_key: str
    ) -> models.ReturnView:
        """Ask to return something."""
        return await self._call(
            "POST",
            f"/v1/orders/{quote(str(order_id), safe='')}/returns",
            models.ReturnView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_returns(
        self, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.ReturnPage:
        """List your returns."""
        return await self._call(
            "GET", "/v1/returns", models.ReturnPage, query={"cursor": cursor, "limit": limit}
        )

    async def cancel_return(self, return_id: UUID | str, *, idempotency_key: str) -> models.ReturnView:
        """Keep it after all."""
        return await self._call(
            "POST",
            f"/v1/returns/{quote(str(return_id), safe='')}/cancel",
            models.ReturnView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_all_returns(
        self,
        *,
        status: models.ReturnStatus | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.ReturnPage:
        """List returns, the longest waiting first."""
        return await self._call(
            "GET",
            "/v1/admin/returns",
            models.ReturnPage,
            query={"status": status, "cursor": cursor, "limit": limit},
        )

    async def list_any_returns(self, order_id: UUID | str) -> models.ReturnList:
        """List the returns of any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/returns", models.ReturnList
        )

    async def reject_return(
        self, return_id: UUID | str, body: models.RejectReturn, *, idempotency_key: str
    ) -> models.ReturnView:
        """Refuse a return."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/reject",
            models.ReturnView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def cancel_any_return(self, return_id: UUID | str, *, idempotency_key: str) -> models.ReturnView:
        """Give up waiting for a return."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/cancel",
            models.ReturnView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def approve_return(self, return_id: UUID | str, *, idempotency_key: str) -> models.ReturnView:
        """Allow a return."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/approve",
            models.ReturnView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def receive_return(
        self, return_id: UUID | str, body: models.ReceiveReturn, *, idempotency_key: str
    ) -> models.ReturnView:
        """Take in what came back."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/receive",
            models.ReturnView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_refunds(self, order_id: UUID | str) -> models.RefundList:
        """See what went back to you."""
        return await self._call(
            "GET", f"/v1/orders/{quote(str(order_id), safe='')}/refunds", models.RefundList
        )

    async def get_timeline(
        self, order_id: UUID | str, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.TimelinePage:
        """What happened to your order?"""
        return await self._call(
            "GET",
            f"/v1/orders/{quote(str(order_id), safe='')}/timeline",
            models.TimelinePage,
            query={"cursor": cursor, "limit": limit},
        )

    async def get_any_timeline(
        self, order_id: UUID | str, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.StaffTimelinePage:
        """What happened to any order?"""
        return await self._call(
            "GET",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/timeline",
            models.StaffTimelinePage,
            query={"cursor": cursor, "limit": limit},
        )

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
        number: str | None = None,
        sku: str | None = None,
        placed_from: datetime | None = None,
        placed_before: datetime | None = None,
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
                "number": number,
                "sku": sku,
                "placed_from": placed_from,
                "placed_before": placed_before,
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
