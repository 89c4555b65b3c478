"""The example flow: register, log in, browse, buy; and everybody who listens hears of it."""

import asyncio
import base64
from uuid import uuid4

import msgspec
import pytest

from journeys.people import People, until


def part_of(token: str, number: int) -> dict[str, object]:
    text = token.split(".")[number]
    decoded: dict[str, object] = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded


async def test_a_login_gives_a_short_token_and_a_refresh_token(people: People) -> None:
    customer = await people.customer()
    header, claims = (part_of(customer.tokens["access_token"], number) for number in (0, 1))
    assert (header["alg"], header["typ"]) == ("ES256", "at+jwt")
    assert (claims["acr"], claims["amr"]) == ("1", ["pwd"])
    assert claims["exp"] - claims["iat"] == 300  # type: ignore[operator]
    assert (claims["sub"], claims["permissions"]) == (customer.id, [])
    refreshed = await people.nobody.post(
        "/v1/auth/refresh", {"refresh_token": customer.tokens["refresh_token"]}
    )
    assert refreshed.status == 200
    assert refreshed.json["refresh_token"] != customer.tokens["refresh_token"]


async def test_anybody_may_browse(people: People) -> None:
    listed = (await people.nobody.get("/v1/products")).json["items"]
    assert len(listed) >= 8
    found = (await people.nobody.get("/v1/search?q=tetera")).json["items"]
    assert "Tetera" in found[0]["name"]
    detail = await people.nobody.get(f"/v1/products/{found[0]['id']}")
    assert detail.json["variants"][0]["price"]["currency"] == "EUR"
    assert detail.headers["etag"]


async def test_two_products_are_bought_and_everybody_hears_of_it(people: People) -> None:
    customer, agent = await people.customer(), await people.staff("support_agent")
    shirt, mug = await people.stocked(5, amount=1999), await people.stocked(5, amount=901)

    async def previewed() -> object:
        lines = [{"variant_id": shirt, "quantity": 1}, {"variant_id": mug, "quantity": 1}]
        answer = await customer.http.post("/v1/orders/preview", {"lines": lines})
        return answer.status == 200 and answer.json

    assert (await until(previewed))["total"] == {"amount": 2900, "currency": "EUR"}
    bought = await customer.buy(shirt, mug, key="buy-12345678")
    assert bought.status == 201, bought
    order = bought.json
    assert (order["status"], order["total"]["amount"]) == ("confirmed", 2900)
    assert (await customer.buy(shirt, mug, key="buy-12345678")).content == bought.content
    assert await people.money(order["id"]) == {"authorize": 2900, "capture": 2900}
    assert await people.level(shirt) == (5, 1)

    async def counted() -> object:
        account = (await agent.http.get(f"/v1/admin/accounts/{customer.id}")).json
        return account["order_count"] == 1

    async def referenced() -> object:
        rows = await people.rows(
            "support", "SELECT status FROM customer_orders WHERE order_id = $1", order["id"]
        )
        return [row["status"] for row in rows] == ["confirmed"]

    async def copied() -> object:
        rows = await people.rows(
            "orders", "SELECT available FROM availabilities WHERE variant_id = $1", shirt
        )
        return [row["available"] for row in rows] == [4]

    await asyncio.gather(until(counted), until(referenced), until(copied))


async def test_a_ticket_about_an_order_is_answered(people: People) -> None:
    customer, agent = await people.customer(), await people.staff("support_agent")
    order = (await customer.buy(await people.stocked(5))).json

    async def opened() -> object:
        body = {"subject": "Where is it?", "text": "I wait.", "order_id": order["id"]}
        answer = await customer.http.post("/v1/support/tickets", body, key=f"ticket-{order['id']}")
        return answer.status == 201 and answer.json

    ticket = await until(opened)
    reply = await agent.http.post(
        f"/v1/admin/tickets/{ticket['id']}/messages",
        {"text": "On its way.", "is_internal": False},
        key=str(uuid4()),
    )
    assert reply.status == 201, reply
    messages = (await customer.http.get(f"/v1/support/tickets/{ticket['id']}/messages")).json["items"]
    assert [message["text"] for message in messages] == ["I wait.", "On its way."]
    seen = (await agent.http.get(f"/v1/admin/tickets/{ticket['id']}")).json
    assert order["id"] in str(seen)


async def test_out_of_stock_and_declined_cards_leave_nothing_behind(people: People) -> None:
    customer = await people.customer()
    plenty, none = await people.stocked(5), await people.stocked(0)
    refused = await customer.buy(plenty, none)
    assert (refused.status, refused.problem, len(refused.json["skus"])) == (409, "out-of-stock", 1)
    declined = await customer.buy(plenty, card="pm_card_visa_chargeDeclined")
    assert (declined.status, declined.problem) == (402, "payment-declined")
    assert await people.level(plenty) == (5, 0)
    assert await people.money(declined.json["order_id"]) == {}


async def test_a_disabled_account_is_refused(people: People) -> None:
    customer, admin = await people.customer(), await people.staff("admin")
    variant = await people.stocked(5)
    disabled = await admin.http.post(f"/v1/admin/accounts/{customer.id}/disable")
    assert disabled.status < 300, disabled

    async def refused() -> object:
        return (await customer.buy(variant)).status == 403

    await until(refused)
    answer = await customer.buy(variant)
    assert answer.problem == "account-disabled"
    rows = await people.rows(
        "orders", "SELECT id FROM orders WHERE customer_id = $1 AND status = 'pending'", customer.id
    )
    assert rows == []


async def test_fifty_buyers_of_the_last_unit_are_one_buyer(people: People) -> None:
    variant = await people.stocked(1)
    buyers = [await people.customer() for _ in range(5)] * 10
    answers = await asyncio.gather(*(buyer.insist(variant, key=str(uuid4())) for buyer in buyers))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 49
    assert await people.level(variant) == (1, 1)


async def test_a_cancelled_order_is_refunded(people: People) -> None:
    customer = await people.customer()
    variant = await people.stocked(5)
    order = (await customer.buy(variant)).json
    answer = await customer.http.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234")
    assert answer.status == 200, answer

    async def cancelled() -> object:
        return (await customer.http.get(f"/v1/orders/{order['id']}")).json["status"] == "cancelled"

    await until(cancelled)
    assert await people.money(order["id"]) == {"authorize": 1999, "capture": 1999, "refund": 1999}
    assert await people.level(variant) == (5, 0)


async def test_somebody_elses_order_and_ticket_are_not_there(people: People) -> None:
    customer, stranger = await people.customer(), await people.customer()
    order = (await customer.buy(await people.stocked(5))).json
    ticket = await customer.http.post(
        "/v1/support/tickets", {"subject": "Mine", "text": "Mine"}, key=str(uuid4())
    )
    for path in (f"/v1/orders/{order['id']}", f"/v1/support/tickets/{ticket.json['id']}"):
        assert (await customer.http.get(path)).status == 200
        assert (await stranger.http.get(path)).status == 404


@pytest.mark.parametrize("token", [None, "forged", "a.b.c"])
async def test_without_a_good_token_the_service_never_hears_of_it(people: People, token: str | None) -> None:
    before = await requests_seen(people, "/v1/orders")
    answer = await people.nobody.acting(token).post("/v1/orders", {}, key="key-12345678")
    assert (answer.status, answer.problem) in ((401, "unauthenticated"), (401, "invalid-token"))
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert await requests_seen(people, "/v1/orders") == before


async def requests_seen(people: People, route: str) -> list[str]:
    metrics = (await people.direct("orders").get("/metrics")).content.decode()
    return [line for line in metrics.splitlines() if "_count" in line and f'route="{route}"' in line]


@pytest.mark.parametrize(
    "path", ["/internal/reservations/1", "/health/live", "/metrics", "/nowhere", "/v1/orders/../../metrics"]
)
async def test_what_is_inside_is_not_reachable_from_outside(people: People, path: str) -> None:
    customer = await people.customer()
    answer = await customer.http.get(path)
    assert (answer.status, answer.problem) == (404, "not-found")


async def test_a_service_verifies_for_itself(people: People) -> None:
    for part in ("orders", "users", "support"):
        path = {"orders": "/v1/orders", "users": "/v1/me", "support": "/v1/support/tickets"}[part]
        assert (await people.direct(part).get(path)).status == 401
        forged = await people.direct(part).acting("a.b.c").get(path, X_User_Id=str(uuid4()))
        assert forged.status == 401
