"""Making keys, taking turns between them, issuing tokens with them."""

from datetime import datetime, timedelta

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.database import Reader, Transaction
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.tokens import CLOCK_SKEW_SECONDS, InvalidToken
from users.key import store
from users.key.model import (
    ACCESS_SECONDS,
    PUBLISHED_AFTER_SIGNING,
    PUBLISHED_BEFORE_SIGNING,
    Claims,
    SigningKey,
)
from users.key.seal import Seal


class Issuer(msgspec.Struct, frozen=True):
    """Who signs: the shop's public address, and what opens its keys."""

    url: str
    seal: Seal


async def ensure_key(tx: Transaction, seal: Seal) -> None:
    """The first process that starts makes the first key; later ones see whether they can open the newest.

    It signs at once, since nobody has cached a set yet, also in a process whose clock is a little behind.
    """
    await store.lock_all(tx)
    key = await store.find_newest(tx)
    if key is None:
        key = seal.new_key(now=tx.now, signs_from=tx.now - timedelta(seconds=CLOCK_SKEW_SECONDS))
        await store.add(tx, key)
    seal.open(key)


async def rotate(tx: Transaction, seal: Seal) -> SigningKey:
    """Publish a key that will sign once everybody knows it; the others go when nobody needs them any more."""
    await store.lock_all(tx)
    await store.delete_withdrawn(tx)
    key = seal.new_key(now=tx.now, signs_from=tx.now + PUBLISHED_BEFORE_SIGNING)
    await store.withdraw_older(tx, at=key.signs_from + PUBLISHED_AFTER_SIGNING)
    await store.add(tx, key)
    return key


async def find_published(reader: Reader, key_id: str, *, now: datetime) -> ECKey:
    """The key that a token names, while tokens signed with it can be good."""
    for key in await store.list_published(reader, now=now):
        if key.kid == key_id:
            return ECKey.import_key(msgspec.to_builtins(key))
    raise InvalidToken(detail="the token is signed with an unknown key")


async def issue(tx: Transaction, issuer: Issuer, claims: Claims) -> str:
    """An access token that lives for ACCESS_SECONDS."""
    key = await store.find_signing(tx, now=tx.now)
    if key is None:
        raise Unavailable(detail="there is no key to sign with")
    standard = {
        "iss": issuer.url,
        "iat": int(tx.now.timestamp()),
        "exp": int((tx.now + timedelta(seconds=ACCESS_SECONDS)).timestamp()),
        "jti": str(new_id()),
    }
    header = {"alg": "ES256", "typ": "at+jwt", "kid": key.id}
    return jwt.encode(header, standard | msgspec.to_builtins(claims), issuer.seal.open(key))
