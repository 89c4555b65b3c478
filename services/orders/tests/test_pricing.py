"""What an order costs: lines add up, no cent is lost, and no discount is more than what it is taken off."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chassis.ids import new_id
from orders.money import Money, rounded
from orders.pricing.model import (
    Breakdown,
    PricedLine,
    Request,
    Ruled,
    Rules,
    Terms,
    keep,
    price,
    terms_of,
)
from orders.promotion.model import Candidate, CodeRefused, Kind, PromotionTerms, Why
from orders.shipping.model import (
    Chosen,
    MethodTerms,
    ShippingMethodRequired,
    ShippingMethodUnavailable,
    WeightStep,
)
from orders.tax.model import Taxes

EUR = "EUR"
SHIRT, SHOES = new_id(), new_id()
STANDARD_21 = {"standard": 210_000, "reduced": 100_000}


def line(
    amount: int,
    quantity: int = 1,
    *,
    product_id: UUID = SHIRT,
    tax_class: str = "standard",
    grams: int | None = None,
) -> PricedLine:
    return PricedLine(new_id(), quantity, amount, product_id, tax_class, grams)


def method(**changed: Any) -> Chosen:
    terms: dict[str, Any] = {"name": "Post", "currency": EUR, "amount": 495} | changed
    return Chosen(new_id(), MethodTerms(**terms))


def percentage(basis_points: int, **changed: Any) -> Candidate:
    return promotion(Kind.PERCENTAGE, basis_points=basis_points, **changed)


def fixed(amount: int, **changed: Any) -> Candidate:
    return promotion(Kind.FIXED_AMOUNT, amount=Money(amount, EUR), **changed)


def promotion(kind: Kind, **changed: Any) -> Candidate:
    terms = PromotionTerms(**{"name": str(kind), "kind": kind} | changed)
    terms.check()
    return Candidate(new_id(), terms)


def paid(lines: list[PricedLine], *promotions: Candidate, **terms: Any) -> Breakdown:
    codes = [each.terms.code.upper() for each in promotions if each.terms.code]
    return price(lines, EUR, Terms(promotions=list(promotions), codes=codes, **terms))


# Tables


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(0, 1, 0), (1, 2, 1), (1, 3, 0), (2, 3, 1), (3, 2, 2), (5, 2, 3), (149, 100, 1), (150, 100, 2)],
)
def test_a_half_is_rounded_up(numerator: int, denominator: int, expected: int) -> None:
    assert rounded(numerator, denominator) == expected


def test_without_terms_an_order_costs_what_its_lines_cost() -> None:
    found = paid([line(1999, 2), line(500)])
    assert (found.total, found.subtotal, found.discount, found.tax) == (4498, 4498, 0, 0)
    assert (found.shipping, found.promotions) == (None, ())


@pytest.mark.parametrize(
    ("is_inclusive", "amount", "tax_class", "net", "tax"),
    [
        (True, 1999, "standard", 1652, 347),
        (True, 121, "standard", 100, 21),
        (True, 1, "standard", 1, 0),
        (False, 1652, "standard", 1652, 347),
        (False, 100, "reduced", 100, 10),
        (False, 5, "reduced", 5, 1),  # half a cent
        (False, 100, "books", 100, 21),  # no rate of its own
        (True, 0, "standard", 0, 0),
    ],
)
def test_tax_is_in_the_price_or_comes_on_top(
    is_inclusive: bool, amount: int, tax_class: str, net: int, tax: int
) -> None:
    taxed = Taxes(is_inclusive, STANDARD_21).split(amount, tax_class)
    assert (taxed.net, taxed.tax) == (net, tax)


def test_a_country_without_rates_is_not_taxed() -> None:
    assert Taxes(False, {}).split(100, "standard").tax == 0
    assert Taxes(False, {"reduced": 100_000}).split(100, "standard").tax == 0


BY_WEIGHT = [WeightStep(1000, 495), WeightStep(5000, 895)]


@pytest.mark.parametrize(
    ("changed", "goods", "grams", "amount"),
    [
        ({}, 1, 0, 495),
        ({"free_from": 5000}, 4999, 0, 495),
        ({"free_from": 5000}, 5000, 0, 0),
        ({"free_from": 0}, 0, 0, 0),
        ({"amount": None, "by_weight": BY_WEIGHT}, 1, 0, 495),
        ({"amount": None, "by_weight": BY_WEIGHT}, 1, 1000, 495),
        ({"amount": None, "by_weight": BY_WEIGHT}, 1, 1001, 895),
        ({"amount": None, "by_weight": BY_WEIGHT, "free_from": 1}, 1, 5001, 0),
    ],
)
def test_a_method_charges_by_its_table(changed: dict[str, Any], goods: int, grams: int, amount: int) -> None:
    assert method(**changed).terms.charge(goods=goods, grams=grams, currency=EUR) == amount


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"currency": "USD"}, "currency"), ({"amount": None, "by_weight": BY_WEIGHT}, "too_heavy")],
)
def test_what_cannot_be_sent_that_way_has_no_price(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(ShippingMethodUnavailable) as refused:
        paid([line(100, 2, grams=2501)], shipping=method(**changed))
    assert refused.value.facts["why"] == why


@pytest.mark.parametrize(
    ("promotions", "discounts", "total"),
    [
        ([percentage(1000)], [200, 100], 2700),
        ([percentage(10_000)], [2000, 1000], 0),
        ([fixed(1000)], [667, 333], 2000),
        ([fixed(5000)], [2000, 1000], 0),
        ([fixed(500, product_ids=[SHOES])], [0, 500], 2500),
        ([percentage(1000), fixed(270, priority=200)], [380, 190], 2430),
        ([percentage(1000, priority=200), fixed(300)], [380, 190], 2430),
        ([percentage(1000, is_exclusive=True), fixed(300, priority=200)], [200, 100], 2700),
        ([percentage(1000), fixed(300, priority=200, is_exclusive=True)], [200, 100], 2700),
        ([fixed(300, minimum=Money(3000, EUR))], [200, 100], 2700),
        ([fixed(300, minimum=Money(3001, EUR))], [0, 0], 3000),
        ([percentage(1000, minimum=Money(1, "USD"))], [0, 0], 3000),
    ],
)
def test_promotions_take_their_share_off_every_line(
    promotions: list[Candidate], discounts: list[int], total: int
) -> None:
    found = paid([line(1000, 2), line(1000, product_id=SHOES)], *promotions)
    assert ([each.discount for each in found.lines], found.total) == (discounts, total)
    assert sum(each.amount for each in found.promotions) == sum(discounts)


def test_shipping_is_free_from_what_the_goods_cost_after_discounts() -> None:
    post = method(free_from=2000)
    assert paid([line(2000)], shipping=post).total == 2000
    assert paid([line(2000)], fixed(1), shipping=post).total == 1999 + 495


def test_free_shipping_takes_off_what_sending_costs() -> None:
    found = paid([line(1000)], promotion(Kind.FREE_SHIPPING), shipping=method())
    assert found.shipping is not None
    assert (found.shipping.gross, found.shipping.discount, found.shipping.paid) == (495, 495, 0)
    assert (found.total, found.discount, found.promotions[0].amount) == (1000, 495, 495)


@pytest.mark.parametrize(
    ("candidate", "terms", "why"),
    [
        (fixed(1, code="save", minimum=Money(1001, EUR)), {}, Why.MINIMUM),
        (fixed(1, code="save", minimum=Money(1, "USD")), {}, Why.CURRENCY),
        (fixed(1, code="save", product_ids=[SHOES]), {}, Why.PRODUCTS),
        (promotion(Kind.FREE_SHIPPING, code="save"), {}, Why.NO_SHIPPING),
        (promotion(Kind.FREE_SHIPPING, code="save"), {"shipping": method(free_from=0)}, Why.TAKES_NOTHING),
    ],
)
def test_a_code_that_takes_nothing_off_says_why(
    candidate: Candidate, terms: dict[str, Any], why: Why
) -> None:
    found = paid([line(1000)], candidate, **terms)
    assert (found.refused_codes, found.promotions) == ((CodeRefused("SAVE", why),), ())


def test_of_two_codes_an_exclusive_one_stands_alone() -> None:
    alone, other = fixed(1, code="alone", is_exclusive=True, priority=1), fixed(1, code="other")
    assert paid([line(1000)], alone, other).refused_codes == (CodeRefused("OTHER", Why.NOT_TOGETHER),)


def ruled(uses: int = 0, own_uses: int | None = 0, **changed: Any) -> Ruled:
    candidate = percentage(1000, code="save", **changed)
    return Ruled(candidate.id, candidate.terms, uses, own_uses)


def asked(*codes: str, is_final: bool = True, **changed: Any) -> Request:
    request = Request(True, "ES", None, list(codes), is_final)
    return msgspec.structs.replace(request, **changed)


def rules(*promotions: Ruled, is_first_order: bool = True, **changed: Any) -> Rules:
    found = Rules(False, None, STANDARD_21, list(promotions), is_first_order)
    return msgspec.structs.replace(found, **changed)


@pytest.mark.parametrize(
    ("promotion", "is_first_order", "why"),
    [
        (ruled(), False, None),
        (ruled(9, usage_limit=10), False, None),
        (ruled(10, usage_limit=10), False, Why.USED_UP),
        (ruled(11, usage_limit=10), False, Why.USED_UP),
        (ruled(5, 1, usage_limit_per_customer=2), False, None),
        (ruled(5, 2, usage_limit_per_customer=2), False, Why.USED_UP),
        (ruled(0, None, usage_limit_per_customer=2), False, Why.USED_UP),  # who is it?
        (ruled(only_first_order=True), True, None),
        (ruled(only_first_order=True), False, Why.NOT_FIRST_ORDER),
    ],
)
def test_a_promotion_is_for_this_customer_or_its_code_is_refused(
    promotion: Ruled, is_first_order: bool, why: Why | None
) -> None:
    terms = terms_of(rules(promotion, is_first_order=is_first_order), asked("SAVE", "OTHER"))
    expected = [] if why is None else [CodeRefused("SAVE", why)]
    assert terms.refused_codes == [*expected, CodeRefused("OTHER", Why.UNKNOWN)]
    assert [each.id for each in terms.promotions] == ([promotion.id] if why is None else [])
    assert terms.codes == (["SAVE"] if why is None else [])


def test_what_was_not_claimed_is_no_part_of_the_terms() -> None:
    counted, free = ruled(usage_limit=1), percentage(500)
    terms = terms_of(rules(counted, Ruled(free.id, free.terms, 0, 0)), asked("SAVE"))
    assert keep(terms, {counted.id}) == terms
    left = keep(terms, set())
    assert ([each.id for each in left.promotions], left.codes) == ([free.id], [])
    assert left.refused_codes == [CodeRefused("SAVE", Why.USED_UP)]


@pytest.mark.parametrize(
    ("found", "request_", "refused"),
    [
        (rules(is_shipped=True), asked(), ShippingMethodRequired),
        (rules(is_shipped=True), asked(is_final=False), None),
        (rules(is_shipped=False), asked(), None),
        (rules(), asked(method_id=SHIRT), ShippingMethodUnavailable),
        (rules(method=method(is_active=False)), asked(method_id=SHIRT), ShippingMethodUnavailable),
        (rules(method=method(countries=["FR"])), asked(method_id=SHIRT), ShippingMethodUnavailable),
        (rules(method=method(countries=["FR"])), asked(method_id=SHIRT, country=None), None),
        (rules(method=method(countries=["ES"])), asked(method_id=SHIRT), None),
    ],
)
def test_an_order_is_sent_by_a_method_that_goes_there(
    found: Rules, request_: Request, refused: type[Exception] | None
) -> None:
    if refused is None:
        assert terms_of(found, request_).shipping == found.method
    else:
        with pytest.raises(refused):
            terms_of(found, request_)


# Properties

RATES = some.integers(0, 1_000_000)


@given(some.integers(0, 10**12), RATES)
def test_inclusive_and_exclusive_tax_agree(net: int, rate: int) -> None:
    """What a net amount costs with its tax contains exactly that tax."""
    on_top = Taxes(False, {"standard": rate}).split(net, "standard")
    within = Taxes(True, {"standard": rate}).split(on_top.net + on_top.tax, "standard")
    assert within == on_top


@given(some.integers(0, 10**12), RATES)
def test_no_tax_is_half_a_unit_off_its_definition(amount: int, rate: int) -> None:
    share = Fraction(rate, 1_000_000)
    for is_inclusive, exact in ((True, amount * share / (1 + share)), (False, amount * share)):
        taxed = Taxes(is_inclusive, {"standard": rate}).split(amount, "standard")
        assert abs(taxed.tax - exact) <= Fraction(1, 2)
        assert taxed.net + (taxed.tax if is_inclusive else 0) == amount
        assert min(taxed.net, taxed.tax) >= 0


LINES = some.lists(
    some.builds(
        line,
        some.integers(0, 10**6),
        some.integers(1, 999),
        product_id=some.sampled_from([SHIRT, SHOES]),
        tax_class=some.sampled_from(["standard", "reduced", "books"]),
        grams=some.none() | some.integers(0, 10**6),
    ),
    min_size=1,
    max_size=8,
)
SHARED = {
    "product_ids": some.sampled_from([[], [SHIRT], [SHOES]]),
    "priority": some.integers(0, 3),
    "is_exclusive": some.booleans(),
    "minimum": some.none() | some.builds(Money, some.integers(0, 10**5), some.just(EUR)),
}


def drawn(make: Callable[..., Candidate], *args: Any) -> some.SearchStrategy[Candidate]:
    return some.builds(make, *args, **SHARED)


PROMOTIONS = some.lists(
    drawn(percentage, some.integers(1, 10_000))
    | drawn(fixed, some.integers(1, 10**7))
    | drawn(promotion, some.just(Kind.FREE_SHIPPING)),
    max_size=5,
)
TERMS = some.fixed_dictionaries(
    {
        "taxes": some.builds(
            Taxes,
            some.booleans(),
            some.dictionaries(some.sampled_from(["standard", "reduced"]), RATES),
        ),
        "shipping": some.none() | some.builds(method, amount=some.integers(0, 10**5)),
    }
)


@given(LINES, PROMOTIONS, TERMS)
def test_the_breakdown_adds_up(
    lines: list[PricedLine], promotions: list[Candidate], terms: dict[str, Any]
) -> None:
    found = paid(lines, *promotions, **terms)
    charges = [*found.lines, *([found.shipping] if found.shipping else [])]
    assert found.total == sum(charge.paid for charge in charges)
    for charge in charges:
        assert 0 <= charge.discount <= charge.gross
        assert min(charge.net, charge.tax) >= 0
        due = charge.net + charge.tax if found.prices_include_tax else charge.net
        assert charge.gross - charge.discount == due
    assert [each.gross for each in found.lines] == [each.unit_amount * each.quantity for each in lines]
    assert sum(each.amount for each in found.promotions) == found.discount
    if found.prices_include_tax:
        shipping = found.shipping.gross if found.shipping else 0
        assert found.total == found.subtotal + shipping - found.discount


@given(LINES, PROMOTIONS, TERMS)
def test_a_promotion_takes_only_of_its_lines_and_an_exclusive_one_applies_alone(
    lines: list[PricedLine], promotions: list[Candidate], terms: dict[str, Any]
) -> None:
    found = paid(lines, *promotions, **terms)
    by_id = {each.id: each.terms for each in promotions}
    applied = [by_id[each.promotion_id] for each in found.promotions]
    if any(each.is_exclusive for each in applied):
        assert len(applied) == 1
    of_goods = [each for each in applied if each.kind != Kind.FREE_SHIPPING]
    for each, charge in zip(lines, found.lines, strict=True):
        if charge.discount:
            assert any(one.applies_to(each.product_id) for one in of_goods)


@given(LINES, TERMS, some.integers(1, 10_000))
def test_a_percentage_of_everything_is_rounded_once(
    lines: list[PricedLine], terms: dict[str, Any], basis_points: int
) -> None:
    found = paid(lines, percentage(basis_points), **terms)
    assert sum(each.discount for each in found.lines) == rounded(found.subtotal * basis_points, 10_000)


@given(LINES, PROMOTIONS, TERMS)
def test_the_same_terms_always_give_the_same_price(
    lines: list[PricedLine], promotions: list[Candidate], terms: dict[str, Any]
) -> None:
    assert paid(lines, *promotions, **terms) == paid(lines, *reversed(promotions), **terms)
