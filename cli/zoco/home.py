"""The folder that holds all state: data, logs, process records, secrets. Nobody else may look inside."""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import field

from zoco.edge import Edge
from zoco.ports import Ports

T = TypeVar("T")

SERVICES = ("users", "catalog", "orders", "support")
KEPT_BY_RESET = ("tools",)  # uv, when it had to be brought along


def _passwords() -> dict[str, str]:
    return {name: secrets.token_urlsafe(24) for name in SERVICES}


class Secrets(msgspec.Struct):
    """Made once for this folder and never shown."""

    database_passwords: dict[str, str] = field(default_factory=_passwords)
    client_secrets: dict[str, str] = field(default_factory=_passwords)
    # 32 bytes in hex.
    signing_key_secret: str = field(default_factory=lambda: secrets.token_hex(32))
    stripe_secret_key: str = field(default_factory=lambda: f"sk_test_{secrets.token_hex(16)}")
    stripe_webhook_secret: str = field(default_factory=lambda: f"whsec_{secrets.token_hex(16)}")
    link_secret: str = field(default_factory=lambda: secrets.token_hex(32))


class Home:
    """Paths, and files that are whole or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def path(self, *names: str) -> Path:
        return self.folder.joinpath(*names)

    def log(self, part: str) -> Path:
        return self.path("logs", f"{part}.log")

    def create(self) -> None:
        """Only the owner may enter; what is already outside stays as it is."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        for name in ("logs", "run"):
            self.path(name).mkdir(mode=0o700, exist_ok=True)

    def secrets(self) -> Secrets:
        """What is missing is made, what is there stays."""
        kept = self.read("secrets.json", Secrets) or Secrets()
        if self.read("secrets.json", dict) != msgspec.to_builtins(kept):
            self.write("secrets.json", kept)
        return kept

    def ports(self, environ: Mapping[str, str]) -> Ports:
        """The environment's, else those of the last start, else the defaults."""
        return (self.read("ports.json", Ports) or Ports()).changed_by(environ)

    def edge(self, environ: Mapping[str, str]) -> Edge:
        """The environment's, else that of the last start, else plain HTTP for nobody's browser."""
        return (self.read("edge.json", Edge) or Edge()).changed_by(environ)

    def read(self, name: str, kind: type[T]) -> T | None:
        try:
            return msgspec.json.decode(self.path(name).read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError as error:
            raise ValueError(
                f"{self.path(name)} cannot be read ({error}); mend it, or `zoco reset`"
            ) from None

    def write(self, name: str, value: object) -> None:
        target = self.path(name)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        text = msgspec.json.format(msgspec.json.encode(value)) + b"\n"
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """One command changes the stack at a time; a second one waits."""
        self.create()
        with self.path("lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def drop_unreadable(self) -> list[str]:
        """Before a reset: delete the files that nothing can be read from; their names."""
        dropped = []
        for path in (*self.folder.glob("*.json"), *self.folder.glob("run/*.json")):
            try:
                msgspec.json.decode(path.read_bytes(), type=list if path.name == "accounts.json" else dict)
            except msgspec.DecodeError:
                path.unlink()
                dropped.append(path.name)
        return dropped

    def erase(self) -> None:
        """Everything but the tools."""
        if not self.folder.exists():
            return
        for entry in self.folder.iterdir():
            if entry.name in KEPT_BY_RESET:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
