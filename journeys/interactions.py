"""How the services talk, drawn from what they really did: their request logs and their `events` tables.

`python -m journeys.interactions` brings the system up, walks through the flows and writes the diagrams into
docs/interactions.md and docs/interactions.es.md; a test compares.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec

from chassis.process import temporary_folder
from chassis.testing import Answer
from journeys.people import People, Person, until
from zoco import seed
from zoco.ports import Ports
from zoco.stack import Stack

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "docs" / "interactions.md", ROOT / "docs" / "interactions.es.md")
SERVICES = ("users", "catalog", "orders", "support")
# Kept for minutes by whoever fetched them: not part of any one flow.
CACHED = ("/internal/oauth/token", "/.well-known/jwks.json")


class Line(msgspec.Struct):
    """A line of a service's log, as far as it tells of a call."""

    event: str
    timestamp: str
    request_id: str = ""
    method: str = ""
    route: str = ""
    status: int = 0
    kind: str = ""

    @property
    def is_call(self) -> bool:
        return self.event == "payment_called" or (self.event == "request" and self.route not in CACHED)


class Call(msgspec.Struct):
    callee: str
    line: Line

    def arrow(self, caller: str) -> str:
        if self.line.event == "payment_called":
            return f"  {self.callee}->>payments: {self.line.kind}"
        return f"  {caller}->>{self.callee}: {self.line.method} {self.line.route}"


async def diagram(people: People, answer: Answer, *, at_once: bool = False) -> str:
    """The sequence diagram of everything that the request of `answer` set off.

    `at_once`: its calls run side by side, so their order means nothing and they stand by name.
    """
    request_id = answer.headers["x-request-id"]
    calls = sorted(_calls(people.stack, request_id), key=lambda call: call.line.timestamp)
    outer = next(call for call in calls if not call.line.route.startswith("/internal/") and call.line.route)
    inner = [call for call in calls if call is not outer]
    if at_once:
        inner.sort(key=lambda call: (call.callee, call.line.route))
    arrows = [
        f"  client->>gateway: {outer.line.method} {outer.line.route}",
        outer.arrow("gateway"),
        *(call.arrow(outer.callee) for call in inner),
        f"  {outer.callee}-->>client: {answer.status}",
        *await _events(people, request_id),
    ]
    return "\n".join(["```mermaid", "sequenceDiagram", *arrows, "```"])


def _calls(stack: Stack, request_id: str) -> list[Call]:
    found = []
    for service in SERVICES:
        for text in stack.home.path("logs", f"{service}.log").read_bytes().splitlines():
            if request_id.encode() in text:
                line = msgspec.json.decode(text, type=Line)
                if line.request_id == request_id and line.is_call:
                    found.append(Call(service, line))
    return found


async def _events(people: People, request_id: str) -> list[str]:
    """One arrow per announced type and listener, in the order of the announcements."""
    listeners: dict[str, list[str]] = msgspec.json.decode(
        (ROOT / "contracts" / "subscriptions.json").read_bytes()
    )
    arrows = []
    for service in SERVICES:
        rows = await people.rows(
            service,
            "SELECT type, min(version) AS nth FROM events WHERE correlation_id = $1 "
            "GROUP BY type ORDER BY nth, type",
            request_id,
        )
        for row in rows:
            heard = [name for name, types in listeners.items() if row["type"] in types]
            arrows += [f"  {service}-){name}: {row['type']}" for name in heard]
            arrows += [] if heard else [f"  Note over {service}: {row['type']}"]
    return arrows


async def flows(people: People) -> dict[str, str]:
    """Walk through every flow once; the diagram of each."""
    customer, agent = await people.customer(), await people.staff("support_agent")
    variant = await people.stocked(9)
    await customer.buy(variant)  # from here on tokens and keys are cached
    bought = await customer.buy(variant)
    declined = await customer.buy(variant, card="pm_card_visa_chargeDeclined")
    order_id = bought.json["id"]
    ticket = await _ticket(customer, order_id)
    reply = await agent.http.post(
        f"/v1/admin/tickets/{ticket.json['id']}/messages", {"text": "Soon."}, key=str(uuid4())
    )
    context = await agent.http.get(f"/v1/support/tickets/{ticket.json['id']}/context")
    cancelled = await customer.http.post(f"/v1/orders/{order_id}/cancel", key=str(uuid4()))
    await until(lambda: _is_cancelled(customer, order_id))
    answers = {
        "purchase": bought,
        "declined": declined,
        "cancellation": cancelled,
        "ticket": ticket,
        "reply": reply,
        "context": context,
    }
    return {
        name: await diagram(people, answer, at_once=name == "context") for name, answer in answers.items()
    }


async def _ticket(customer: Person, order_id: str) -> Answer:
    """Support hears of the order a moment after the customer."""
    body = {"subject": "Where is it?", "text": "I wait.", "order_id": order_id}

    async def opened() -> Answer | None:
        answer = await customer.http.post("/v1/support/tickets", body, key=f"ticket-{order_id}")
        return answer if answer.status == 201 else None

    return await until(opened)


async def _is_cancelled(customer: Person, order_id: str) -> bool:
    return bool((await customer.http.get(f"/v1/orders/{order_id}")).json["status"] == "cancelled")


def written(text: str, diagrams: dict[str, str]) -> str:
    """The document with its diagrams replaced: each stands after a marker `<!-- name -->`."""
    for name, drawn in diagrams.items():
        pattern = re.compile(rf"(<!-- {name} -->\n)```mermaid.*?```", re.DOTALL)
        text = pattern.sub(rf"\1{drawn}", text)
    return text


async def with_people(work: Callable[[People], Awaitable[Any]]) -> Any:
    """Do `work` on a system of its own."""
    with temporary_folder() as folder:
        stack = Stack(folder / ".zoco", Ports.free(), attached=True)
        try:
            await stack.up()
            await seed.sow(stack)
            async with aiohttp.ClientSession() as session:
                return await work(People(stack, session))
        finally:
            await stack.down()


def main() -> None:
    diagrams = asyncio.run(with_people(flows))
    for document in DOCUMENTS:
        document.write_text(written(document.read_text(), diagrams))
        print(f"wrote {document.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
