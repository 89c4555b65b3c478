"""What tests of support start from: tickets in any status, orders it has heard of, its neighbours."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

from chassis.ids import new_id
from chassis.issuer import Issuer
from chassis.testing import Answer, Client, Peer, Running, message
from support.subscribed import OrderPlaced, PlacedLine

ADA, BOB, AGENT = uuid4(), uuid4(), uuid4()
TICKETS = "/v1/support/tickets"
TICKET = {"subject": "My parcel", "text": "Where is it?"}
BUCKET = "attachments"
NOBODY_URL = "http://127.0.0.1:9"  # the discard port
ADDRESS = {"name": "Ana", "line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}
PLACED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def create(who: Client, path: str, body: Any, key: str | None = None) -> Answer:
    """A POST with an Idempotency-Key of its own."""
    return await who.post(path, body, key=key or str(uuid4()))


async def opened(who: Client, **fields: Any) -> dict[str, Any]:
    answer = await create(who, TICKETS, TICKET | fields)
    assert answer.status == 201, answer
    ticket: dict[str, Any] = answer.json
    return ticket


async def in_status(status: str, customer: Client, agent: Client) -> str:
    """The id of a ticket brought there as people would bring it there."""
    ticket_id = str((await opened(customer))["id"])
    if status == "closed":
        answer = await customer.post(f"{TICKETS}/{ticket_id}/close")
        assert answer.status == 200, answer
    elif status != "new":
        body = {"text": "We look into it", "status": status}
        answer = await create(agent, f"/v1/admin/tickets/{ticket_id}/messages", body)
        assert answer.status == 201, answer
    return ticket_id


async def ordered(support: Running, customer_id: UUID, order_id: UUID | None = None, lines: int = 1) -> UUID:
    """An order of this customer, whose event has arrived."""
    order_id = order_id or new_id()
    placed = (PlacedLine(quantity=1),) * lines
    event = OrderPlaced(order_id=order_id, customer_id=customer_id, placed_at=PLACED_AT, lines=placed)
    await support.deliver(message(event, of=order_id))
    return order_id


class Neighbourhood(msgspec.Struct):
    """Users and orders, running, and customers of theirs."""

    users: Peer
    orders: Peer
    catalog: Peer
    issuer: Issuer

    def acting(self, peer: Peer, account_id: UUID, *permissions: str) -> Client:
        return peer.http.acting(self.issuer.token(account_id, *permissions))

    async def customer(self, name: str) -> UUID:
        """Somebody registered; the id is what staff finds."""
        email = f"{uuid4().hex[:12]}@example.com"
        body = {"email": email, "password": "correct horse battery staple", "name": name}
        assert (await self.users.http.post("/v1/auth/register", body)).status == 201
        admin = self.acting(self.users, uuid4(), "accounts:read")
        [account] = (await admin.get(f"/v1/admin/accounts?email={email}")).json["items"]
        return UUID(account["account_id"])

    async def stocked(self) -> str:
        sku = uuid4().hex[:12]
        price = {"amount": 1999, "currency": "EUR"}
        variant = {"sku": sku, "name": "One size", "price": price, "stock": 100}
        product = {"handle": sku, "name": "Mug", "description": "", "variants": [variant]}
        admin = self.acting(self.catalog, uuid4(), "products:write")
        answer = await create(admin, "/v1/admin/products", product)
        assert answer.status == 201, answer
        return str(answer.json["variants"][0]["id"])

    async def bought(self, customer_id: UUID, variant: str) -> UUID:
        """The id of a confirmed order."""
        wish = {
            "lines": [{"variant_id": variant, "quantity": 2}],
            "payment_method": "pm_card_visa",
            "shipping_address": ADDRESS,
        }
        answer = await create(self.acting(self.orders, customer_id), "/v1/orders", wish)
        assert answer.status == 201, answer
        return UUID(answer.json["id"])


class Mailbox(msgspec.Struct):
    """Everybody's mail, as the sink's folder has it."""

    folder: Path
    url: str

    def of(self, address: str) -> list[EmailMessage]:
        """What that address has got, oldest first."""
        files = sorted(self.folder.glob(f"*-{address}.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]


@contextlib.asynccontextmanager
async def dead(peer: Peer) -> AsyncIterator[None]:
    """Killed, and started again on the same port."""
    peer.child.kill()
    await peer.gone()
    try:
        yield
    finally:
        await peer.start()


@contextlib.asynccontextmanager
async def hanging(peer: Peer) -> AsyncIterator[None]:
    """It accepts connections and says nothing."""
    peer.child.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        peer.child.send_signal(signal.SIGCONT)


async def until(look: Any, seconds: float = 20) -> Any:
    """Look again and again until there is something to see."""
    async with asyncio.timeout(seconds):
        while not (seen := await look()):
            await asyncio.sleep(0.02)
    return seen
