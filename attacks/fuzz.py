"""Random requests to every operation of the documents, by schemathesis with all its checks on.

`make fuzz` goes on for MINUTES with a new seed for every round; the tests do one small round.
"""

import asyncio
import contextlib
import random
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import msgspec

from chassis.process import temporary_folder
from journeys.people import People
from zoco import seed
from zoco.environment import repository
from zoco.ports import Ports
from zoco.stack import Stack

CONFIG = Path(__file__).with_name("schemathesis.toml")
INTERNAL = "^/internal/"
EXAMPLES = 100  # of each operation in each round
PEOPLE = ("nobody", "customer", "admin")
# A service whose routes for other services are tried, and one that may use them.
CALLERS = {"users": "orders", "catalog": "orders", "orders": "support"}


class Round(msgspec.Struct, frozen=True):
    """What one run of schemathesis said."""

    who: str
    seed: int
    is_clean: bool
    report: str


async def through_the_gateway(
    people: People, who: str, *, examples: int, seed: int, besides: str = INTERNAL
) -> Round:
    """Everything public but what is `besides`, as somebody."""
    # Nobody has a token that is none: without any, schemathesis tries to register, and stumbles.
    token = "none" if who == "nobody" else (await people.staff(who)).tokens["access_token"]
    url = people.stack.url
    return await _run(
        who, token, f"{url}/openapi.json", url, "--exclude-path-regex", besides, examples=examples, seed=seed
    )


async def past_the_gateway(people: People, service: str, *, examples: int, seed: int) -> Round:
    """What a service answers to other services, at its own port, with a token of one that may ask."""
    token = await service_token(people, CALLERS[service], service)
    document = str(repository() / "contracts" / "openapi" / f"{service}.json")
    url = people.stack.wiring.url(service)
    return await _run(
        service, token, document, url, "--include-path-regex", INTERNAL, examples=examples, seed=seed
    )


async def service_token(people: People, client: str, audience: str) -> str:
    """A service's token for another, as it gets it itself."""
    secret = people.stack.wiring.secrets.client_secrets[client]
    form = {"grant_type": "client_credentials", "audience": audience}
    authorization = aiohttp.encode_basic_auth(client, secret)
    answer = await people.direct("users").send(
        "POST",
        "/internal/oauth/token",
        urlencode(form).encode(),
        headers={"Authorization": authorization, "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status == 200, answer
    return str(answer.json["access_token"])


async def _run(who: str, token: str, document: str, url: str, *which: str, examples: int, seed: int) -> Round:
    with temporary_folder() as folder:  # it leaves caches where it stands
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", document),
            *("--url", url, "--max-examples", str(examples), "--seed", str(seed), "--no-color", *which),
            *("--header", f"Authorization: Bearer {token}"),
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        report = (await process.communicate())[0].decode()
    return Round(who, seed, process.returncode == 0, report)


async def rounds(people: People, *, examples: int) -> AsyncIterator[Round]:
    """Everybody once, everywhere."""
    for who in PEOPLE:
        yield await through_the_gateway(people, who, examples=examples, seed=random.randrange(2**32))
    for service in CALLERS:
        yield await past_the_gateway(people, service, examples=examples, seed=random.randrange(2**32))


async def _fuzz(minutes: float) -> bool:
    """Round after round on a stack of its own. Whether all were clean."""
    ends, is_clean = time.monotonic() + minutes * 60, True
    async with a_stack() as stack, aiohttp.ClientSession() as session:
        while time.monotonic() < ends:
            # Logged in anew for each: an access token lives for five minutes.
            async for ran in rounds(People(stack, session), examples=EXAMPLES):
                print(
                    f"{ran.who:<9} seed {ran.seed:<10} {'clean' if ran.is_clean else ran.report}", flush=True
                )
                is_clean &= ran.is_clean
    return is_clean


@contextlib.asynccontextmanager
async def a_stack() -> AsyncIterator[Stack]:
    with temporary_folder() as folder:
        stack = Stack(folder / ".zoco", Ports.free(), attached=True)
        # 429 has tests of its own.
        stack.extra |= {"envoy": {"GATEWAY_LIMIT_SCALE": "1000"}, "users": {"THROTTLE_FACTOR": "1000"}}
        try:
            await stack.up()
            await seed.sow(stack)
            yield stack
        finally:
            await stack.down()


if __name__ == "__main__":
    raise SystemExit(not asyncio.run(_fuzz(float(sys.argv[1]))))
