"""Where the keys that verify tokens come from, and what is never taken for them."""

import json

import pytest
from joserfc.jwk import ECKey, OctKey

from chassis.issuer import Issuer
from chassis.tokens import InvalidToken, Keys


def sets(*keys: ECKey | OctKey) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


NONSENSE = {
    "nothing": b"",
    "html": b"<html>",
    "no object": b"[]",
    "null": b"null",
    "no keys": b"{}",
    "keys that are none": b'{"keys": ["a", 1]}',
    "an empty set": b'{"keys": []}',
    "a number for a coordinate": b'{"keys": [{"kty": "EC", "crv": "P-256", "kid": "k", "x": 1, "y": 2}]}',
    "no point": b'{"keys": [{"kty": "EC", "crv": "P-256", "kid": "test-key", "x": "AQ", "y": "AQ"}]}',
    "another curve": sets(ECKey.generate_key("P-384", {"kid": "test-key"})),
    "a symmetric key": sets(OctKey.generate_key(256, {"kid": "test-key"})),
    "not UTF-8": b'{"keys": [{"kid": "\xff"}]}',
}


@pytest.mark.parametrize("kind", list(NONSENSE))
async def test_nonsense_for_keys_leaves_the_last_good_ones(kind: str) -> None:
    async with Issuer().serve() as issuer:
        keys = Keys(f"{issuer.url}/.well-known/jwks.json", retry_seconds=0)
        known = await keys.find("test-key")
        issuer.nonsense = NONSENSE[kind]
        with pytest.raises(InvalidToken):
            await keys.find("another")  # asks the issuer
        assert await keys.find("test-key") is known
