"""The matrix of who may do what is as the repository says at each service, and has a row for every route."""

import pytest

from attacks import authorization
from journeys.people import People


@pytest.mark.timeout(600)
async def test_every_caller_gets_at_the_service_what_the_table_says(people: People) -> None:
    assert await authorization.matrix(people, "service") == authorization.expected()
