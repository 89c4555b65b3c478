"""Raising the running session, with the password and a code or with a passkey."""

from typing import Any

from chassis.database import Transaction
from chassis.errors import Refusal
from chassis.tokens import STRONG, Actor
from users.factor import commands as factors
from users.key.commands import Issuer
from users.passkey import commands as passkeys
from users.passkey.model import PasskeyRefused, Site
from users.session import commands as sessions
from users.session.commands import Checked
from users.session.model import Proof, WrongCredentials


async def with_password(
    tx: Transaction, issuer: Issuer, password: Checked | None, code: str | None, *, by: Actor
) -> str | Refusal:
    """`password` is None when it was wrong; that counts like a wrong code. Answers an access token."""
    if password is None:
        await factors.take_try(tx, by.id)
        return WrongCredentials()
    proof = await sessions.prove(tx, issuer.seal, by.id, password, code)
    return proof if isinstance(proof, Refusal) else await sessions.strengthen(tx, issuer, proof, by=by)


async def with_passkey(
    tx: Transaction, issuer: Issuer, site: Site, credential: dict[str, Any], *, by: Actor
) -> str | Refusal:
    """One of the same account: somebody else's proves nothing about this session."""
    passkey = await passkeys.recognise(tx, site, credential)
    if isinstance(passkey, Refusal):
        return passkey
    if passkey.account_id != by.id:
        return PasskeyRefused()
    return await sessions.strengthen(tx, issuer, Proof(STRONG, passkey.amr), by=by)
