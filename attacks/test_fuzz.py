"""A small round of what `make fuzz` does for long."""

import pytest

from attacks import fuzz
from journeys.people import People

# What is left out for each: to others than staff the admin's part is closed (see the authorization), and the
# only admin must not lose a second factor while others need it.
BESIDES = {
    "nobody": "^/internal/|^/v1/admin/",
    "customer": "^/internal/|^/v1/admin/",
    "admin": r"^/internal/|^/v1/(me|auth)\b",
}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("who", fuzz.PEOPLE)
async def test_no_public_operation_breaks_its_contract(people: People, who: str) -> None:
    ran = await fuzz.through_the_gateway(people, who, examples=2, seed=1, besides=BESIDES[who])
    assert ran.is_clean, ran.report


@pytest.mark.timeout(400)
@pytest.mark.parametrize("service", fuzz.CALLERS)
async def test_no_internal_operation_breaks_its_contract(people: People, service: str) -> None:
    ran = await fuzz.past_the_gateway(people, service, examples=2, seed=1)
    assert ran.is_clean, ran.report
