"""`python -m chaos [PROFILE | --planted] [--seed N] [--keep FOLDER]`: break the system and judge it."""

import argparse
import secrets
import sys
from pathlib import Path

import msgspec
import uvloop
from rich.console import Console

from chaos import overload, verdict
from chaos.planted.trial import BUGS, caught
from chaos.profile import PROFILES
from chaos.run import run

FULL_SEEDS = 3


def main() -> int:
    words = argparse.ArgumentParser(prog="chaos", description="Break the system and judge it.")
    words.add_argument("profile", nargs="?", default="small", choices=[*PROFILES, "overload"])
    words.add_argument("--seed", type=int, action="append", help="replay this one; may be said again")
    words.add_argument("--keep", type=Path, help="a folder for the history, the plan and the logs")
    words.add_argument("--planted", nargs="*", metavar="WORD", help="the bugs whose names have this word")
    words.add_argument("--orders", type=int)
    words.add_argument("--faults", type=int)
    words.add_argument("--seconds", type=float)
    asked = words.parse_args()
    if asked.planted is not None:
        return _planted(asked.planted, Console(highlight=False))
    if asked.profile == "overload":
        return _overload(asked.seconds or overload.SECONDS, asked.keep)
    changes = {name: value for name in ("orders", "faults", "seconds") if (value := getattr(asked, name))}
    profile = msgspec.structs.replace(PROFILES[asked.profile], **changes)
    count = FULL_SEEDS if asked.profile == "full" else 1
    seeds = asked.seed or [secrets.randbelow(2**31) for _ in range(count)]
    is_clean = True
    for seed in seeds:
        folder = None
        if asked.keep is not None:
            folder = asked.keep / str(seed)
            folder.mkdir(parents=True, exist_ok=True)
        report = uvloop.run(run(asked.profile, profile, seed, keep=folder))
        if folder is not None:
            (folder / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report)))
        verdict.show(report, Console(highlight=False))
        is_clean &= report.is_clean
    return 0 if is_clean else 1


def _overload(seconds: float, keep: Path | None) -> int:
    """Not broken, but asked for more than it can do."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    report = uvloop.run(overload.run(seconds, keep=keep))
    verdict.show_overload(report, Console(highlight=False))
    return 0 if report.is_clean else 1


def _planted(wanted: list[str], console: Console) -> int:
    """Every planted bug must be found out; the exit code says whether all were."""
    missed = []
    for name in [name for name in BUGS if all(word in name for word in wanted)]:
        report, is_caught = uvloop.run(caught(name))
        if not is_caught:
            missed.append(name)
        console.print(f"{'caught' if is_caught else 'MISSED'} in {report.seconds:3.0f} s  {name}: ", end="")
        console.print(verdict.verdict(report), markup=False)
    console.print(f"[bold]{len(missed)} missed: {missed}[/bold]" if missed else "[bold]all caught[/bold]")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
