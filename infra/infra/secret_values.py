"""The services' secrets: made where they can be, given where only a person has them."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.names import Names
from infra.shop import SERVICES
from infra.wiring import SECRETS

Values = dict[str, dict[str, str]]
MADE = ("CLIENT_SECRET", "SIGNING_KEY_SECRET", "LINK_SECRET")


def complete(secretsmanager: Any, names: Names, given: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Keep what is there unless `given` says otherwise, make what can be made; say what is still missing."""
    before = {name: _read(secretsmanager, names.secret(name)) for name in SERVICES}
    after = fill({name: before[name] | dict(given.get(name, {})) for name in SERVICES})
    for name in SERVICES:
        if after[name] != before[name]:
            _write(secretsmanager, names.secret(name), after[name], is_new=not before[name])
        missing = [each for each in SECRETS[name] if each not in after[name]]
        what = f"missing {', '.join(missing)}" if missing else "complete"
        yield f"{names.secret(name)}: {what}"


def fill(values: Values) -> Values:
    """Users must know the digests of everybody's client secret, so they follow from those."""
    filled = {
        name: {each: secrets.token_hex(32) for each in SECRETS[name] if each in MADE} | known
        for name, known in values.items()
    }
    digests = {
        name: hashlib.sha256(known["CLIENT_SECRET"].encode()).hexdigest() for name, known in filled.items()
    }
    filled["users"]["SERVICE_CLIENTS"] = json.dumps(digests)
    return filled


def _read(secretsmanager: Any, name: str) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(secretsmanager.get_secret_value(SecretId=name)["SecretString"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return {}
        raise
    return found


def _write(secretsmanager: Any, name: str, values: Mapping[str, str], *, is_new: bool) -> None:
    text = json.dumps(values)
    if is_new:
        secretsmanager.create_secret(Name=name, SecretString=text)
    else:
        secretsmanager.put_secret_value(SecretId=name, SecretString=text)
