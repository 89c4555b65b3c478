"""What is read off a route's code: what it raises, however far down, and nothing that it cannot reach."""

from typing import Annotated

from litestar import Litestar, get, post
from litestar.params import Body

from chassis.errors import Conflict, NotFound
from chassis.policy import CUSTOMER_ONLY, PUBLIC
from tools.refusals import problems_of


class CakeNotFound(NotFound):
    type, title = "cake-not-found", "There is no such cake"


class CakeEaten(Conflict):
    type, title = "cake-eaten", "It was eaten"


class CakeBurnt(Conflict):
    type, title = "cake-burnt", "It is black"


OUTCOMES = {"eaten": CakeEaten}


class Cake:
    def bake(self) -> None:
        raise CakeBurnt


async def _find() -> Cake:
    raise CakeNotFound


@get("/cakes", policy=PUBLIC)
async def read_cake() -> None:
    await _find()


@post("/cakes", policy=CUSTOMER_ONLY)
async def bake_cake(data: Annotated[dict[str, str], Body()]) -> None:
    cake = await _find()
    cake.bake()
    raise OUTCOMES["eaten"]


def test_refusals_are_found_through_functions_methods_and_tables() -> None:
    found = problems_of(Litestar([read_cake, bake_cake], openapi_config=None))
    assert [problem.type for problem in found["/cakes", "GET"]] == ["cake-not-found"]
    baking = {problem.type for problem in found["/cakes", "POST"]}
    assert {"cake-not-found", "cake-burnt", "cake-eaten", "unauthenticated", "invalid"} <= baking
