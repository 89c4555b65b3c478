"""What tests of support start from: tickets in any status, orders that support has heard of."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.ids import new_id
from chassis.testing import Answer, Client, Running, message
from support.subscribed import OrderPlaced

ADA, BOB, AGENT = uuid4(), uuid4(), uuid4()
TICKETS = "/v1/support/tickets"
TICKET = {"subject": "My parcel", "text": "Where is it?"}
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


async def ordered(support: Running, customer_id: UUID) -> UUID:
    """An order of this customer, whose event has arrived."""
    order_id = new_id()
    event = OrderPlaced(order_id=order_id, customer_id=customer_id, placed_at=PLACED_AT)
    await support.deliver(message(event, of=order_id))
    return order_id
