"""Signing keys: one first key, sealed at rest, published before they sign and after."""

import asyncio

import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.service import Service
from chassis.settings import Secret
from chassis.testing import Parts, Running, new_database
from services.users.tests.make import claims_of, log_in, refresh, registered, signed_in
from users.app import MIGRATIONS, build, ensure_key
from users.key import commands
from users.key.model import SigningKey
from users.key.seal import Seal, WrongSealSecret
from users.settings import Settings


async def published(users: Running) -> KeySet:
    answer = await users.http.get("/.well-known/jwks.json")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=60"
    for key in answer.json["keys"]:
        assert set(key) == {"kid", "x", "y", "kty", "crv", "alg", "use"}
        assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    return KeySet.import_key_set(answer.json)


async def rotate(users: Running) -> str:
    async with users.db.transaction() as tx:
        return (await commands.rotate(tx, users.service.provide["issuer"].seal)).id


async def signer(users: Running, email: str) -> str:
    """The key id of a new token, which verifies with the set published now."""
    token = (await log_in(users, email)).json["access_token"]
    return str(jwt.decode(token, await published(users), algorithms=["ES256"]).header["kid"])


async def test_the_next_key_is_published_before_it_signs_and_the_last_one_after(users: Running) -> None:
    email = await registered(users)
    first = await signer(users, email)
    second = await rotate(users)
    assert {key.kid for key in (await published(users)).keys} == {first, second}
    users.clock.advance(minutes=4)
    assert await signer(users, email) == first
    users.clock.advance(minutes=2)
    assert await signer(users, email) == second
    assert {key.kid for key in (await published(users)).keys} == {first, second}
    users.clock.advance(minutes=8)
    assert {key.kid for key in (await published(users)).keys} == {second}
    third = await rotate(users)
    stored = await users.db.all(str, "SELECT id FROM signing_keys ORDER BY signs_from")
    assert stored == [second, third]


async def test_no_token_outlives_its_key_in_the_published_set(users: Running) -> None:
    person = await signed_in(users)
    token = person.refresh_token
    await rotate(users)
    issued = []
    for _ in range(40):
        users.clock.advance(seconds=30)
        now = users.clock.now().timestamp()
        answer = (await refresh(users, token)).json
        token = answer["refresh_token"]
        issued.append(answer["access_token"])
        keys = await published(users)
        for access in issued:
            if claims_of(access)["exp"] + 60 > now:
                jwt.decode(access, keys, algorithms=["ES256"])


async def test_two_rotations_at_once_and_a_hurry_leave_every_token_good(users: Running) -> None:
    email = await registered(users)
    await asyncio.gather(rotate(users), rotate(users))
    for _ in range(8):
        users.clock.advance(minutes=2)
        await rotate(users)
        await signer(users, email)


async def test_processes_that_start_together_make_one_key(
    running_parts: Parts, environment: dict[str, str]
) -> None:
    url = await new_database(running_parts, "users", MIGRATIONS)
    services = [build(Settings.load(environment | {"DATABASE_URL": url})) for _ in range(5)]

    async def start(service: Service) -> None:
        async with service.db:
            await ensure_key(service.db, service.provide["issuer"].seal)
            assert await service.db.one(int, "SELECT count(*) FROM signing_keys") == 1

    async with asyncio.TaskGroup() as group:
        for service in services:
            group.create_task(start(service))


async def test_a_private_key_is_sealed_and_another_secret_stops_the_boot(users: Running) -> None:
    [stored] = await users.db.all(
        SigningKey, "SELECT id, sealed, public, created_at, signs_from FROM signing_keys"
    )
    private = users.service.provide["issuer"].seal.open(stored).as_dict(private=True)["d"]
    assert private.encode() not in stored.sealed
    assert private not in msgspec.json.encode(stored.public).decode()
    with pytest.raises(WrongSealSecret, match="SIGNING_KEY_SECRET"):
        await ensure_key(users.db, Seal(Secret("another secret")))


async def test_a_sealed_key_cannot_be_moved_to_another_id(users: Running) -> None:
    seal = Seal(Secret("a secret"))
    now = users.clock.now()
    one, other = (seal.new_key(now=now, signs_from=now) for _ in range(2))
    with pytest.raises(WrongSealSecret):
        Seal(Secret("a secret")).open(msgspec.structs.replace(one, id=other.id))
