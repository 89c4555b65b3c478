"""The mails that a service wrote, sent to the real sink and read back from its files."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import msgspec

from chassis.settings import Secret
from chassis.testing import Running
from users.mail.delivery import Sender
from users.mail.workers import send_next

HOME = "https://shop.example"


class Mailbox(msgspec.Struct):
    """Everybody's mail, as the sink's folder has it."""

    folder: Path
    url: str
    users: Running | None = None

    def of(self, users: Running) -> "Mailbox":
        return Mailbox(self.folder, self.url, users)

    @property
    def sender(self) -> Sender:
        return Sender(Secret(self.url), "no-reply@shop.example", "Zoco", HOME)

    async def deliver(self) -> None:
        """Send what is due."""
        assert self.users is not None
        while await send_next(self.users.db, self.users.service.provide["seal"], self.sender):
            pass

    async def to(self, address: str) -> list[EmailMessage]:
        """What that address has got, oldest first, once all that is due was sent."""
        await self.deliver()
        files = sorted(self.folder.glob(f"*-{address}.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]

    async def subjects(self, address: str) -> list[str]:
        return [str(mail["Subject"]) for mail in await self.to(address)]

    async def token(self, address: str) -> str:
        """The token of the newest mail."""
        return token_of((await self.to(address))[-1])


def token_of(mail: EmailMessage) -> str:
    found = re.search(r"#token=([A-Za-z0-9_-]+)", mail.get_content())
    assert found is not None, mail
    return found.group(1)
