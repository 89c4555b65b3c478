"""Writing mails. They leave when the transaction has committed, not before."""

from datetime import timedelta
from uuid import UUID

import msgspec

from chassis.database import Transaction
from chassis.ids import new_id
from users.key.seal import Seal
from users.mail import store
from users.mail.model import NOTICE_LIFE, Facts, Kind, Mail


async def write(
    tx: Transaction,
    seal: Seal,
    kind: Kind,
    *,
    account_id: UUID,
    recipient: str,
    locale: str,
    token: str = "",
    life: timedelta = NOTICE_LIFE,
) -> None:
    """`life` is how long the mail is worth sending, and how long its token, if it has one, is good."""
    mail_id = new_id()
    facts = Facts(recipient, token, int(life.total_seconds() // 60) if token else 0)
    mail = Mail(
        id=mail_id,
        kind=kind,
        locale=locale,
        sealed=seal.seal_value(msgspec.json.encode(facts), _about(mail_id)),
        created_at=tx.now,
        useful_until=tx.now + life,
        attempts=0,
    )
    await store.add(tx, mail, account_id=account_id)


async def drop_unsent(tx: Transaction, account_id: UUID) -> None:
    """Nothing that was to be told before is told any more."""
    await store.drop_unsent(tx, account_id)


def opened(seal: Seal, mail: Mail) -> Facts:
    return msgspec.json.decode(seal.open_value(mail.sealed, _about(mail.id)), type=Facts)


def _about(mail_id: UUID) -> str:
    return f"mail {mail_id}"
