"""The wheels of a release: which packages a deployable needs, fetched as the lock says, and packed again.

What is packed comes from an environment: one that uv made for the target platform, checking every hash of
`requirements.lock`. Packed here, the same files are the same bytes, whoever packs them and when.
"""

import configparser
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]
MEMBERS = {"chassis": "chassis", "gateway": "gateway"} | {
    name: f"services/{name}" for name in ("catalog", "users", "orders", "support")
}
PYTHON = "3.11"
OLDEST_PATCH = "3.11.6"  # of Amazon Linux 2023
PLATFORMS = {
    "arm64": "aarch64-manylinux_2_34",
    "x86_64": "x86_64-manylinux_2_34",
}  # glibc of Amazon Linux 2023
MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
# Of an installer's making, or of no use to a release.
LEFT_OUT = re.compile(r"(^|/)__pycache__/|\.pyc$|\.dist-info/(INSTALLER|REQUESTED|RECORD|direct_url\.json)$")
EPOCH = (1980, 1, 1, 0, 0, 0)


class NotLocked(Exception):
    """A package that the lock does not know, or knows in another version."""


def own(name: str) -> list[str]:
    """The packages of this repository that a deployable is made of."""
    return [name] if name == "gateway" else ["chassis", name]


def needed(name: str, processor: str) -> list[str]:
    """Every package from elsewhere that a deployable needs on this processor, in order."""
    environment = {
        "platform_machine": MACHINES[processor],
        "platform_system": "Linux",
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "python_version": PYTHON,
        "python_full_version": OLDEST_PATCH,
        "extra": "",
    }
    found: set[tuple[str, str]] = set()
    todo = [Requirement(line) for member in own(name) for line in _dependencies(member)]
    while todo:
        requirement = todo.pop()
        package = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if package in MEMBERS or (package, extra) in found:
                continue
            found.add((package, extra))
            todo += _requirements(package, environment | {"extra": extra})
    return sorted({package for package, _ in found})


def _dependencies(member: str) -> list[str]:
    project = tomllib.loads((ROOT / MEMBERS[member] / "pyproject.toml").read_text())["project"]
    return list(project["dependencies"])


def _requirements(package: str, environment: dict[str, str]) -> Iterator[Requirement]:
    for line in distribution(package).requires or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield requirement


def locked(packages: Iterable[str], lock: Path = ROOT / "requirements.lock") -> str:
    """The lock's own lines about these packages, hashes and all."""
    blocks = re.split(r"\n(?=\S)", lock.read_text().strip())
    known = {str(canonicalize_name(re.split(r"[=\[ ]", block, maxsplit=1)[0])): block for block in blocks}
    if missing := sorted(set(packages) - set(known)):
        raise NotLocked(f"not in {lock.name}: {', '.join(missing)}")
    return "\n".join(known[package] for package in sorted(packages)) + "\n"


def fetch(requirements: str, processor: str, folder: Path) -> None:
    """Install these, for the hosts' platform and never by building, into a folder of their own."""
    folder.mkdir(parents=True)
    listed = folder.parent / "requirements.txt"
    listed.write_text(requirements)
    uv = subprocess.run([ROOT / "tools" / "bootstrap", "--uv"], check=True, stdout=subprocess.PIPE, text=True)
    target = ["--python-platform", PLATFORMS[processor], "--python-version", PYTHON, "--target", str(folder)]
    strict = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--quiet", "--link-mode", "copy"]
    subprocess.run([uv.stdout.strip(), "pip", "install", *target, *strict, "-r", str(listed)], check=True)


def pack(packages: Iterable[str], source: Path, wheels: Path) -> None:
    """Make a wheel of each package that is installed in `source`."""
    wanted = set(packages)
    for found in distributions(path=[str(source)]):
        name = canonicalize_name(found.metadata["Name"])
        if name in wanted:
            wanted.discard(name)
            members = dict(_members(found, source))
            _write(wheels / f"{name.replace('-', '_')}-{found.version}-py3-none-any.whl", members)
    if wanted:
        raise NotLocked(f"not installed in {source}: {', '.join(sorted(wanted))}")


def pack_own(member: str, wheels: Path) -> None:
    """A wheel of one of this repository's own packages: its sources, migrations among them."""
    folder = ROOT / MEMBERS[member]
    version = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"]
    listed = subprocess.run(
        ["git", "ls-files", member], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    members = {line: folder / line for line in listed.stdout.splitlines()}
    _write(wheels / f"{member}-{version}-py3-none-any.whl", members)


def _members(found: Distribution, source: Path) -> Iterator[tuple[str, Path]]:
    """Name in the wheel → file. Programs go where an installer looks; the small ones nobody needs."""
    generated = _console_scripts(found)
    for file in found.files or []:
        path = Path(str(found.locate_file(file)))
        if LEFT_OUT.search(str(file)) or not path.is_file():
            continue
        if file.parts[0] in ("..", "bin"):
            if file.name not in generated:
                yield f"{canonicalize_name(found.metadata['Name'])}.data/scripts/{file.name}", path
        elif path.is_relative_to(source):
            yield str(file), path


def _console_scripts(found: Distribution) -> set[str]:
    parser = configparser.ConfigParser(delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(found.read_text("entry_points.txt") or "")
    return set(parser["console_scripts"]) if parser.has_section("console_scripts") else set()


def _write(wheel: Path, members: dict[str, Path]) -> None:
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = (0o755 if members[name].stat().st_mode & 0o111 else 0o644) << 16
            archive.writestr(info, members[name].read_bytes())
