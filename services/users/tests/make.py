"""What the tests start from: accounts, people who are signed in, services with a token."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
import pyotp

from chassis.ids import new_id
from chassis.testing import Answer, Client, Running
from users.account import commands
from users.totp import commands as totps

PASSWORD = "correct horse battery"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of all staff
SECRETS = {name: f"{name}-client-secret" for name in ("orders", "support", "catalog")}
CLIENTS = msgspec.json.encode(
    {name: hashlib.sha256(secret.encode()).hexdigest() for name, secret in SECRETS.items()}
).decode()


class Person(msgspec.Struct):
    """Somebody with an account, signed in."""

    email: str
    account_id: UUID
    tokens: dict[str, Any]
    http: Client

    @property
    def refresh_token(self) -> str:
        return str(self.tokens["refresh_token"])


async def register(users: Running, email: str, *, password: str = PASSWORD) -> Answer:
    body = {"email": email, "password": password, "name": "Carmen Cliente"}
    return await users.http.post("/v1/auth/register", body)


async def log_in(users: Running, email: str, *, password: str = PASSWORD, **more: str) -> Answer:
    """`code` is that of a second factor."""
    return await users.http.post("/v1/auth/login", {"email": email, "password": password} | more)


def code(users: Running, secret: str = TOTP_SECRET, *, steps: int = 0) -> str:
    """What an authenticator app shows, or will in so many steps of 30 seconds."""
    return pyotp.TOTP(secret).at(int(users.clock.now().timestamp()) + steps * 30)


async def refresh(users: Running, refresh_token: str) -> Answer:
    return await users.http.post("/v1/auth/refresh", {"refresh_token": refresh_token})


async def log_out(users: Running, refresh_token: str) -> Answer:
    return await users.http.post("/v1/auth/logout", {"refresh_token": refresh_token})


async def registered(users: Running, *roles: str) -> str:
    """The address of a new account with these roles; staff have an authenticator app."""
    email = f"{new_id().hex}@example.com"
    assert (await register(users, email)).status == 201
    for role in roles:
        async with users.db.transaction() as tx:
            account = await commands.provide(tx, email=email, password_hash=None, name="", role=role)
            await totps.provide(tx, users.service.provide["box"], account.id, TOTP_SECRET)
    return email


async def signed_in(users: Running, *roles: str) -> Person:
    email = await registered(users, *roles)
    answer = await log_in(users, email, **({"code": code(users)} if roles else {}))
    assert answer.status == 200, answer
    client = users.http.acting(answer.json["access_token"])
    me = (await client.get("/v1/me")).json
    return Person(email, UUID(me["account_id"]), answer.json, client)


async def service_token(users: Running, client_id: str, *, secret: str | None = None, **form: str) -> Answer:
    """The answer of the token endpoint; `audience` and `scope` are form fields."""
    basic = f"{client_id}:{SECRETS.get(client_id, '') if secret is None else secret}"
    return await users.http.send(
        "POST",
        "/internal/oauth/token",
        urlencode({"grant_type": "client_credentials"} | form).encode(),
        headers={
            "Authorization": f"Basic {base64.b64encode(basic.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )


async def as_client(users: Running, client_id: str, *scopes: str) -> Client:
    answer = await service_token(users, client_id, audience="users", scope=" ".join(scopes))
    assert answer.status == 200, answer
    return users.http.acting(answer.json["access_token"])


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    part = token.split(".")[1]
    claims: dict[str, Any] = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


async def admin_view(admin: Person, account_id: UUID) -> Answer:
    return await admin.http.get(f"/v1/admin/accounts/{account_id}")
