"""A release: one tar with everything a host needs. The same sources and lock make the same bytes."""

import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from string import Template

from infra.deploy import Release
from infra.release import wheels
from infra.release.wheels import ROOT

HOST = Path(__file__).resolve().parents[1] / "host"
# Amazon's certificate authorities for databases.
TRUST = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
PORTS = {"api": 8000, "work": 8001, "gateway": 8443, "keys": 0}
SECRETS = "ExecStartPre=+/opt/zoco/current/venv/bin/python /opt/zoco/current/host.py secrets"
HOST_FILES = {"boot": True, "command": True, "host.py": False, "logrotate": False}
# The routes name their pages by relative paths, so these lie in the release as they do here.
ROUTES = "shop/gateway/routes.yaml"
SHOP_FILES = ("gateway/routes.yaml", "gateway/gateway/docs.html", "contracts/openapi.json")

# Puts what the requirements name into a folder.
Fetch = Callable[[str, str, Path], None]


def build(
    name: str,
    version: str,
    folder: Path,
    *,
    processor: str,
    trust: bytes,
    fetch: Fetch = wheels.fetch,
) -> tuple[Path, Release]:
    """Write FOLDER/NAME-VERSION.tar; its digest is what a host will compare."""
    with tempfile.TemporaryDirectory() as scratch:
        source, packed = Path(scratch, "source"), Path(scratch, "wheels")
        packed.mkdir()
        packages = wheels.needed(name, processor)
        fetch(wheels.locked(packages), processor, source)
        wheels.pack(packages, source.resolve(), packed)
        for member in wheels.own(name):
            wheels.pack_own(member, packed)
        files = _files(name, version, processor, packed) | {"rds.pem": (trust, False)}
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{name}-{version}.tar"
        _write(target, files)
    return target, Release(version, hashlib.sha256(target.read_bytes()).hexdigest())


def version_here() -> str:
    """The commit that is checked out. Raises ValueError when something is not committed."""
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    if changed.stdout:
        raise ValueError("something is not committed: commit it, or name the release with --version")
    asked = ["git", "log", "-1", "--date=format:%Y%m%d", "--format=%cd-%h"]
    return subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def download_trust(url: str = TRUST) -> bytes:
    """Amazon's certificate authorities. Raises ValueError when they cannot be had."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
            found: bytes = answer.read()
    except OSError as error:
        raise ValueError(f"{url}: {error}; download it elsewhere, and name the file with --trust") from None
    return found


File = tuple[bytes, bool]  # its content, and whether it is a program


def _files(name: str, version: str, processor: str, packed: Path) -> dict[str, File]:
    found = {f"wheels/{path.name}": (path.read_bytes(), False) for path in sorted(packed.iterdir())}
    digests = {path: hashlib.sha256(content).hexdigest() for path, (content, _) in found.items()}
    listed = "".join(f"{digest}  {path.removeprefix('wheels/')}\n" for path, digest in digests.items())
    about = {"name": name, "version": version, "processor": processor, "python": wheels.PYTHON}
    found["wheels.txt"] = (listed.encode(), False)
    found["release.json"] = (json.dumps(about, indent=2).encode() + b"\n", False)
    found |= {each: ((HOST / each).read_bytes(), is_program) for each, is_program in HOST_FILES.items()}
    found |= {f"units/zoco-{unit}.service": (text.encode(), False) for unit, text in units(name).items()}
    if name == "gateway":
        found |= {f"shop/{path}": ((ROOT / path).read_bytes(), False) for path in SHOP_FILES}
    return found


def units(name: str) -> dict[str, str]:
    """Unit → what systemd reads of it."""
    template = Template((HOST / "unit.service").read_text())
    if name == "gateway":
        commands = {"gateway": f"gateway run --routes /opt/zoco/current/{ROUTES}", "keys": "gateway keys"}
    else:
        commands = {"api": f"{name} api", "work": f"{name} work"}
    secrets = "" if name == "gateway" else SECRETS
    return {
        unit: template.substitute(name=name, unit=unit, command=command, port=PORTS[unit], secrets=secrets)
        for unit, command in commands.items()
    }


def _write(target: Path, files: dict[str, File]) -> None:
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            content, is_program = files[name]
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755 if is_program else 0o644
            archive.addfile(member, io.BytesIO(content))
