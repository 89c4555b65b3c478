"""The files Envoy watches: whole versions, renamed into place, so that it never reads half of one."""

import os
from pathlib import Path

from gateway.document import Json, encode, version

ROUTE_TYPE = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"


def resource(configuration: dict[str, Json]) -> dict[str, Json]:
    """A discovery response that carries one route configuration."""
    return {"version_info": version(configuration), "resources": [{"@type": ROUTE_TYPE, **configuration}]}


def prepare(state: Path) -> None:
    """The state folder is for its owner alone: whoever reaches the admin socket in it rules the gateway."""
    state.mkdir(parents=True, exist_ok=True, mode=0o700)


def publish(file: Path, document: Json) -> None:
    """Envoy notices a rename only, and only in the folder it watches; the sync is for a machine that dies."""
    write(file, encode(document))


def write(file: Path, content: bytes) -> None:
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    draft.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(draft, "wb", opener=_for_the_owner) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    _sync_folder(file.parent)


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
