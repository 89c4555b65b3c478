"""Imports and exports as staff go through them."""

from typing import Any

import aiohttp
import msgspec

from catalog.product_import import workers
from chassis.testing import Answer, Running
from services.catalog.tests import make

IMPORTS = "/v1/admin/product-imports"
HEADER = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src\n"


async def begun(running: Running, content: bytes, **fields: Any) -> str:
    """An import whose file is uploaded; its path."""
    body = {"format": "shopify_csv", "size": len(content), "fetch_images": False} | fields
    made = await make.manager(running).post(IMPORTS, body)
    assert made.status == 201, made
    upload = made.json["upload"]
    async with (
        aiohttp.ClientSession() as session,
        session.request(upload["method"], upload["url"], headers=upload["headers"], data=content) as answer,
    ):
        assert answer.status == 200, await answer.text()
    return f"{IMPORTS}/{made.json['id']}"


async def work(running: Running) -> None:
    """All that workers would do now."""
    given = running.service.provide
    while await workers.advance_next(running.db, given["files"], given["shop"]):
        pass


async def act(running: Running, path: str, action: str, **body: Any) -> Any:
    answer = await make.manager(running).post(f"{path}/{action}", body if action == "check" else None)
    assert answer.status in (200, 202), answer
    await work(running)
    return (await make.manager(running).get(path)).json


async def imported(running: Running, content: bytes, **fields: Any) -> Any:
    """The import after its run, or why there was none."""
    path = await begun(running, content, **fields)
    checked = await act(running, path, "check")
    if checked["state"] != "checked":
        return checked
    ran = await act(running, path, "run")
    same = ("created", "updated", "unchanged", "failed")
    assert [ran[name] for name in same] == [checked[name] for name in same], (checked, ran)
    return ran


async def problems(running: Running, job: Any) -> list[tuple[int, str, str]]:
    """Line, column and reason of everything that stayed out."""
    answer = await make.manager(running).get(f"{IMPORTS}/{job['id']}/problems?limit=100")
    return [(each["line"], each["column"], each["reason"]) for each in answer.json["items"]]


def counted(job: Any) -> tuple[int, int, int, int]:
    return job["created"], job["updated"], job["unchanged"], job["failed"]


async def product(running: Running, handle: str) -> Any:
    answer: Answer = await make.manager(running).get(f"/v1/admin/products?handle={handle}")
    items = answer.json["items"]
    return items[0] if items else None


def lines(*documents: dict[str, Any]) -> bytes:
    return b"".join(msgspec.json.encode(each) + b"\n" for each in documents)
