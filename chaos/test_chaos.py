"""The tiny profile keeps every promise (`make chaos` is the small one); planted bugs are found out."""

import secrets
from pathlib import Path

import pytest
from rich.console import Console

from chaos.planted.trial import BUGS, caught, plant
from chaos.profile import PROFILES
from chaos.run import run
from chaos.verdict import show, verdict

# `make chaos PLANTED=1` has them all.
SAMPLE = ("a release gives nothing back",)


@pytest.mark.timeout(400)
async def test_nothing_is_lost_in_the_tiny_profile() -> None:
    report = await run("tiny", PROFILES["tiny"], secrets.randbelow(2**31))
    show(report, Console(highlight=False, width=140))
    assert report.is_clean, verdict(report)


@pytest.mark.timeout(200)
@pytest.mark.parametrize("name", SAMPLE)
async def test_a_planted_bug_is_found_out(name: str) -> None:
    report, is_caught = await caught(name)
    assert is_caught, verdict(report)


@pytest.mark.parametrize("name", list(BUGS))
def test_a_bug_fits_the_source_that_it_is_planted_in(name: str, tmp_path: Path) -> None:
    plant(BUGS[name], tmp_path)
