"""The demo accounts, and logging in as one of them.

The session is kept, because a code of the authenticator app is good for one login.
"""

import contextlib
import secrets
import time
from typing import Any

import aiohttp
import msgspec
import pyotp

from zoco.stack import Stack, StackFailed

ACCOUNTS = "accounts.json"
SESSIONS = "sessions.json"
STEP_SECONDS = 30
PEOPLE = (
    ("customer", "customer@zoco.local", "Carmen Cliente"),
    ("support_agent", "agent@zoco.local", "Amir Agente"),
    ("admin", "admin@zoco.local", "Ada Admin"),
)


class Account(msgspec.Struct, frozen=True):
    """Somebody to log in as. What it holds opens nothing but this machine's stack.

    Staff have a `totp_secret`, as an authenticator app would keep it.
    """

    role: str
    email: str
    name: str
    password: str
    totp_secret: str = ""

    @property
    def is_complete(self) -> bool:
        return self.role == "customer" or bool(self.totp_secret)


def accounts(stack: Stack) -> list[Account]:
    """The demo accounts, once there are any."""
    return stack.home.read(ACCOUNTS, list[Account]) or []


def invented(stack: Stack) -> list[Account]:
    """Those that there are, completed, or new ones.

    Written before they exist: after a crash in between, the same passwords are used again.
    """
    known = accounts(stack) or [
        Account(role, email, name, secrets.token_urlsafe(12)) for role, email, name in PEOPLE
    ]
    people = [account if account.is_complete else _with_totp(account) for account in known]
    stack.home.write(ACCOUNTS, people)
    return people


def _with_totp(account: Account) -> Account:
    return msgspec.structs.replace(account, totp_secret=pyotp.random_base32())


def code(account: Account, *, steps_ahead: int = 0) -> str:
    """What the account's authenticator app shows now, or will show in so many steps."""
    return pyotp.TOTP(account.totp_secret).at(int(time.time()) + steps_ahead * STEP_SECONDS)


async def tokens(stack: Stack, session: aiohttp.ClientSession, account: Account) -> dict[str, Any]:
    """Fresh ones: the kept session carried on, or a new one."""
    kept = stack.home.read(SESSIONS, dict[str, str]) or {}
    fresh = await _carried_on(session, kept.get(account.email)) or await _logged_in(session, account)
    stack.home.write(SESSIONS, kept | {account.email: fresh["refresh_token"]})
    return fresh


async def headers(stack: Stack, session: aiohttp.ClientSession, account: Account) -> dict[str, str]:
    """The headers that say who asks."""
    fresh = await tokens(stack, session, account)
    return {"Authorization": f"Bearer {fresh['access_token']}"}


async def _carried_on(session: aiohttp.ClientSession, refresh_token: str | None) -> dict[str, Any] | None:
    """None when there is no session any more, for whatever reason."""
    if refresh_token is None:
        return None
    with contextlib.suppress(StackFailed):
        return await call(session, "POST", "/v1/auth/refresh", json={"refresh_token": refresh_token})
    return None


async def _logged_in(session: aiohttp.ClientSession, account: Account) -> dict[str, Any]:
    """Somebody may have used this moment's code already: the next one is good too."""
    credentials = {"email": account.email, "password": account.password}
    if not account.totp_secret:
        return await call(session, "POST", "/v1/auth/login", json=credentials)
    with contextlib.suppress(StackFailed):
        return await call(session, "POST", "/v1/auth/login", json=credentials | {"code": code(account)})
    ahead = {"code": code(account, steps_ahead=1)}
    return await call(session, "POST", "/v1/auth/login", json=credentials | ahead)


async def call(session: aiohttp.ClientSession, method: str, path: str, **request: Any) -> dict[str, Any]:
    try:
        async with session.request(method, path, **request) as response:
            text = await response.text()
    except (OSError, aiohttp.ClientError, TimeoutError) as error:
        raise StackFailed(f"{method} {path} got no answer: {error!r}. See `zoco status`.") from error
    if response.status >= 300:
        raise StackFailed(f"{method} {path} was answered {response.status}: {text}\nSee `zoco logs`.")
    answer: dict[str, Any] = msgspec.json.decode(text)
    return answer
