"""What agents do from a ticket: once per action, within their own permissions, on the order's timeline."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Answer, Client, Peer, message
from orders.subscribed import EraseRequested
from services.orders.tests.mailbox import Mailbox, registered
from services.orders.tests.make import Shop, pieces

AGENT, TICKET = uuid4(), uuid4()


def wish(kind: str, *permissions: str, **more: Any) -> dict[str, Any]:
    said = {"agent_id": str(AGENT), "ticket_id": str(TICKET), "reason": "It came late"}
    return {"kind": kind, "permissions": permissions, **said, **more}


def refund(amount: int, *permissions: str) -> dict[str, Any]:
    return wish("refund", *permissions, amount={"amount": amount, "currency": "EUR"})


@pytest.fixture
def support(shop: Shop) -> Client:
    return shop.orders.as_service("support", "orders:act", "orders:read")


def path(order_id: str, action_id: object = None) -> str:
    return f"/internal/orders/{order_id}/agent-actions/{action_id or uuid4()}"


async def timeline(shop: Shop, order_id: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await shop.keeper.get(f"/v1/admin/orders/{order_id}/timeline")).json[
        "items"
    ]
    return [entry for entry in items if entry["what"] == "agent_acted"]


async def confirmations(shop: Shop, order_id: str) -> int:
    """How many were written."""
    sql = "SELECT count(*) FROM mails WHERE kind = 'order_confirmed' AND order_id = $1"
    return await shop.orders.db.one(int, sql, UUID(order_id)) or 0


async def test_a_repeated_action_is_done_once(shop: Shop, support: Client) -> None:
    order_id = (await shop.bought(2))["id"]
    action = uuid4()
    answers: list[Answer] = await asyncio.gather(
        *(support.put(path(order_id, action), refund(1000, "orders:refund")) for _ in range(5))
    )
    assert {answer.status for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert [amount for *_, amount in await shop.refunds(order_id)] == [1000]
    [entry] = await timeline(shop, order_id)
    assert (entry["actor_id"], entry["why"], entry["by"]) == (str(AGENT), "It came late", "staff")
    assert entry["facts"] == {"action": "refund", "ticket_id": str(TICKET), "action_id": str(action)}
    other = await support.put(path(order_id, action), refund(999, "orders:refund"))
    assert (other.status, other.problem) == (422, "agent-action-reused")


async def test_an_agent_may_what_their_role_allows(shop: Shop, support: Client) -> None:
    order_id = (await shop.bought(4))["id"]
    action = uuid4()
    refused = [
        (refund(100, "orders:read"), "agent-may-not"),
        (refund(5001, "orders:refund"), "refund-above-limit"),
        (wish("cancel", "orders:refund"), "agent-may-not"),
        (wish("return", "orders:cancel", **pieces(1)), "agent-may-not"),
        (wish("resend_confirmation", "orders:refund", "orders:cancel"), "agent-may-not"),
    ]
    for body, problem in refused:
        answer = await support.put(path(order_id, action), body)
        assert (answer.status, answer.problem) == (403, problem)
    assert await shop.refunds(order_id) == []
    assert await timeline(shop, order_id) == []
    assert await confirmations(shop, order_id) == 1
    lead = await support.put(path(order_id, action), refund(5001, "orders:refund", "orders:refund-any"))
    assert lead.status == 200, lead


async def test_an_action_is_whole_or_nothing(shop: Shop, support: Client) -> None:
    order_id = (await shop.bought(1))["id"]
    for body, pointer in [
        (wish("refund", "orders:refund"), "/amount"),
        (refund(1) | {"kind": "cancel"}, "/amount"),
        (wish("return", "orders:read"), "/lines"),
        (refund(1, "orders:read") | {"kind": "resend_confirmation"}, "/amount"),
        (wish("resend_confirmation", "orders:read", **pieces(1)), "/lines"),
        (wish("explode"), "/kind"),
    ]:
        answer = await support.put(path(order_id), body)
        assert (answer.status, answer.json["pointer"]) == (422, pointer)
    missing = await support.put(path(str(uuid4())), refund(1, "orders:refund"))
    assert (missing.status, missing.problem) == (404, "order-not-found")
    for who in (shop.keeper, shop.customer, shop.orders.as_service("support", "orders:read")):
        assert (await who.put(path(order_id), refund(1, "orders:refund"))).status == 403


async def test_an_agent_cancels_and_starts_a_return(shop: Shop, support: Client) -> None:
    cancelled, returned = (await shop.bought(1))["id"], (await shop.bought(1))["id"]
    action = uuid4()
    for _ in range(2):
        assert (await support.put(path(cancelled, action), wish("cancel", "orders:cancel"))).status == 200
    assert (await shop.order(cancelled))["status"] in ("cancelling", "cancelled")
    await shop.delivered(returned, 1)
    answer = await support.put(path(returned), wish("return", "orders:read", **pieces(1)))
    assert answer.status == 200, answer
    own = (await shop.customer.get("/v1/returns")).json["items"]
    assert [(item["id"], item["status"]) for item in own] == [(answer.json["result_id"], "requested")]


async def test_a_confirmation_is_sent_once_more_for_each_action(
    writing: Shop, users: Peer, mailbox: Mailbox
) -> None:
    first_address = await registered(writing, users, locale="es")
    order = await writing.bought(1)
    assert len(await mailbox.to(first_address)) == 1
    address = await registered(writing, users, locale="en")
    order_id = UUID(order["id"])
    await writing.orders.db.execute(
        "UPDATE orders SET customer_id = $2 WHERE id = $1", order_id, writing.customer_id
    )
    support, action = writing.orders.as_service("support", "orders:act"), uuid4()
    resend = wish("resend_confirmation", "orders:read")
    answers = await asyncio.gather(*(support.put(path(order["id"], action), resend) for _ in range(5)))
    assert {answer.status for answer in answers} == {200}, answers
    assert {answer.json["result_id"] for answer in answers} == {None}
    assert await mailbox.subjects(address) == [f"Your order {order['number']}"]
    assert len(await mailbox.to(first_address)) == 1
    [entry] = await timeline(writing, order["id"])
    assert (entry["actor_id"], entry["why"], entry["by"]) == (str(AGENT), "It came late", "staff")
    said = {"action": "resend_confirmation", "ticket_id": str(TICKET), "action_id": str(action)}
    assert entry["facts"] == said
    assert address not in str(await writing.orders.db.all(str, "SELECT m::text FROM mails m"))
    assert (await support.put(path(order["id"], uuid4()), resend)).status == 200
    assert len(await mailbox.to(address)) == 2


async def test_what_was_never_confirmed_has_no_confirmation(shop: Shop, support: Client) -> None:
    resend = wish("resend_confirmation", "orders:read")
    waiting = await shop.place(await shop.stocked(), payment_method="pm_card_authenticationRequired")
    order_id = waiting.json["id"]
    refused = await support.put(path(order_id), resend)
    assert (refused.status, refused.problem) == (409, "order-not-confirmed")
    assert refused.json["order_status"] == "awaiting_payment"
    assert await confirmations(shop, order_id) == 0
    assert await timeline(shop, order_id) == []
    was = (await shop.bought(1))["id"]
    await shop.keep(f"orders/{was}/cancel")
    assert (await shop.settle(was))["status"] == "cancelled"
    assert (await support.put(path(was), resend)).status == 200
    assert await confirmations(shop, was) == 2


async def test_nobody_is_left_to_tell_of_the_order_of_who_was_forgotten(shop: Shop, support: Client) -> None:
    order_id = (await shop.bought(1))["id"]
    await shop.keep(f"orders/{order_id}/cancel")
    await shop.settle(order_id)
    erased = EraseRequested(account_id=shop.customer_id, scan=1)
    await shop.orders.deliver(message(erased, of=shop.customer_id))
    refused = await support.put(path(order_id), wish("resend_confirmation", "orders:read"))
    assert (refused.status, refused.problem) == (409, "nobody-to-tell")
    assert await confirmations(shop, order_id) == 0
    assert await timeline(shop, order_id) == []


async def test_support_reads_the_newest_of_a_timeline_and_its_version(shop: Shop, support: Client) -> None:
    order_id = (await shop.bought(1))["id"]
    newest = (await support.get(f"/internal/orders/{order_id}/timeline?limit=2")).json["items"]
    everything = (await shop.keeper.get(f"/v1/admin/orders/{order_id}/timeline")).json["items"]
    assert newest == everything[-2:]
    listed = (await support.get(f"/internal/customers/{shop.customer_id}/orders")).json["items"]
    events = await shop.orders.published()
    assert listed[0]["version"] == max(event["version"] for event in events if event["of"] == UUID(order_id))
    assert (await support.get(f"/internal/orders/{uuid4()}/timeline")).status == 404
