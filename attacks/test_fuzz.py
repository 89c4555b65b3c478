"""A small round of what `make fuzz` does for long."""

import pytest

from attacks import fuzz
from journeys.people import People


@pytest.mark.timeout(400)
@pytest.mark.parametrize("who", fuzz.PEOPLE)
async def test_no_public_operation_breaks_its_contract(people: People, who: str) -> None:
    ran = await fuzz.through_the_gateway(people, who, examples=2, seed=1)
    assert ran.is_clean, ran.report


@pytest.mark.timeout(400)
@pytest.mark.parametrize("service", fuzz.CALLERS)
async def test_no_internal_operation_breaks_its_contract(people: People, service: str) -> None:
    ran = await fuzz.past_the_gateway(people, service, examples=2, seed=1)
    assert ran.is_clean, ran.report
