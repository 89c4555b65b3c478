"""`zoco catalog import` and `export`: the shop works, this shows how far it is and what became of it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from zoco import people, seed
from zoco.catalog.shop import Shop, download, upload
from zoco.screen import console, errors
from zoco.stack import Stack, StackFailed

IMPORTS, EXPORTS = "/v1/admin/product-imports", "/v1/admin/product-exports"
LONGEST_SHOWN = 60  # what a broken row has for a handle may be all of it
POLL_SECONDS = 0.3
COLOURS = {"created": "green", "updated": "yellow", "unchanged": "dim", "failed": "red"}
JSON_LINES, CSV = "json_lines", "shopify_csv"
SUFFIXES = {".csv": CSV, ".jsonl": JSON_LINES, ".ndjson": JSON_LINES, ".json": JSON_LINES}


async def import_file(
    stack: Stack, file: Path, *, currency: str, dry_run: bool, fetch_images: bool, token: str | None
) -> int:
    """The exit code is 1 when anything stayed out."""
    _check_currency(currency)
    try:
        size = file.stat().st_size
    except OSError as error:
        raise StackFailed(f"{file} cannot be read: {error.strerror}") from None
    if not size:
        raise StackFailed(f"{file} is empty")
    wanted = {"format": _format(file), "size": size, "currency": currency, "fetch_images": fetch_images}
    async with stack.session(timeout=seed.TIMEOUT) as session:
        shop = Shop(session, _credentials(stack, session, token))
        with _bar() as bar:
            job = await _import(shop, file, wanted, bar, dry_run=dry_run)
        if job["state"] == "failed":
            raise StackFailed(f"{file}: {job['why']}")
        await _show_problems(shop, job)
    _show(job, dry_run=dry_run)
    return 1 if job["failed"] else 0


async def _import(shop: Shop, file: Path, wanted: dict[str, Any], bar: Progress, *, dry_run: bool) -> Any:
    made = await shop.post(IMPORTS, wanted)
    path, task = f"{IMPORTS}/{made['id']}", bar.add_task("uploading", total=wanted["size"])
    await upload(made["upload"], file, told=lambda count: bar.advance(task, count))
    await shop.post(f"{path}/check", {})
    job = await _follow(shop, path, bar, until=("checked", "failed", "cancelled"))
    if dry_run or job["state"] != "checked":
        return job
    await shop.post(f"{path}/run")
    return await _follow(shop, path, bar, until=("done", "cancelled"))


async def _follow(shop: Shop, path: str, bar: Progress, *, until: tuple[str, ...]) -> Any:
    """Ask until it is there. What is shown is its own account of how far it is."""
    task = bar.task_ids[-1]
    while True:
        job = await shop.get(path)
        if job["state"] == "reading":
            done, total = job["read_bytes"], job["size"]
        else:
            done, total = sum(job[name] for name in COLOURS), job["products"]
        bar.update(task, description=job["state"], completed=done, total=total or 1)
        if job["state"] in until:
            return job
        await asyncio.sleep(POLL_SECONDS)


async def export_file(stack: Stack, file: Path, *, currency: str, token: str | None) -> int:
    """The exit code is 1 when products stayed out."""
    _check_currency(currency)
    wanted = {"format": _format(file), "currency": currency}
    async with stack.session(timeout=seed.TIMEOUT) as session:
        shop = Shop(session, _credentials(stack, session, token))
        with _bar() as bar:
            task = bar.add_task("running", total=None)
            made = await shop.post(EXPORTS, wanted)
            while made["state"] == "running":
                await asyncio.sleep(POLL_SECONDS)
                made = await shop.get(f"{EXPORTS}/{made['id']}")
                bar.update(task, description=f"{made['products']} products")
            if made["state"] != "done":
                raise StackFailed(f"the export is {made['state']}")
            await download(made["url"], file, told=lambda count: bar.advance(task, count))
    console.print(f"{made['products']} products in {escape(str(file))}", soft_wrap=True)
    if made["left_out"]:
        errors.print(f"{made['left_out']} products have no price in {currency} and stayed out")
    return 1 if made["left_out"] else 0


def _format(file: Path) -> str:
    try:
        return SUFFIXES[file.suffix.lower()]
    except KeyError:
        raise StackFailed(f"{file} is none of {', '.join(SUFFIXES)}") from None


def _check_currency(currency: str) -> None:
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError(f"{currency} is not a currency: write three capital letters, such as EUR")


def _bar() -> Progress:
    """A bar on a terminal, nothing elsewhere."""
    return Progress(
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


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


async def _show_problems(shop: Shop, job: Any) -> None:
    path, cursor = f"{IMPORTS}/{job['id']}/problems?limit=100", "0"
    while job["failed"] and cursor:
        page = await shop.get(f"{path}&cursor={cursor}")
        for problem in page["items"]:
            about = " ".join(filter(None, [problem["handle"][:LONGEST_SHOWN], problem["column"]]))
            what = _printable(f"{f' ({about})' if about else ''}: {problem['reason']}")
            errors.print(f"[red]line {problem['line']}[/]{escape(what)}", soft_wrap=True)
        cursor = page["next"]


def _printable(text: str) -> str:
    """A file may hold what would move the cursor."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _show(job: Any, *, dry_run: bool) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("products")
    table.add_column("", justify="right")
    for name, colour in COLOURS.items():
        table.add_row(name, f"[{colour if job[name] else 'dim'}]{job[name]}[/]")
    console.print(table)
    if dry_run:
        console.print("This was a dry run: nothing was written.")
    elif not job["created"] + job["updated"]:
        console.print("Nothing was changed.")
    else:
        console.print(
            "New variants have the stock that the file says. Variants that were there keep theirs: staff "
            "adjusts it.",
            soft_wrap=True,
        )
