"""The mails that orders wrote, sent to the real sink and read back from its files."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import asyncpg
import msgspec

from chassis.testing import Peer, Running
from orders.mail.workers import send_next
from services.orders.tests.make import Shop

PASSWORD = "correct horse battery staple"


class Mailbox(msgspec.Struct):
    """Everybody's mail, as the sink's folder has it."""

    folder: Path
    url: str
    orders: Running | None = None

    def of(self, orders: Running) -> "Mailbox":
        return Mailbox(self.folder, self.url, orders)

    async def deliver(self) -> None:
        """Send what is due."""
        assert self.orders is not None
        provide = self.orders.service.provide
        while await send_next(self.orders.db, provide["users"], provide["sender"]):
            pass

    async def to(self, address: str) -> list[EmailMessage]:
        """What that address has got, oldest first, once all that is due was sent."""
        await self.deliver()
        files = sorted(self.folder.glob(f"*-{address}.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]

    async def subjects(self, address: str) -> list[str]:
        return [str(mail["Subject"]) for mail in await self.to(address)]


def token_of(mail: EmailMessage) -> str:
    found = re.search(r"#token=([A-Za-z0-9_-]+)", mail.get_content())
    assert found is not None, mail
    return found.group(1)


async def registered(shop: Shop, users: Peer, *, is_verified: bool = True, locale: str = "es") -> str:
    """The customer of this shop gets an account at users; its address."""
    email = f"{uuid4().hex[:12]}@example.com"
    body = {"email": email, "password": PASSWORD, "name": "Ana"}
    answer = await users.http.post("/v1/auth/register", body)
    assert answer.status == 201, answer
    connection = await asyncpg.connect(users.environment["DATABASE_URL"], ssl=False)
    try:
        verified = "email_verified_at = CASE WHEN $3 THEN now() END"
        sql = f"UPDATE accounts SET locale = $2, {verified} WHERE email = $1"  # noqa: S608
        await connection.execute(sql, email, locale, is_verified)
        shop.customer_id = await connection.fetchval("SELECT id FROM accounts WHERE email = $1", email)
    finally:
        await connection.close()
    return email
