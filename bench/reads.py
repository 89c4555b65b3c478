"""Reads through the gateway, as ratios to the same bytes from memory behind the same Envoy."""

import sys
from pathlib import Path
from typing import Any

from bench import load
from chassis import parts
from chassis.process import Command, free_port, start, until_ready
from journeys.people import People

CONCURRENCY = 16
STATIC = Path(__file__).with_name("static.py")


async def run(people: People) -> list[dict[str, Any]]:
    [product, *_] = (await people.nobody.get("/v1/products")).json["items"]
    paths = {
        "product": f"/v1/products/{product['id']}",
        "listing": "/v1/products?limit=20",
        "search": "/v1/search?q=lana",
    }
    return [await _row(people, name, path) for name, path in paths.items()]


async def _row(people: People, name: str, path: str) -> dict[str, Any]:
    body = (await people.nobody.get(path)).content
    static = await _behind_envoy(people, name, body)
    yardstick = await load.get(static + path, concurrency=CONCURRENCY)
    measured = await load.get(people.stack.url + path, concurrency=CONCURRENCY)
    return {
        "read": name,
        "bytes": len(body),
        "req/s": measured.per_second,
        "p50 ms": measured.percentile(0.5),
        "p99 ms": measured.percentile(0.99),
        "static req/s": yardstick.per_second,
        "ratio": f"{measured.per_second / yardstick.per_second:.2f}",
    }


async def _behind_envoy(people: People, name: str, body: bytes) -> str:
    """A second gateway like the first, whose catalog is a file in memory; its address."""
    folder, upstream, port = people.stack.home.path(f"static-{name}"), free_port(), free_port()
    folder.mkdir()
    (folder / "body").write_bytes(body)
    argv = [sys.executable, str(STATIC), str(upstream), str(folder / "body")]
    # Envoy asks an upstream for its health before it sends it anything.
    await _started("static", Command(argv), f"http://127.0.0.1:{upstream}/health/ready", folder)
    changed = {
        "GATEWAY_PORT": str(port),
        "GATEWAY_STATE": str(folder / "gateway"),
        "CATALOG_URL": f"http://127.0.0.1:{upstream}",
    }
    command = await people.stack.parts["envoy"].command()
    url = f"http://127.0.0.1:{port}"
    await _started(
        "gateway", Command(command.argv, command.environment | changed), f"{url}/v1/products", folder
    )
    return url


async def _started(name: str, command: Command, ready: str, folder: Path) -> None:
    log = folder / f"{name}.log"
    child = start(command, log=log, die_with_parent=True)
    await until_ready(name, lambda: parts.http_ready(ready), ended=child.poll, log=log)
