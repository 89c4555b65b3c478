"""Demo accounts and a small catalogue, made through what everybody may call."""

import asyncio
import sys
from collections.abc import AsyncIterator
from importlib import resources
from typing import Any

import aiohttp
import msgspec

from chassis.process import Command
from zoco.part import run_once
from zoco.people import Account, accounts, call, headers, invented
from zoco.stack import Stack

SEEDED = "seeded.json"
TIMEOUT = aiohttp.ClientTimeout(total=10)


async def sow(stack: Stack, *, always: bool = False) -> None:
    """Make what is missing; nothing at all when this was done before, unless `always`."""
    known = accounts(stack)
    is_complete = stack.home.path(SEEDED).exists() and all(account.is_complete for account in known)
    if is_complete and not always:
        return
    people = invented(stack)
    await asyncio.gather(*(_create(stack, account) for account in people))
    admin = next(account for account in people if account.role == "admin")
    async with stack.session(timeout=TIMEOUT) as session:
        added = await _add_products(session, await headers(stack, session, admin))
    stack.home.write(SEEDED, {"products": added})


async def _create(stack: Stack, account: Account) -> None:
    arguments = ["create-account", account.email, "--role", account.role, "--name", account.name]
    environment = stack.wiring.service("users", await stack.addresses("users"))
    secrets = {"ZOCO_PASSWORD": account.password, "ZOCO_TOTP_SECRET": account.totp_secret}
    command = Command([sys.executable, "-m", "users", *arguments], environment | secrets)
    await run_once(command, stack.wiring)


async def _add_products(session: aiohttp.ClientSession, as_admin: dict[str, str]) -> int:
    known = {product["handle"] async for product in products(session)}
    sample = resources.files("zoco").joinpath("products.json").read_bytes()
    missing = [product for product in msgspec.json.decode(sample) if product["handle"] not in known]
    for product in missing:
        key = {"Idempotency-Key": f"seed-{product['handle']}"}
        await call(session, "POST", "/v1/admin/products", json=product, headers=as_admin | key)
    return len(missing)


async def products(session: aiohttp.ClientSession) -> AsyncIterator[dict[str, Any]]:
    """Every product that a shopper sees, page by page."""
    path: str | None = "/v1/products"
    while path:
        page = await call(session, "GET", path)
        for product in page["items"]:
            yield product
        path = f"/v1/products?cursor={page['next']}" if page.get("next") else None
