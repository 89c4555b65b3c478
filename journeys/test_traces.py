"""One purchase is one trace: through the gateway, the services, the provider, SNS and SQS and back."""

import secrets
from typing import Any
from uuid import uuid4

from journeys.collector import Collector, Span
from journeys.people import ADDRESS, People, Person, until

PURCHASE = {
    ("gateway", "POST /v1/orders"),
    ("orders", "POST /v1/orders"),
    ("orders", "saga hold"),
    ("orders", "PUT catalog"),
    ("catalog", "PUT /internal/reservations/{order_id}"),
    ("orders", "POST /v1/payment_intents"),
    ("catalog", "POST /internal/reservations/{order_id}/commit"),
    ("orders", "POST /v1/payment_intents/{id}/capture"),
    ("orders", "publish orders.order_confirmed.v1"),
    ("support", "handle orders.order_confirmed.v1"),
    ("users", "handle orders.order_confirmed.v1"),
    ("catalog", "publish catalog.stock_changed.v1"),
    ("orders", "handle catalog.stock_changed.v1"),
}
SHIPMENT = {
    ("gateway", "POST /v1/admin/fulfilments/{id}/ship"),
    ("orders", "publish orders.fulfilment_shipped.v1"),
    ("catalog", "handle orders.fulfilment_shipped.v1"),
}


async def bought(customer: Person, variant: str, **headers: str) -> dict[str, Any]:
    lines = [{"variant_id": variant, "quantity": 1}]
    wish = {"lines": lines, "payment_method": "pm_card_visa", "shipping_address": ADDRESS}
    answer = await customer.http.post("/v1/orders", wish, key=str(uuid4()), **headers)
    assert answer.status == 201, answer
    order: dict[str, Any] = answer.json
    return order


async def shipped(people: People, order_id: str, **headers: str) -> None:
    admin = (await people.staff("admin")).http
    parcel = {"lines": [{"line": 1, "quantity": 1}]}
    made = await admin.post(f"/v1/admin/orders/{order_id}/fulfilments", parcel, key=str(uuid4()))
    path, sent = f"/v1/admin/fulfilments/{made.json['id']}/ship", {"carrier": "SEUR"}
    answer = await admin.post(path, sent, key=str(uuid4()), **headers)
    assert answer.status == 200, answer


async def complete(
    collector: Collector, trace_id: str, wanted: set[tuple[str, str]], *, client: str = ""
) -> list[Span]:
    """The spans of the trace, when all that are wanted have arrived, and what led to each."""

    async def arrived() -> Any:
        spans = collector.spans(trace_id)
        open_ends = {span.parent for span in spans} - {span.id for span in spans} - {client}
        return spans if wanted <= names(spans) and not open_ends else None

    try:
        found: list[Span] = await until(arrived)
    except TimeoutError:
        seen = names(collector.spans(trace_id))
        raise AssertionError(f"missing {sorted(wanted - seen)}, there are {sorted(seen)}") from None
    return found


def names(spans: list[Span]) -> set[tuple[str, str]]:
    return {(span.part, span.name) for span in spans}


async def test_a_purchase_is_one_trace_that_goes_on_from_the_clients(
    people: People, collector: Collector
) -> None:
    customer, variant = await people.customer(), await people.stocked(5)
    trace_id, client = secrets.token_hex(16), secrets.token_hex(8)
    traceparent = f"00-{trace_id}-{client}-01"
    order = await bought(customer, variant, traceparent=traceparent)
    await shipped(people, order["id"], traceparent=traceparent)
    spans = await complete(collector, trace_id, PURCHASE | SHIPMENT, client=client)
    begun = [(span.part, span.name) for span in spans if span.parent == client]
    assert sorted(begun) == [
        ("gateway", "POST /v1/admin/fulfilments/{id}/ship"),
        ("gateway", "POST /v1/orders"),
    ]
    assert causes(spans, ("support", "handle orders.order_confirmed.v1")) == [
        "publish orders.order_confirmed.v1",
        "saga capture",
        "POST /v1/orders",
        "POST /v1/orders",
    ]
    assert {span.attributes.get("order_id", order["id"]) for span in spans} == {order["id"]}
    assert about_nobody(spans, customer)


def causes(spans: list[Span], of: tuple[str, str]) -> list[str]:
    """What led to a span, nearest first."""
    by_id = {span.id: span for span in spans}
    span = next(span for span in spans if (span.part, span.name) == of)
    found = []
    while span.parent in by_id:
        span = by_id[span.parent]
        found.append(span.name)
    return found


def about_nobody(spans: list[Span], customer: Person) -> bool:
    """Neither who bought nor from where, nor what they carry to show it."""
    said = repr(spans)
    token = customer.tokens["access_token"]
    return not any(word in said for word in (customer.email, customer.id, token, "127.0.0.1", "Mayor", "Ana"))


async def test_without_a_trace_of_the_clients_the_gateway_begins_one(
    people: People, collector: Collector
) -> None:
    order = await bought(await people.customer(), await people.stocked(5))

    async def begun() -> Any:
        about = [span for span in collector.spans() if span.attributes.get("order_id") == order["id"]]
        return {span.trace for span in about}

    (trace_id,) = await until(begun)
    spans = await complete(collector, trace_id, PURCHASE)
    assert [(span.part, span.name) for span in spans if not span.parent] == [("gateway", "POST /v1/orders")]
