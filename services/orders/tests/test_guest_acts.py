"""What a guest does by the link of an order: cancel it, and give back what came."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from chassis.settings import Secret
from chassis.testing import Answer, Client, Peer
from orders.link.model import Links
from services.orders.tests.mailbox import Mailbox, registered
from services.orders.tests.make import Shop, pieces
from services.orders.tests.test_guest import LINKS, an_address, bought

CANCELLED_BY_LINK = ("cancellation_requested", "guest", None)


async def act(
    shop: Shop,
    order: dict[str, Any],
    verb: str,
    body: Any = None,
    *,
    key: str | None = None,
    token: str | None = None,
    by: Client | None = None,
) -> Answer:
    opened_by = order["order_token"] if token is None else token
    path = f"/v1/guest-orders/{order['id']}/{verb}"
    return await (by or shop.orders.http).post(path, body, key=key or str(uuid4()), Order_Token=opened_by)


async def returned(shop: Shop, order: dict[str, Any]) -> dict[str, Any]:
    answer = await act(shop, order, "returns", pieces(1) | {"reason": "Too small"})
    assert (answer.status, answer.json["status"]) == (201, "requested"), answer
    found: dict[str, Any] = answer.json
    return found


async def returns(shop: Shop, order: dict[str, Any]) -> list[tuple[str, str]]:
    path = f"/v1/guest-orders/{order['id']}/returns"
    listed = await shop.orders.http.get(path, Order_Token=order["order_token"])
    assert listed.status == 200, listed
    return [(each["id"], each["status"]) for each in listed.json["items"]]


async def who_did(shop: Shop, order: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    entries = (await shop.keeper.get(f"/v1/admin/orders/{order['id']}/timeline")).json["items"]
    return [(each["what"], each["by"], each["actor_id"]) for each in entries if each["by"] != "system"]


def told(refused: Answer) -> dict[str, Any]:
    """What the answer says beside which request it is of."""
    return {name: value for name, value in refused.json.items() if name not in ("request_id", "instance")}


async def test_a_guest_cancels_by_the_link_once(writing: Shop, mailbox: Mailbox) -> None:
    email = an_address()
    order = await bought(writing, email)
    first = await act(writing, order, "cancel", key="cancel-1234")
    assert first.json == {"id": order["id"], "status": "cancelling", "cancel_reason": "customer"}
    again = await act(writing, order, "cancel", key="cancel-1234")
    other = await act(writing, order, "cancel", key="cancel-5678")
    assert (first.status, again.content, other.status) == (200, first.content, 200)
    settled = await writing.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "refunded")
    assert await writing.money(order["id"]) == {"authorize": 1999, "capture": 1999, "refund": 1999}
    assert await writing.level(UUID(order["lines"][0]["variant_id"])) == (20, 0)
    assert await who_did(writing, order) == [CANCELLED_BY_LINK]
    assert len(await writing.orders.published("orders.order_cancelled.v1")) == 1
    assert f"Tu pedido {order['number']} se ha cancelado" in await mailbox.subjects(email)


async def test_what_is_not_this_orders_link_is_as_good_as_no_order(shop: Shop) -> None:
    order, other = await bought(shop, "a@example.com"), await bought(shop, "a@example.com")
    forged = Links(Secret("72" * 32)).token(UUID(order["id"]), shop.orders.clock.now())
    unknown = {"id": str(uuid4()), "order_token": "x"}
    return_id = uuid4()
    wish = pieces(1) | {"reason": "Too small"}
    for verb, body in (("cancel", None), ("returns", wish), (f"returns/{return_id}/cancel", None)):
        nothing = told(await act(shop, unknown, verb, body))
        for token in ("", "x", other["order_token"], order["order_token"] + "A", forged):
            for by in (shop.orders.http, shop.customer, shop.keeper):
                refused = await act(shop, order, verb, body, key="key-12345678", token=token, by=by)
                assert (refused.status, refused.problem) == (404, "order-link-invalid"), (verb, token)
                assert told(refused) == nothing
    assert await shop.orders.published("orders.cancellation_started.v1") == []
    shop.orders.clock.advance(days=31)
    assert (await act(shop, order, "cancel", key="key-12345678")).problem == "order-link-invalid"
    renewed = LINKS.token(UUID(order["id"]), shop.orders.clock.now())
    assert (await act(shop, order, "cancel", key="key-12345678", token=renewed)).status == 200
    # The same key opens nobody else's answer: each order has its own.
    shop.orders.clock.advance(days=-31)
    assert (await act(shop, other, "cancel", key="key-12345678")).json["id"] == other["id"]


async def test_neither_a_bad_key_nor_a_bad_moment_cancels(shop: Shop) -> None:
    order = await bought(shop, "guest@example.com")
    path, token = f"/v1/guest-orders/{order['id']}/cancel", order["order_token"]
    missing = await shop.orders.http.post(path, Order_Token=token)
    assert (missing.status, missing.problem) == (400, "idempotency-key-missing")
    for key in ("short", "x" * 256):
        invalid = await act(shop, order, "cancel", key=key)
        assert (invalid.status, invalid.problem) == (400, "idempotency-key-invalid")
    db = shop.orders.db
    await db.execute("UPDATE sagas SET step = 'capture', next_at = 'infinity'")
    refused = await act(shop, order, "cancel", key="cancel-1234")
    assert (refused.status, refused.problem, refused.headers["retry-after"]) == (
        409,
        "order-is-settling",
        "1",
    )
    await db.execute("UPDATE sagas SET step = 'done'")
    assert (await act(shop, order, "cancel", key="cancel-1234")).status == 200


async def test_what_was_sent_is_not_cancelled(shop: Shop) -> None:
    order = await bought(shop, "guest@example.com")
    await shop.shipped(order["id"], 1)
    for _ in range(2):
        refused = await act(shop, order, "cancel", key="cancel-1234")
        assert (refused.status, refused.problem) == (409, "order-action-refused")
    assert await shop.refunds(order["id"]) == []
    assert await shop.orders.published("orders.cancellation_started.v1") == []


async def test_sending_and_cancelling_at_once_ends_one_way(shop: Shop) -> None:
    for _ in range(3):
        order = await bought(shop, an_address())
        parcel = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(1))
        path = f"/v1/admin/fulfilments/{parcel['id']}/ship"
        ship = shop.keeper.post(path, {}, key=str(uuid4()))
        sent, *cancelled = await asyncio.gather(ship, *(act(shop, order, "cancel") for _ in range(3)))
        assert sorted([sent.status, cancelled[0].status]) == [200, 409]
        assert len({answer.status for answer in cancelled}) == 1
        settled = await shop.settle(order["id"])
        refunded = (await shop.money(order["id"])).get("refund", 0)
        ends = ("confirmed", "shipped", 0) if sent.status == 200 else ("cancelled", "none", 1999)
        assert (settled["status"], settled["fulfilment_status"], refunded) == ends


async def test_once_it_has_an_account_the_link_changes_nothing(writing: Shop, users: Peer) -> None:
    email = await registered(writing, users)
    for _ in range(3):
        order = await bought(writing, email)
        cancelled, claimed = await asyncio.gather(
            act(writing, order, "cancel"), writing.customer.post("/v1/guest-orders/claim")
        )
        assert claimed.json == {"orders": 1}
        own = (await writing.customer.get(f"/v1/orders/{order['id']}")).json
        was_first = cancelled.status == 200
        assert was_first or cancelled.problem == "order-link-invalid"
        assert (own["status"] != "confirmed") == was_first
        assert (await act(writing, order, "cancel")).problem == "order-link-invalid"
        assert (await act(writing, order, "returns", pieces(1) | {"reason": "x"})).status == 404


async def test_a_guest_gives_back_what_came(writing: Shop, users: Peer) -> None:
    order = await bought(writing, await registered(writing, users))
    await writing.delivered(order["id"], 1)
    kept = await returned(writing, order)
    cancelled = await act(writing, order, f"returns/{kept['id']}/cancel")
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled")
    wanted = await returned(writing, order)
    assert await returns(writing, order) == [(kept["id"], "cancelled"), (wanted["id"], "requested")]
    await writing.keep(f"returns/{wanted['id']}/approve")
    piece = {"line": 1, "quantity": 1, "condition": "as_new", "restock": True}
    await writing.keep(f"returns/{wanted['id']}/receive", {"lines": [piece]})
    await writing.pay_back()
    assert (await writing.money(order["id"]))["refund"] == 1999
    by_guest = [what for what, kind, _ in await who_did(writing, order) if kind == "guest"]
    assert by_guest == ["return_requested", "return_cancelled", "return_requested"]
    assert (await writing.customer.post("/v1/guest-orders/claim")).json == {"orders": 1}
    own = (await writing.customer.get("/v1/returns")).json["items"]
    assert [each["id"] for each in own] == [wanted["id"], kept["id"]]


async def test_anothers_return_is_not_there(shop: Shop) -> None:
    order, other = await bought(shop, "a@example.com"), await bought(shop, "b@example.com")
    await shop.delivered(other["id"], 1)
    foreign = await returned(shop, other)
    for return_id in (foreign["id"], uuid4()):
        refused = await act(shop, order, f"returns/{return_id}/cancel")
        assert (refused.status, refused.problem) == (404, "return-not-found")
    assert await returns(shop, other) == [(foreign["id"], "requested")]


WRONG_RETURNS: list[tuple[Any, int, str]] = [
    (pieces(1), 409, "quantity-exceeded"),
    (pieces(1, line=7), 422, "unknown-line"),
    (pieces(1) | {"reason": ""}, 422, "invalid"),
    (pieces(1) | {"customer_id": "x"}, 422, "invalid"),
    ({"lines": []}, 422, "invalid"),
    ([], 422, "invalid"),
]


async def test_what_cannot_be_given_back_changes_nothing(shop: Shop) -> None:
    order = await bought(shop, "guest@example.com")
    for body, status, problem in WRONG_RETURNS:
        wish = {"reason": "Too small"} | body if isinstance(body, dict) else body
        refused = await act(shop, order, "returns", wish)
        assert (refused.status, refused.problem) == (status, problem), body
    assert await returns(shop, order) == []
