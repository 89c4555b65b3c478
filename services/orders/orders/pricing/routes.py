"""HTTP: how what an order costs is shown, wherever it is."""

from uuid import UUID

import msgspec

from orders.money import Money
from orders.pricing.model import Breakdown, Charge, ShippingCharge
from orders.promotion.model import CodeRefused


class CostView(msgspec.Struct):
    """`gross` before discounts; `total` is what is paid, `net` and `tax` together.

    The rate is in parts per million: 210000 is 21 %.
    """

    gross: Money
    discount: Money
    net: Money
    tax_rate_ppm: int
    tax: Money
    total: Money


class ShippingCostView(CostView, kw_only=True):
    """What sending costs, by the method of this name."""

    method_id: UUID
    name: str


class AppliedPromotionView(msgspec.Struct):
    """What a promotion took off."""

    promotion_id: UUID
    name: str
    code: str | None
    amount: Money


class BreakdownView(msgspec.Struct):
    """`subtotal`: the goods before discounts. `discount`, `tax` and `total` count goods and shipping."""

    subtotal: Money
    discount: Money
    shipping: ShippingCostView | None
    tax: Money
    total: Money
    prices_include_tax: bool
    promotions: list[AppliedPromotionView]


class RefusedCodeView(msgspec.Struct):
    """A code that takes nothing off, and why: unknown, used_up, not_first_order, currency, products, minimum,
    no_shipping, not_together or takes_nothing."""

    code: str
    why: str


def cost_view(charge: Charge, currency: str) -> CostView:
    return CostView(
        gross=Money(charge.gross, currency),
        discount=Money(charge.discount, currency),
        net=Money(charge.net, currency),
        tax_rate_ppm=charge.tax_rate_ppm,
        tax=Money(charge.tax, currency),
        total=Money(charge.paid, currency),
    )


def _shipping_view(charge: ShippingCharge, currency: str) -> ShippingCostView:
    amounts = msgspec.structs.asdict(cost_view(charge, currency))
    return ShippingCostView(**amounts, method_id=charge.method_id, name=charge.name)


def breakdown_view(cost: Breakdown) -> BreakdownView:
    def money(amount: int) -> Money:
        return Money(amount, cost.currency)

    return BreakdownView(
        subtotal=money(cost.subtotal),
        discount=money(cost.discount),
        shipping=None if cost.shipping is None else _shipping_view(cost.shipping, cost.currency),
        tax=money(cost.tax),
        total=money(cost.total),
        prices_include_tax=cost.prices_include_tax,
        promotions=[
            AppliedPromotionView(each.promotion_id, each.name, each.code, money(each.amount))
            for each in cost.promotions
        ],
    )


def refused_views(refused: tuple[CodeRefused, ...]) -> list[RefusedCodeView]:
    return [RefusedCodeView(each.code, each.why) for each in refused]
