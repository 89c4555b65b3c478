"""Mailing tokens, and taking them back."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from users.key.seal import Seal
from users.mail import commands as mails
from users.mail.model import Kind
from users.proof import store
from users.proof.model import LIFE, Proof, Purpose, TokenRefused, digest, new_token

KINDS = {
    Purpose.VERIFY: Kind.VERIFY_EMAIL,
    Purpose.RESET: Kind.RESET_PASSWORD,
    Purpose.CHANGE_EMAIL: Kind.CONFIRM_EMAIL,
}


async def mail_token(
    tx: Transaction, seal: Seal, purpose: Purpose, *, account_id: UUID, email: str, locale: str
) -> None:
    """The caller holds the account's row. The token exists in that mail only."""
    token, life = new_token(), LIFE[purpose]
    await store.replace(
        tx,
        account_id,
        purpose,
        token_hash=digest(token),
        sealed=seal.seal_value(email.encode(), _about(account_id)),
        until=tx.now + life,
    )
    await mails.write(
        tx,
        seal,
        KINDS[purpose],
        account_id=account_id,
        recipient=email,
        locale=locale,
        token=token,
        life=life,
    )


async def owner(reader: Reader, purpose: Purpose, token: str, *, now: datetime) -> UUID:
    """Whose token it is; using it comes after, under that account's row lock."""
    proof = await store.find(reader, purpose, digest(token), now=now)
    if proof is None:
        raise TokenRefused(pointer="/token")
    return proof.account_id


async def use(tx: Transaction, purpose: Purpose, token: str) -> Proof:
    proof = await store.use(tx, purpose, digest(token))
    if proof is None:
        raise TokenRefused(pointer="/token")
    return proof


async def revoke(tx: Transaction, account_id: UUID, *purposes: Purpose) -> None:
    """None of these tokens is good any more."""
    await store.delete_all(tx, account_id, *purposes)


def address(seal: Seal, proof: Proof) -> str:
    """The one that the token was mailed to."""
    return seal.open_value(proof.sealed, _about(proof.account_id)).decode()


def _about(account_id: UUID) -> str:
    return f"proof {account_id}"
