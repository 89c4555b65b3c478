"""Demo accounts and a small catalogue, made through what everybody may call."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from importlib import resources
from typing import Any

import aiohttp
import msgspec

from chassis.process import Command
from zoco.part import run_once
from zoco.stack import Stack, StackFailed

ACCOUNTS = "accounts.json"
SEEDED = "seeded.json"
PEOPLE = (
    ("customer", "customer@zoco.local", "Carmen Cliente"),
    ("support_agent", "agent@zoco.local", "Amir Agente"),
    ("admin", "admin@zoco.local", "Ada Admin"),
)
TIMEOUT = aiohttp.ClientTimeout(total=10)


class Account(msgspec.Struct, frozen=True):
    """Somebody to log in as. The password opens nothing but this machine's stack."""

    role: str
    email: str
    name: str
    password: str


async def sow(stack: Stack, *, always: bool = False) -> None:
    """Make what is missing; nothing at all when this was done before, unless `always`."""
    if stack.home.path(SEEDED).exists() and not always:
        return
    people = accounts(stack) or _invented(stack)
    await asyncio.gather(*(_create(stack, account) for account in people))
    admin = next(account for account in people if account.role == "admin")
    async with stack.session(timeout=TIMEOUT) as session:
        added = await _add_products(session, await log_in(session, admin))
    stack.home.write(SEEDED, {"products": added})


def accounts(stack: Stack) -> list[Account]:
    """The demo accounts, once there are any."""
    return stack.home.read(ACCOUNTS, list[Account]) or []


def _invented(stack: Stack) -> list[Account]:
    # Written before they exist: after a crash in between, the same passwords are used again.
    people = [Account(role, email, name, secrets.token_urlsafe(12)) for role, email, name in PEOPLE]
    stack.home.write(ACCOUNTS, people)
    return people


async def _create(stack: Stack, account: Account) -> None:
    arguments = ["create-account", account.email, "--role", account.role, "--name", account.name]
    environment = stack.wiring.service("users", await stack.addresses("users"))
    command = Command(
        [sys.executable, "-m", "users", *arguments], environment | {"ZOCO_PASSWORD": account.password}
    )
    await run_once(command, stack.wiring)


async def log_in(session: aiohttp.ClientSession, account: Account) -> dict[str, str]:
    """The headers that say who asks."""
    credentials = {"email": account.email, "password": account.password}
    answer = await _call(session, "POST", "/v1/auth/login", json=credentials)
    return {"Authorization": f"Bearer {answer['access_token']}"}


async def _add_products(session: aiohttp.ClientSession, as_admin: dict[str, str]) -> int:
    known = {product["handle"] async for product in products(session)}
    sample = resources.files("zoco").joinpath("products.json").read_bytes()
    missing = [product for product in msgspec.json.decode(sample) if product["handle"] not in known]
    for product in missing:
        key = {"Idempotency-Key": f"seed-{product['handle']}"}
        await _call(session, "POST", "/v1/admin/products", json=product, headers=as_admin | key)
    return len(missing)


async def products(session: aiohttp.ClientSession) -> AsyncIterator[dict[str, Any]]:
    """Every product that a shopper sees, page by page."""
    path: str | None = "/v1/products"
    while path:
        page = await _call(session, "GET", path)
        for product in page["items"]:
            yield product
        path = f"/v1/products?cursor={page['next']}" if page.get("next") else None


async def _call(session: aiohttp.ClientSession, method: str, path: str, **request: Any) -> dict[str, Any]:
    try:
        async with session.request(method, path, **request) as response:
            text = await response.text()
    except (OSError, aiohttp.ClientError, TimeoutError) as error:
        raise StackFailed(f"{method} {path} got no answer: {error!r}. See `zoco status`.") from error
    if response.status >= 300:
        raise StackFailed(f"{method} {path} was answered {response.status}: {text}\nSee `zoco logs`.")
    answer: dict[str, Any] = msgspec.json.decode(text)
    return answer
