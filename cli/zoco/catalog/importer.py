"""Puts a file's products into the shop: creates what is new, changes what differs, leaves the rest alone."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import uuid4

import msgspec

from zoco.catalog.shop import Answer, Shop
from zoco.catalog.shopify import Problem, Product, Variant

TRIES = 3
# What a file does not say stays as it is: a PUT replaces all of a product.
NOT_WRITTEN = ("id", "version", "variants")
NO_FACTS = ("type", "title", "status", "instance", "request_id")


class Outcome(StrEnum):
    """What became of a product."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Report(msgspec.Struct):
    """What an import did, or with a dry run would do."""

    counts: Counter[Outcome]
    problems: list[Problem]
    new_variants: int = 0
    units: int = 0


class Refused(Exception):
    """The shop did not take a product."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def begin(problems: list[Problem]) -> Report:
    """A report that knows what could not be read. A row without a handle counts as a product."""
    failed = {problem.handle or problem.line for problem in problems}
    return Report(Counter({Outcome.FAILED: len(failed)}), list(problems))


async def put_in(shop: Shop, product: Product, report: Report, *, dry_run: bool = False) -> Outcome:
    """Create or change one product, and write down what became of it."""
    try:
        outcome, new = await _put_in(shop, product, dry_run=dry_run)
    except Refused as refused:
        report.problems.append(refused.problem)
        outcome, new = Outcome.FAILED, []
    report.counts[outcome] += 1
    report.new_variants += len(new)
    report.units += sum(variant["stock"] for variant in new)
    return outcome


async def _put_in(shop: Shop, product: Product, *, dry_run: bool) -> tuple[Outcome, list[dict[str, Any]]]:
    key = f"import-{uuid4()}"
    for attempt in range(1, TRIES + 1):
        current = await shop.find(product.handle)
        body = merged(current, product)
        if current is not None and body == as_it_is(current):
            return Outcome.UNCHANGED, []
        outcome = Outcome.UPDATED if current else Outcome.CREATED
        new = [variant for variant in body["variants"] if "id" not in variant]
        if dry_run:
            return outcome, new
        answer = await (shop.replace(current, body) if current else shop.create(body, key=key))
        if answer.status < 300:
            return outcome, new
        # Somebody was faster; what they wrote is read and the file put on top.
        if attempt == TRIES or answer.problem not in ("precondition-failed", "handle-taken"):
            raise Refused(_explained(answer, product))
    raise AssertionError("the last attempt answers or raises")


def as_it_is(current: dict[str, Any]) -> dict[str, Any]:
    """A product as one would write it to change nothing."""
    written = {name: value for name, value in current.items() if name not in NOT_WRITTEN}
    return written | {"variants": current["variants"]}


def merged(current: dict[str, Any] | None, product: Product) -> dict[str, Any]:
    """What the file says, on top of what is there. Variants that the file does not know stay."""
    kept: dict[str, Any] = as_it_is(current) if current else {"handle": product.handle, "variants": []}
    return kept | product.fields | {"variants": _merged_variants(kept["variants"], product.variants)}


def _merged_variants(current: list[dict[str, Any]], wanted: Sequence[Variant]) -> list[dict[str, Any]]:
    """A variant is known by its SKU; else by its options, when a SKU was given, changed or taken away."""
    skus = {variant.sku for variant in wanted}
    by_sku = {variant["sku"]: variant for variant in current if variant["sku"] in skus}
    rest = [variant for variant in current if variant["sku"] not in skus]
    result = []
    for variant in wanted:
        known = by_sku.get(variant.sku)
        if known is None and (known := _with_options(rest, variant.fields["option_values"])):
            rest.remove(known)
        if known is None:
            result.append(variant.fields | {"sku": variant.sku, "stock": variant.stock})
        else:
            sku = variant.sku if variant.is_sku_given else known["sku"]
            result.append(known | variant.fields | {"sku": sku})
    return result + rest


def _with_options(variants: list[dict[str, Any]], values: list[str]) -> dict[str, Any] | None:
    found = [variant for variant in variants if variant["option_values"] == values]
    return found[0] if len(found) == 1 else None


def _explained(answer: Answer, product: Product) -> Problem:
    facts = {name: value for name, value in answer.body.items() if name not in NO_FACTS}
    details = "; ".join(f"{name} {value}" for name, value in facts.items())
    why = f"the shop says {answer.status}: {answer.body.get('title', 'no reason')}"
    return Problem(_line(facts, product), f"{why} ({details})" if details else why, product.handle)


def _line(facts: dict[str, Any], product: Product) -> int:
    """The line of what was refused: a variant, an image, or the product itself."""
    part, _, rest = str(facts.get("pointer", "")).removeprefix("/").partition("/")
    index = rest.partition("/")[0]
    lines = {"variants": [variant.line for variant in product.variants], "images": product.image_lines}
    if part in lines and index.isdigit() and int(index) < len(lines[part]):
        return lines[part][int(index)]
    skus = facts.get("skus", [facts.get("sku")])
    return next((variant.line for variant in product.variants if variant.sku in skus), product.line)
