"""How the local gateway is reached, and that the next command knows."""

from pathlib import Path

import aiohttp
import pytest

from zoco.edge import Edge
from zoco.ports import Ports
from zoco.seed import TIMEOUT
from zoco.stack import Stack, StackFailed

TLS, ORIGINS = "ZOCO_GATEWAY_TLS", "ZOCO_CORS_ORIGINS"


def test_the_environment_changes_what_was_remembered() -> None:
    assert Edge().changed_by({}) == Edge(is_tls=False, cors_origins="")
    secure = Edge().changed_by({TLS: "self-signed", ORIGINS: "http://localhost:3000"})
    assert secure == Edge(is_tls=True, cors_origins="http://localhost:3000")
    assert secure.changed_by({}) == secure
    assert secure.changed_by({TLS: "off", ORIGINS: ""}) == Edge()


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="ZOCO_GATEWAY_TLS=yes is not understood: say self-signed, or off"):
        Edge().changed_by({TLS: "yes"})


async def test_the_gateway_speaks_tls_on_demand_and_answers_listed_origins(home: Path) -> None:
    edge = Edge(is_tls=True, cors_origins="http://localhost:3000")
    stack = Stack(home, Ports.free(), edge=edge, attached=True)
    try:
        await stack.start("envoy")
        assert stack.url.startswith("https://")
        assert stack.wiring.gateway()["ISSUER"] == stack.url
        async with stack.session(timeout=TIMEOUT) as session:
            answer = await session.get("/nothing", headers={"origin": "http://localhost:3000"})
            assert answer.status == 404
            assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"
        async with aiohttp.ClientSession() as stranger:
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await stranger.get(stack.url)
        stack.home.write("edge.json", edge)
        assert Stack(home, stack.wiring.ports, attached=True).url == stack.url
        with pytest.raises(StackFailed, match="zoco down envoy"):
            await Stack(home, stack.wiring.ports, edge=Edge(), attached=True).up(["envoy"])
    finally:
        await stack.down()
