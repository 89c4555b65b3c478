"""Plants a bug in a copy of every package and runs the system with it. The checkout is never touched."""

import shutil
from pathlib import Path

from chaos.planted import messages, shop
from chaos.planted.bug import Bug
from chaos.run import Report, run
from chassis.process import temporary_folder
from zoco.environment import repository

ROOTS = (
    "chassis/chassis",
    *(f"services/{name}/{name}" for name in ("users", "catalog", "orders", "support")),
)
BUGS = messages.BUGS | shop.BUGS


class Misfit(Exception):
    """The source has changed: the bug has to be planted anew, or nothing is proved."""


def plant(bug: Bug, folder: Path) -> None:
    """A copy of every package, with the bug."""
    root = repository()
    for package in ROOTS:
        name = Path(package).name
        shutil.copytree(root / package, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for change in bug.changes:
        path = folder / change.file
        text = path.read_text()
        if change.old not in text:
            raise Misfit(f"{change.file} no longer has {change.old!r}")
        path.write_text(text.replace(change.old, change.new))


async def caught(name: str, *, seed: int = 1) -> tuple[Report, bool]:
    """Run with the bug; whether it was found out."""
    bug = BUGS[name]
    with temporary_folder() as folder:
        plant(bug, folder)
        report = await run(name, bug.profile, seed, source=folder, faults=bug.faults)
    found = {violation.invariant for violation in report.violations}
    if report.settled.left:
        found.add("late")
    return report, bool(found & set(bug.caught_as))
