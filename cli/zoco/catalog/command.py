"""`zoco catalog import`: reads the file, goes through its products, says what became of them."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from zoco import people, seed
from zoco.catalog import importer, shopify
from zoco.catalog.importer import Outcome, Report
from zoco.catalog.shop import Shop
from zoco.catalog.shopify import Product
from zoco.screen import console, errors
from zoco.stack import Stack, StackFailed

LONGEST_SHOWN = 60  # what a broken row has for a handle may be all of it
COLOURS = {Outcome.CREATED: "green", Outcome.UPDATED: "yellow", Outcome.FAILED: "red"}


async def run(stack: Stack, file: Path, *, currency: str, dry_run: bool, token: str | None) -> int:
    """The exit code is 1 when anything stayed out."""
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError(f"{currency} is not a currency: write three capital letters, such as EUR")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StackFailed(f"{file} cannot be read: {error.strerror}") from None
    products, problems = shopify.parse(content, currency=currency)
    report = importer.begin(problems)
    async with stack.session(timeout=seed.TIMEOUT) as session:
        shop = Shop(session, _credentials(stack, session, token))
        await _put_all(shop, products, report, dry_run=dry_run)
    _show(report, dry_run=dry_run)
    return 1 if report.problems else 0


def _credentials(
    stack: Stack, session: aiohttp.ClientSession, token: str | None
) -> Callable[[], Awaitable[dict[str, str]]]:
    async def given() -> dict[str, str]:
        return {"Authorization": f"Bearer {token}"}

    async def of_admin() -> dict[str, str]:
        admin = next((account for account in people.accounts(stack) if account.role == "admin"), None)
        if admin is None:
            raise StackFailed("there is no demo account: run `zoco seed`, or give a --token")
        return await people.headers(stack, session, admin)

    return given if token else of_admin


async def _put_all(shop: Shop, products: list[Product], report: Report, *, dry_run: bool) -> None:
    """A bar on a terminal; elsewhere a line for every product that is not as it was."""
    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=len(products))
        for product in products:
            bar.update(task, description=product.handle)
            outcome = await importer.put_in(shop, product, report, dry_run=dry_run)
            bar.advance(task)
            if not console.is_terminal and outcome != Outcome.UNCHANGED:
                console.print(f"  {outcome:<9} {escape(product.handle)}", soft_wrap=True)


def _printable(text: str) -> str:
    """A file may hold what would move the cursor."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _show(report: Report, *, dry_run: bool) -> None:
    for problem in sorted(report.problems):
        about = f" ({problem.handle[:LONGEST_SHOWN]})" if problem.handle else ""
        what = _printable(f"{about}: {problem.why}")
        errors.print(f"[red]line {problem.line}[/]{escape(what)}", soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("products")
    table.add_column("", justify="right")
    for outcome in Outcome:
        count = report.counts[outcome]
        colour = COLOURS.get(outcome, "dim") if count else "dim"
        table.add_row(outcome, f"[{colour}]{count}[/]")
    console.print(table)
    console.print(
        f"Stock: {report.units} units for {report.new_variants} new variant"
        f"{'' if report.new_variants == 1 else 's'}. Variants that were there keep theirs, whatever the file "
        "says: staff adjusts it.",
        soft_wrap=True,
    )
    if dry_run:
        console.print("This was a dry run: nothing was written, and the shop itself was not asked to agree.")
    elif not report.counts[Outcome.CREATED] + report.counts[Outcome.UPDATED]:
        console.print("Nothing was changed.")
