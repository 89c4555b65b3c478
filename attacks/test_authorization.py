"""The matrix of who may do what is as the repository says, by both doors, and has a row for every route."""

import pytest

from attacks import authorization
from journeys.people import People


@pytest.mark.timeout(600)
async def test_every_caller_gets_at_the_service_what_the_table_says(people: People) -> None:
    assert await authorization.matrix(people, "service") == authorization.expected()


@pytest.mark.timeout(600)
async def test_the_gateway_says_the_same_and_knows_nothing_internal(people: People) -> None:
    found = await authorization.matrix(people, "gateway")
    for name, at_the_service in authorization.expected().items():
        hidden = dict.fromkeys(authorization.CALLERS, "404") | {authorization.COLUMNS[-1]: "–"}
        # A service's token is for another audience: the edge does not let it in at all.
        public = at_the_service | {"service": at_the_service["foreign service"]}
        assert found[name] == (hidden if "/internal/" in name else public), name
