"""Which events go where: what every service's code says it listens to, as `make contracts` wrote it down."""

import json
from pathlib import Path

from infra.shop import SERVICES

CONTRACT = Path(__file__).resolve().parents[2] / "contracts" / "subscriptions.json"


def listens_to() -> dict[str, list[str]]:
    """Consumer → the types it wants. `make check` fails when the file is not what the code says."""
    listed: dict[str, list[str]] = json.loads(CONTRACT.read_text())
    return {name: listed.get(name, []) for name in SERVICES}
