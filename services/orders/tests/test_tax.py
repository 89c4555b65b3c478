"""Tax of a shop whose prices do not contain it; in prices, tests of pricing and shipping see it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.orders.tests.make import Shop, pieces
from services.orders.tests.pricing import amounts, heard_of, method, preview, pricer, rate, stored

ADMIN = "/v1/admin/tax-rates"
VAT: dict[str, Any] = {
    "country": "ES",
    "tax_class": "standard",
    "starts_on": "2026-01-01",
    "rate_ppm": 210_000,
}


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"PRICES_INCLUDE_TAX": "false"}


async def test_tax_comes_on_top_of_goods_and_shipping(shop: Shop) -> None:
    await rate(shop, 210_000)
    variant, post = await shop.stocked(5, amount=1000), await method(shop, amount=100)
    order = (await shop.place(variant, shipping_method=post)).json
    assert not order["costs"]["prices_include_tax"]
    assert amounts(order["costs"], "subtotal", "tax", "total") == [1000, 231, 1331]
    assert amounts(order["costs"]["shipping"], "net", "tax", "total") == [100, 21, 121]
    [line] = order["lines"]
    assert amounts(line["costs"], "gross", "net", "tax", "total") == [1000, 1000, 210, 1210]
    assert line["costs"]["tax_rate_ppm"] == 210_000
    assert (await shop.money(order["id"]))["capture"] == 1331


async def test_a_cancelled_piece_is_worth_its_tax_too(shop: Shop) -> None:
    await rate(shop, 210_000)
    order = await shop.bought(3, amount=333)
    assert order["total"]["amount"] == 1209
    given = []
    for _ in range(2):
        done = await shop.keep(f"orders/{order['id']}/cancellations", pieces(1))
        given.append(done["refund"]["amount"])
    assert given == [403, 403]
    await shop.ask(f"orders/{order['id']}/cancel")
    await shop.settle(order["id"])
    assert (await shop.money(order["id"]))["refund"] == 1209


async def test_the_rate_of_the_day_counts_and_stays(shop: Shop) -> None:
    today = shop.orders.clock.now().date()
    await rate(shop, 100_000)
    rate_id = await rate(shop, 210_000, starts_on=str(today))
    await rate(shop, 500_000, starts_on=str(today + timedelta(days=1)))
    await rate(shop, 900_000, country="FR")
    variant = await shop.stocked(9, amount=1000)
    order = (await shop.place(variant)).json
    assert order["total"]["amount"] == 1210
    await pricer(shop).put(f"{ADMIN}/{rate_id}", VAT | {"rate_ppm": 0}, **{"If-Match": "*"})
    assert (await shop.customer.get(f"/v1/orders/{order['id']}")).json == order
    await pricer(shop).send("DELETE", f"{ADMIN}/{rate_id}", headers={"If-Match": "*"})
    assert (await shop.place(variant)).json["total"]["amount"] == 1100


async def test_a_preview_has_the_tax_of_the_country_it_names(shop: Shop) -> None:
    await rate(shop, 210_000)
    variant = await shop.stocked(5, amount=1000)
    await heard_of(shop, variant, 1000)
    assert (await preview(shop, variant, 2)).json["total"]["amount"] == 2420
    assert (await preview(shop, variant, shipping_country="FR")).json["total"]["amount"] == 1000
    assert (await preview(shop, variant, shipping_country=None)).json["total"]["amount"] == 1000


async def test_a_class_has_its_own_rate(shop: Shop) -> None:
    await rate(shop, 210_000)
    await rate(shop, 40_000, tax_class="books")
    sku, price = uuid4().hex[:12], {"amount": 1000, "currency": "EUR"}
    book = {"sku": sku, "name": "Paper", "price": price, "stock": 5}
    product = {
        "handle": sku,
        "name": "Book",
        "description": "A book",
        "tax_class": "books",
        "variants": [book],
    }
    answer = await shop.staff.post("/v1/admin/products", product, key=str(uuid4()))
    assert (await shop.place(answer.json["variants"][0]["id"])).json["total"]["amount"] == 1040


async def test_staff_keeps_one_rate_a_day(shop: Shop) -> None:
    staff = pricer(shop)
    first = await rate(shop, 1, starts_on="2026-01-01")
    other = await rate(shop, 1, starts_on="2026-02-01")
    again = await staff.post(ADMIN, VAT, key=str(uuid4()))
    assert (again.status, again.problem) == (409, "tax-rate-exists")
    moved = await staff.put(f"{ADMIN}/{other}", VAT, **{"If-Match": '"1"'})
    assert (moved.status, moved.problem) == (409, "tax-rate-exists")
    assert (await staff.put(f"{ADMIN}/{first}", VAT)).problem == "precondition-required"
    edited = await staff.put(f"{ADMIN}/{first}", VAT, **{"If-Match": '"1"'})
    assert (edited.status, edited.json["rate_ppm"], edited.headers["etag"]) == (200, 210_000, '"2"')
    assert (
        await staff.send("DELETE", f"{ADMIN}/{first}", headers={"If-Match": '"1"'})
    ).problem == "precondition-failed"
    assert (await staff.send("DELETE", f"{ADMIN}/{first}", headers={"If-Match": '"2"'})).status == 204
    assert (await staff.get(f"{ADMIN}/{first}")).problem == "tax-rate-not-found"
    page = (await staff.get(f"{ADMIN}?limit=1")).json
    assert ([each["id"] for each in page["items"]], page["next"]) == ([other], None)


@pytest.mark.parametrize(
    "changed",
    [
        {"rate_ppm": -1},
        {"rate_ppm": 1_000_001},
        {"rate_ppm": 0.21},
        {"country": "es"},
        {"country": "ESP"},
        {"tax_class": ""},
        {"tax_class": "Books"},
        {"starts_on": "2026-02-30"},
        {"starts_on": "soon"},
        {"ends_on": "2026-02-01"},
    ],
)
async def test_what_makes_no_sense_is_refused(shop: Shop, changed: dict[str, Any]) -> None:
    answer = await pricer(shop).post(ADMIN, VAT | changed, key=str(uuid4()))
    assert (answer.status, answer.problem) == (422, "invalid")
    assert await stored(shop, "tax_rates") == 0


async def test_only_who_may_decides(shop: Shop) -> None:
    others = shop.orders.as_account(uuid4(), "shipping:write", "promotions:write", "orders:read")
    for who in (shop.customer, others):
        assert (await who.get(ADMIN)).status == 403
        assert (await who.post(ADMIN, VAT, key=str(uuid4()))).status == 403
    assert await stored(shop, "tax_rates") == 0
