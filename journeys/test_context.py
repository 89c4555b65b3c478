"""An agent sees the customer live beside the ticket; whoever dies, the other shows and the ticket works."""

from typing import Any
from uuid import uuid4

import msgspec
import pytest

from chassis.testing import Client
from journeys.people import People, Person, until

SECTIONS = {"users": "profile", "orders": "orders"}


class Desk(msgspec.Struct):
    """An agent in front of one ticket."""

    http: Client
    ticket_id: str

    async def sections(self) -> dict[str, Any]:
        """The context by who tells it."""
        answer = await self.http.get(f"/v1/support/tickets/{self.ticket_id}/context")
        assert answer.status == 200, answer
        return {source: answer.json[name] for source, name in SECTIONS.items()}

    async def live(self) -> dict[str, Any]:
        """Once everything in it is live."""

        async def all_live() -> dict[str, Any] | None:
            sections = await self.sections()
            return sections if all(part["status"] == "live" for part in sections.values()) else None

        found: dict[str, Any] = await until(all_live)
        return found

    async def answers(self) -> None:
        path = f"/v1/admin/tickets/{self.ticket_id}"
        assert (await self.http.get(path)).status == 200
        written = await self.http.post(f"{path}/messages", {"text": "On its way."}, key=str(uuid4()))
        assert written.status == 201, written


async def ticket_about(customer: Person, order_id: str) -> str:
    """Support hears of the order a moment after the customer."""
    body = {"subject": "Where is it?", "text": "I wait.", "order_id": order_id}

    async def opened() -> str | None:
        answer = await customer.http.post("/v1/support/tickets", body, key=f"ticket-{order_id}")
        return str(answer.json["id"]) if answer.status == 201 else None

    return str(await until(opened))


@pytest.mark.parametrize(("part", "other"), [("orders", "users"), ("users", "orders")])
async def test_an_agent_sees_the_customer_live_whoever_dies(people: People, part: str, other: str) -> None:
    customer, agent = await people.customer(), await people.staff("support_agent")
    order = (await customer.insist(await people.stocked(5), key=str(uuid4()))).json
    desk = Desk(agent.http, await ticket_about(customer, order["id"]))
    before = await desk.live()
    assert (before["users"]["value"]["email"], before["users"]["source"]) == (customer.email, "users")
    [seen] = before["orders"]["value"]["items"]
    lines = [{name: line[name] for name in seen["lines"][0]} for line in order["lines"]]
    news = {"lines": lines, "version": seen["version"]}
    assert seen == {name: order[name] for name in seen.keys() - news} | news

    await people.stack.kill(part)
    during = await desk.sections()
    assert during[other]["status"] == "live"
    assert during[part] | {"latency_ms": 0} == before[part] | {"status": "stale", "latency_ms": 0}
    await desk.answers()

    await people.stack.start(part)
    after = await desk.live()
    assert after[part]["value"] == before[part]["value"]
    assert after[part]["as_of"] > before[part]["as_of"]


async def test_a_customer_is_not_shown_it(people: People) -> None:
    customer = await people.customer()
    order = (await customer.insist(await people.stocked(5), key=str(uuid4()))).json
    path = f"/v1/support/tickets/{await ticket_about(customer, order['id'])}/context"
    assert (await customer.http.get(path)).problem == "forbidden"
    assert (await people.nobody.get(path)).problem == "unauthenticated"
