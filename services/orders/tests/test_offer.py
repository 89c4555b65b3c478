"""Offers: the copy of catalog's prices that previews an order without asking."""

import itertools
from uuid import UUID, uuid4

from chassis.testing import Running, message
from orders.money import Money
from orders.subscribed import (
    ProductChanged,
    ProductVariant,
    StockChanged,
    UserDisabled,
    UserEnabled,
    UserRegistered,
)

EUR = "EUR"


def changed(product_id: UUID, variant_id: UUID, amount: int, *, status: str = "active") -> ProductChanged:
    variant = ProductVariant(variant_id, "SKU-1", "One size", Money(amount, EUR))
    return ProductChanged(product_id=product_id, name="Shirt", status=status, variants=[variant])


async def preview(orders: Running, variant_id: UUID, quantity: int = 1):  # type: ignore[no-untyped-def]
    lines = {"lines": [{"variant_id": str(variant_id), "quantity": quantity}]}
    return await orders.as_account(uuid4()).post("/v1/orders/preview", lines)


async def test_a_preview_answers_totals_from_the_copy(orders: Running) -> None:
    product_id, variant_id = uuid4(), uuid4()
    await orders.deliver(
        message(changed(product_id, variant_id, 1999), of=product_id),
        message(StockChanged(variant_id=variant_id, available=2), of=variant_id),
    )
    answer = await preview(orders, variant_id, 2)
    assert answer.json["total"] == {"amount": 3998, "currency": EUR}
    assert answer.json["lines"][0]["is_available"]
    assert not (await preview(orders, variant_id, 3)).json["lines"][0]["is_available"]


async def test_whatever_comes_in_which_order_the_newest_price_stands(orders: Running) -> None:
    for order in itertools.permutations(range(3)):
        product_id, variant_id = uuid4(), uuid4()
        events = [
            message(changed(product_id, variant_id, 100 + number), of=product_id, version=number + 1)
            for number in range(3)
        ]
        for number in order:
            await orders.deliver(events[number], events[number])
        assert (await preview(orders, variant_id)).json["total"]["amount"] == 102


async def test_stock_may_be_heard_of_before_its_product(orders: Running) -> None:
    product_id, variant_id = uuid4(), uuid4()
    await orders.deliver(message(StockChanged(variant_id=variant_id, available=1), of=variant_id))
    await orders.deliver(message(changed(product_id, variant_id, 5), of=product_id))
    assert (await preview(orders, variant_id)).json["lines"][0]["is_available"]


async def test_what_may_be_owed_can_be_ordered(orders: Running) -> None:
    product_id, variant_id = uuid4(), uuid4()
    await orders.deliver(message(changed(product_id, variant_id, 5), of=product_id))
    for version, (available, sellable) in enumerate([(0, 1), (-1, 0), (1, 1)], 1):
        event = StockChanged(variant_id=variant_id, available=available, sellable=sellable)
        await orders.deliver(message(event, of=variant_id, version=version))
        [line] = (await preview(orders, variant_id)).json["lines"]
        assert line["is_available"] == (sellable > 0)


async def test_what_is_no_longer_sold_has_no_preview(orders: Running) -> None:
    product_id, variant_id = uuid4(), uuid4()
    await orders.deliver(
        message(changed(product_id, variant_id, 5), of=product_id),
        message(changed(product_id, variant_id, 5, status="archived"), of=product_id, version=2),
    )
    answer = await preview(orders, variant_id)
    assert (answer.status, answer.problem) == (422, "unknown-variant")
    assert answer.json["variant_ids"] == [str(variant_id)]


async def test_the_last_word_about_an_account_stands_in_any_order(orders: Running) -> None:
    for order in itertools.permutations(range(3)):
        account_id = uuid4()
        events = [
            message(UserRegistered(account_id=account_id), of=account_id, version=1),
            message(UserDisabled(account_id=account_id), of=account_id, version=2),
            message(UserEnabled(account_id=account_id), of=account_id, version=3),
        ]
        for number in order:
            await orders.deliver(events[number], events[number])
        is_disabled = await orders.db.one(
            bool, "SELECT is_disabled FROM accounts WHERE account_id = $1", account_id
        )
        assert is_disabled is False
