"""What an order costs: one pure function of its lines and of the terms it was placed under.

Amounts are minor units of one currency. The order of things: promotions take off the goods, each its share of
every line; sending is charged; free shipping takes that off; tax is split from, or put on, each line and the
shipping. Rounding is `money.rounded`, once per discount and once per tax; shares are `money.allocate`.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from orders.money import allocate
from orders.promotion.model import Candidate, CodeRefused, Kind, Why
from orders.shipping.model import Chosen, ShippingMethodRequired, ShippingMethodUnavailable
from orders.tax.model import STANDARD, Taxes


class PricedLine(msgspec.Struct, frozen=True):
    """So many of a variant, at a price each. What no weight is known of weighs nothing."""

    variant_id: UUID
    quantity: int
    unit_amount: int
    product_id: UUID | None = None
    tax_class: str = STANDARD
    weight_grams: int | None = None

    @property
    def gross(self) -> int:
        return self.unit_amount * self.quantity


class Terms(msgspec.Struct, frozen=True):
    """What the shop asks and gives, as it was when the order was placed.

    `codes`, in upper case, are those of `promotions` that were named; the others among them are
    `refused_codes` already.
    """

    taxes: Taxes = Taxes()
    shipping: Chosen | None = None
    promotions: list[Candidate] = []
    codes: list[str] = []
    refused_codes: list[CodeRefused] = []

    @property
    def depends_on_prices(self) -> bool:
        """Whether they hold can only be said of lines that have prices."""
        return bool(self.promotions) or self.shipping is not None

    @property
    def counted(self) -> list[UUID]:
        """Promotions of which the order has claimed a use."""
        return [each.id for each in self.promotions if each.terms.is_counted]

    def used(self, applied: set[UUID]) -> "Terms | None":
        """What is left of them once the order is priced: whose uses it gives back when it is cancelled."""
        used = [each for each in self.promotions if each.terms.is_counted and each.id in applied]
        return Terms(promotions=used) if used else None


class Request(msgspec.Struct, frozen=True):
    """What a customer says about an order beside its lines; `codes` are in upper case, each once.

    `is_final`: an order is being placed. A cart may leave open where it goes, and how.
    """

    prices_include_tax: bool
    country: str | None
    method_id: UUID | None
    codes: list[str]
    is_final: bool


class Ruled(Candidate, frozen=True):
    """A promotion that is on, its uses, and those of the customer; None of one whom nobody knows."""

    uses: int
    own_uses: int | None


class Rules(msgspec.Struct, frozen=True):
    """What holds now in a country, for a customer. `is_shipped`: there are ways to send something there."""

    is_shipped: bool
    method: Chosen | None
    rates: dict[str, int]
    promotions: list[Ruled]
    is_first_order: bool


def terms_of(rules: Rules, asked: Request) -> Terms:
    """The terms of such an order. Raises when it cannot be sent as it asks, or does not say how."""
    _check_method(rules, asked)
    refused = {each.id: why for each in rules.promotions if (why := _not_for(each, rules)) is not None}
    by_code = {each.terms.shown_code: each.id for each in rules.promotions}
    whys = {code: _why_useless(by_code.get(code), refused) for code in asked.codes}
    return Terms(
        taxes=Taxes(asked.prices_include_tax, rules.rates),
        shipping=rules.method,
        promotions=[Candidate(each.id, each.terms) for each in rules.promotions if each.id not in refused],
        codes=[code for code, why in whys.items() if why is None],
        refused_codes=[CodeRefused(code, why) for code, why in whys.items() if why is not None],
    )


def _why_useless(promotion_id: UUID | None, refused: dict[UUID, Why]) -> Why | None:
    return Why.UNKNOWN if promotion_id is None else refused.get(promotion_id)


def _check_method(rules: Rules, asked: Request) -> None:
    if asked.method_id is None:
        if asked.is_final and rules.is_shipped:
            raise ShippingMethodRequired(country=asked.country)
        return
    if rules.method is None or not rules.method.terms.is_active:
        raise ShippingMethodUnavailable(why="unknown")
    if asked.country is not None and not rules.method.terms.serves(asked.country):
        raise ShippingMethodUnavailable(why="country", country=asked.country)


def _not_for(each: Ruled, rules: Rules) -> Why | None:
    """Why it is not for this customer now."""
    terms = each.terms
    if terms.only_first_order and not rules.is_first_order:
        return Why.NOT_FIRST_ORDER
    if terms.usage_limit is not None and each.uses >= terms.usage_limit:
        return Why.USED_UP
    own = terms.usage_limit_per_customer
    if own is not None and (each.own_uses is None or each.own_uses >= own):
        return Why.USED_UP
    return None


def keep(terms: Terms, claimed: set[UUID]) -> Terms:
    """The terms without the limited promotions of which there was no use left."""
    kept = [each for each in terms.promotions if not each.terms.is_counted or each.id in claimed]
    still = {each.terms.shown_code for each in kept}
    lost = [CodeRefused(code, Why.USED_UP) for code in terms.codes if code not in still]
    return msgspec.structs.replace(
        terms,
        promotions=kept,
        codes=[code for code in terms.codes if code in still],
        refused_codes=[*terms.refused_codes, *lost],
    )


class Charge(msgspec.Struct, frozen=True):
    """`gross` before any discount. What is paid is `net` and `tax` together, whoever has tax in the price.

    Inclusive: gross - discount = net + tax. Exclusive: gross - discount = net.
    """

    gross: int
    discount: int
    net: int
    tax_rate_ppm: int
    tax: int

    @property
    def paid(self) -> int:
        return self.net + self.tax


class ShippingCharge(Charge, frozen=True):
    """What sending costs."""

    method_id: UUID
    name: str


class Applied(msgspec.Struct, frozen=True):
    """What a promotion took off; all of them together are the order's discounts."""

    promotion_id: UUID
    name: str
    code: str | None
    amount: int


class Breakdown(msgspec.Struct, frozen=True):
    """What the order costs, line by line, in the order of its lines."""

    currency: str
    prices_include_tax: bool
    lines: tuple[Charge, ...]
    shipping: ShippingCharge | None
    promotions: tuple[Applied, ...] = ()
    refused_codes: tuple[CodeRefused, ...] = ()

    @property
    def applied(self) -> set[UUID]:
        return {each.promotion_id for each in self.promotions}

    @property
    def _charges(self) -> tuple[Charge, ...]:
        return self.lines if self.shipping is None else (*self.lines, self.shipping)

    @property
    def subtotal(self) -> int:
        """The goods before any discount."""
        return sum(line.gross for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(charge.discount for charge in self._charges)

    @property
    def tax(self) -> int:
        return sum(charge.tax for charge in self._charges)

    @property
    def total(self) -> int:
        return sum(charge.paid for charge in self._charges)


def price(lines: Sequence[PricedLine], currency: str, terms: Terms) -> Breakdown:
    """What these lines cost together. Raises ShippingMethodUnavailable when they cannot be sent that way."""
    chosen, refused = choose(lines, currency, terms)
    left = [line.gross for line in lines]
    taken = {each.id: _take_off(each, lines, left) for each in chosen if _is_of_goods(each)}
    sending = _sending(lines, sum(left), currency, terms)
    free = next((each for each in chosen if not _is_of_goods(each)), None)
    if free is not None:
        taken[free.id] = sending
    return Breakdown(
        currency=currency,
        prices_include_tax=terms.taxes.prices_include,
        lines=tuple(_charge(line, after, terms.taxes) for line, after in zip(lines, left, strict=True)),
        shipping=_shipping(terms, sending, is_free=free is not None),
        promotions=tuple(
            Applied(each.id, each.terms.name, each.terms.code, taken[each.id])
            for each in chosen
            if taken.get(each.id)
        ),
        refused_codes=_refused(terms, refused, taken),
    )


def choose(
    lines: Sequence[PricedLine], currency: str, terms: Terms
) -> tuple[list[Candidate], dict[UUID, Why]]:
    """The promotions that apply, in their order, and why the others do not."""
    chosen: list[Candidate] = []
    refused: dict[UUID, Why] = {}
    for each in sorted(terms.promotions, key=lambda candidate: candidate.rank):
        why = _why_not(each, lines, currency, has_shipping=terms.shipping is not None)
        if why is None and chosen and (each.terms.is_exclusive or chosen[0].terms.is_exclusive):
            why = Why.NOT_TOGETHER
        if why is None:
            chosen.append(each)
        else:
            refused[each.id] = why
    return chosen, refused


def _why_not(
    each: Candidate, lines: Sequence[PricedLine], currency: str, *, has_shipping: bool
) -> Why | None:
    terms = each.terms
    worth = [line.gross for line in lines if terms.applies_to(line.product_id)]
    if not terms.speaks(currency):
        return Why.CURRENCY
    if not worth:
        return Why.PRODUCTS
    if terms.minimum is not None and sum(worth) < terms.minimum.amount:
        return Why.MINIMUM
    return Why.NO_SHIPPING if terms.kind == Kind.FREE_SHIPPING and not has_shipping else None


def _is_of_goods(each: Candidate) -> bool:
    return each.terms.kind != Kind.FREE_SHIPPING


def _take_off(each: Candidate, lines: Sequence[PricedLine], left: list[int]) -> int:
    """Take a promotion off what is left of its lines, each its share; what it took all in all."""
    places = [place for place, line in enumerate(lines) if each.terms.applies_to(line.product_id)]
    bases = [left[place] for place in places]
    amount = each.terms.taken_off(sum(bases))
    for place, part in zip(places, allocate(amount, bases), strict=True):
        left[place] -= part
    return amount


def _sending(lines: Sequence[PricedLine], goods: int, currency: str, terms: Terms) -> int:
    if terms.shipping is None:
        return 0
    grams = sum((line.weight_grams or 0) * line.quantity for line in lines)
    return terms.shipping.terms.charge(goods=goods, grams=grams, currency=currency)


def _charge(line: PricedLine, after: int, taxes: Taxes) -> Charge:
    taxed = taxes.split(after, line.tax_class)
    return Charge(line.gross, line.gross - after, taxed.net, taxed.rate_ppm, taxed.tax)


def _shipping(terms: Terms, sending: int, *, is_free: bool) -> ShippingCharge | None:
    chosen = terms.shipping
    if chosen is None:
        return None
    taxed = terms.taxes.split(0 if is_free else sending, chosen.terms.tax_class)
    return ShippingCharge(
        gross=sending,
        discount=sending if is_free else 0,
        net=taxed.net,
        tax_rate_ppm=taxed.rate_ppm,
        tax=taxed.tax,
        method_id=chosen.id,
        name=chosen.terms.name,
    )


def _refused(terms: Terms, refused: dict[UUID, Why], taken: dict[UUID, int]) -> tuple[CodeRefused, ...]:
    """Of the codes that were named, those that took nothing off."""
    by_code = {each.terms.shown_code: each.id for each in terms.promotions}
    useless = [code for code in terms.codes if not taken.get(by_code[code])]
    whys = [refused.get(by_code[code], Why.TAKES_NOTHING) for code in useless]
    return (*terms.refused_codes, *map(CodeRefused, useless, whys))
