"""What to do next, once everything runs: who to log in as, and a purchase in five lines of curl."""

from typing import Any

from rich.table import Table

from zoco import seed
from zoco.people import Account, accounts
from zoco.screen import console
from zoco.stack import Stack, StackFailed

JSON = "-H 'Content-Type: application/json'"
ONCE = '-H "Idempotency-Key: $(date +%s%N)"'
ADDRESS = (
    '{"name": "Carmen Cliente", "line1": "Calle Mayor 1", '
    '"city": "Madrid", "postal_code": "28013", "country": "ES"}'
)
TICKET = '{"subject": "Where is it?", "text": "Is it on its way?"}'


async def show(stack: Stack) -> None:
    """The accounts, five lines to try, and where to go from there."""
    people = accounts(stack)
    if not people:
        return
    console.print()
    console.print(_people(people))
    console.print("\n[bold]Try it[/]")
    try:
        variants = await _two_variants(stack)
    except StackFailed:
        variants = ["…", "…"]  # the parts' table above says what is wrong
    file = stack.wiring.certificate
    curl = f"curl -s --cacert {file}" if file else "curl -s"
    for line in _lines(curl, stack.url, people[0], variants):
        console.print(f"  {line}", markup=False, soft_wrap=True)
    console.print(
        "\nWhat they write: `.venv/bin/zoco logs`. `make down` stops everything and keeps its data."
    )


def _people(people: list[Account]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("account", "password", "code", "role"):
        table.add_column(title)
    for account in people:
        how = f"zoco code {account.email}" if account.totp_secret else ""
        table.add_row(account.email, account.password, how, account.role)
    return table


async def _two_variants(stack: Stack) -> list[str]:
    async with stack.session(timeout=seed.TIMEOUT) as session:
        found = [product async for product in seed.products(session)]
    plenty = [variant for product in found for variant in product["variants"][:1] if _is_plenty(variant)]
    return [variant["id"] for variant in plenty][:2]


def _is_plenty(variant: dict[str, Any]) -> bool:
    """So that the line works again tomorrow."""
    return bool(variant.get("availability") == "in_stock")


def _lines(curl: str, url: str, customer: Account, variants: list[str]) -> list[str]:
    ordered = ", ".join(f'{{"variant_id": "{variant}", "quantity": 1}}' for variant in variants)
    login = f'{{"email": "{customer.email}", "password": "{customer.password}"}}'
    order = f'{{"lines": [{ordered}], "payment_method": "pm_card_visa", "shipping_address": {ADDRESS}}}'
    token = """sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/\'"""
    mine = '-H "Authorization: Bearer $TOKEN"'
    return [
        f"{curl} {url}/v1/products",
        f"TOKEN=$({curl} {url}/v1/auth/login {JSON} -d '{login}' | {token})",
        f"{curl} {url}/v1/orders {mine} {JSON} {ONCE} -d '{order}'",
        f"{curl} {url}/v1/orders {mine}",
        f"{curl} {url}/v1/support/tickets {mine} {JSON} {ONCE} -d '{TICKET}'",
    ]
