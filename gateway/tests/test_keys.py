"""The keys that verify tokens: kept on disk, fresh within the interval, and never anything but keys."""

import json
import time

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from gateway import keyset
from gateway.keyset import KeysRefused

ORDERS = ("GET", "/v1/orders")


def test_envoy_starts_and_verifies_while_users_and_the_agent_are_dead(make_gateway, fresh_services, issuer):
    gateway = make_gateway(fresh_services).start().ready(issuer)
    gateway.stop()
    fresh_services["users"].stop()
    gateway.start(keys=False)
    gateway.until(200, *ORDERS, issuer)
    assert gateway.ask(*ORDERS, type(issuer)().token()).status == 401


def test_before_the_first_keys_protected_routes_are_503_and_soon_open(make_gateway, fresh_services, issuer):
    fresh_services["users"].stop()
    gateway = make_gateway(fresh_services).start()
    answer = gateway.ask(*ORDERS, issuer.token())
    assert answer.is_problem(503, "unavailable")
    assert answer.headers["retry-after"] == "1"
    assert "www-authenticate" not in answer.headers
    assert gateway.ask("GET", "/nothing").status == 404
    fresh_services["users"].start()
    assert gateway.until(200, *ORDERS, issuer) < 2


def test_a_new_key_is_seen_and_a_withdrawn_one_forgotten(make_gateway, fresh_services, issuer):
    gateway = make_gateway(fresh_services).start().ready(issuer)
    second = type(issuer)(kid="k2")
    fresh_services["users"].key_set = issuer.key_set(second)
    assert gateway.until(200, *ORDERS, second) < 2
    assert gateway.ask(*ORDERS, issuer.token()).status == 200
    fresh_services["users"].key_set = second.key_set()
    gateway.until(401, *ORDERS, issuer)
    assert gateway.ask(*ORDERS, second.token()).status == 200


def test_a_token_of_a_withdrawn_key_that_passed_once_passes_until_a_restart(
    make_gateway, fresh_services, issuer
):
    """The price of remembering verified tokens; services verify for themselves. An emergency is a restart."""
    gateway = make_gateway(fresh_services).start().ready(issuer)
    stolen, second = issuer.token(), type(issuer)(kid="k2")
    assert gateway.ask(*ORDERS, stolen).status == 200
    fresh_services["users"].key_set = second.key_set()
    gateway.until(401, *ORDERS, issuer)
    assert gateway.ask(*ORDERS, stolen).status == 200
    gateway.stop()
    gateway.start().ready(second)
    assert gateway.ask(*ORDERS, stolen).is_problem(401, "invalid-token")


KINDS = [
    "nothing",
    "html",
    "no keys",
    "null",
    "an RSA key too",
    "a symmetric key",
    "another curve",
    "a private key",
    "no kid",
    "one kid twice",
    "another algorithm",
    "a key to encrypt",
    "no point of the curve",
    "a short coordinate",
    "no base64",
    "invalid UTF-8",
]


def garbage(issuer) -> dict[str, bytes]:
    good = issuer.public()
    rsa = RSAKey.generate_key(2048, {"kid": "r"}).as_dict(private=False)
    p384 = ECKey.generate_key("P-384", {"kid": "p"}).as_dict(private=False)
    return {
        "nothing": b"",
        "html": b"<html>",
        "no keys": b'{"keys": []}',
        "null": b'{"keys": null}',
        "an RSA key too": json.dumps({"keys": [good, rsa]}).encode(),
        "a symmetric key": json.dumps({"keys": [OctKey.generate_key(256, {"kid": "o"}).as_dict()]}).encode(),
        "another curve": json.dumps({"keys": [p384]}).encode(),
        "a private key": json.dumps({"keys": [{**issuer.key.as_dict(private=True), "kid": "k1"}]}).encode(),
        "no kid": json.dumps({"keys": [{**good, "kid": ""}]}).encode(),
        "one kid twice": json.dumps({"keys": [good, good]}).encode(),
        "another algorithm": json.dumps({"keys": [{**good, "alg": "ES384"}]}).encode(),
        "a key to encrypt": json.dumps({"keys": [{**good, "use": "enc"}]}).encode(),
        "no point of the curve": json.dumps({"keys": [{**good, "x": good["y"]}]}).encode(),
        "a short coordinate": json.dumps({"keys": [{**good, "x": "AQ"}]}).encode(),
        "no base64": json.dumps({"keys": [{**good, "x": "*" * 43}]}).encode(),
        "invalid UTF-8": b'{"keys": [{"kid": "\xff"}]}',
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_a_set_of_es256_keys_is_refused(issuer, kind):
    with pytest.raises(KeysRefused):
        keyset.read(garbage(issuer)[kind])


def test_envoy_sees_public_members_only(issuer):
    body = json.dumps({"keys": [issuer.public() | {"x5u": "http://evil", "note": "x"}]}).encode()
    shown = str(keyset.route_configuration(keyset.read(body)))
    assert issuer.public()["x"] in shown
    assert "evil" not in shown
    assert "note" not in shown


def test_garbage_from_users_changes_nothing(make_gateway, fresh_services, issuer):
    gateway = make_gateway(fresh_services).start().ready(issuer)
    stored = (gateway.state / "keys/keys.json").read_bytes()
    for kind in ("html", "no keys", "an RSA key too", "a private key"):
        fresh_services["users"].key_set = garbage(issuer)[kind]
        time.sleep(0.22)
        assert (gateway.state / "keys/keys.json").read_bytes() == stored
        assert gateway.ask(*ORDERS, issuer.token()).status == 200
    assert "keys_refused" in gateway.log("keys")
    assert issuer.key.as_dict(private=True)["d"] not in gateway.log("keys")
