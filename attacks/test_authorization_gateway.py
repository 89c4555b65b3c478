"""The gateway lets in whom the services let in, and knows nothing internal."""

import pytest

from attacks import authorization
from journeys.people import People

# One of each kind. At the services' own doors everybody tries.
COLUMNS = ("nobody", "foreign service", "service", "other", "support_agent", "owner")


@pytest.mark.timeout(600)
async def test_the_gateway_says_the_same_and_knows_nothing_internal(people: People) -> None:
    found = await authorization.matrix(people, "gateway", COLUMNS)
    for name, at_the_service in authorization.expected().items():
        hidden = dict.fromkeys(COLUMNS, "404")
        # A service's token is for another audience: the edge does not let it in at all.
        public = at_the_service | {"service": at_the_service["foreign service"]}
        assert found[name] == (hidden if "/internal/" in name else {one: public[one] for one in COLUMNS}), (
            name
        )
