"""The key agent: fetches users' key set now and then, and keeps the last good one where Envoy reads it."""

import time
import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import NoReturn

import msgspec

from gateway import keyset, xds
from gateway.bootstrap import KEYS_FILE
from gateway.document import version
from gateway.keyset import KeysRefused
from gateway.settings import Settings

FIRST_REFRESH_SECONDS = 0.5  # while there is no key at all, nobody can use a protected route

# The key set comes from inside the network: no proxy of the environment may stand between.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_none = version(keyset.route_configuration(None))


class _Stored(msgspec.Struct):
    version_info: str


def follow(settings: Settings) -> NoReturn:
    """Poll for ever. Whatever users says or fails to say, only a good set changes anything."""
    xds.prepare(settings.gateway_state)
    file = settings.gateway_state / KEYS_FILE
    last = ""
    while True:
        outcome = _outcome(settings.jwks_url, file)
        if outcome != last:
            _log(outcome)
        last = outcome
        time.sleep(settings.keys_refresh_seconds if has_keys(file) else FIRST_REFRESH_SECONDS)


def refresh(url: str, file: Path) -> bool:
    """Whether the set on disk changed."""
    keys = keyset.read(_fetch(url))
    fresh = xds.resource(keyset.route_configuration(keys))
    if fresh["version_info"] == _stored_version(file):
        return False
    xds.publish(file, fresh)
    return True


def prepare(file: Path) -> None:
    """Envoy needs a file to start with; before the first keys it says that there are none."""
    if not has_keys(file):
        xds.publish(file, xds.resource(keyset.route_configuration(None)))


def has_keys(file: Path) -> bool:
    return _stored_version(file) not in ("", _none)


def _stored_version(file: Path) -> str:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Stored).version_info
    except (OSError, msgspec.DecodeError):
        return ""


def _fetch(url: str) -> bytes:
    with _direct.open(url, timeout=2) as answer:
        body: bytes = answer.read(keyset.MAX_BYTES + 1)
    if len(body) > keyset.MAX_BYTES:
        raise KeysRefused(f"the key set is larger than {keyset.MAX_BYTES} bytes")
    return body


def _outcome(url: str, file: Path) -> str:
    try:
        return "keys_changed" if refresh(url, file) else "keys_current"
    except KeysRefused as error:
        return f"keys_refused: {error}"
    except (OSError, HTTPException) as error:
        return f"keys_unreachable: {error}"


def _log(outcome: str) -> None:
    event, _, why = outcome.partition(": ")
    facts = {"time": datetime.now(UTC).isoformat(), "event": event} | ({"why": why} if why else {})
    print(msgspec.json.encode(facts).decode(), flush=True)
