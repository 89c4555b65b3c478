"""Somebody asks the shop for everything it knows of them, and then to forget it."""

from typing import Any
from uuid import uuid4

from journeys.people import ADDRESS, PASSWORD, People, Person, until

CANARY = "Canary Winifred"
SERVICES = ("users", "catalog", "orders", "support")


async def with_a_history(people: People) -> Person:
    """A customer whose name stands in an order and in a ticket."""
    person = await people.customer()
    assert (await person.http.send("PATCH", "/v1/me", {"name": CANARY})).status == 200
    address = ADDRESS | {"name": CANARY}
    bought = await person.buy(await people.stocked(1), shipping_address=address, email="canary@example.com")
    assert bought.status == 201, bought
    assert (await person.http.post("/v1/carts")).status == 201
    ticket = {"subject": f"I am {CANARY}", "text": f"{CANARY} asks"}
    assert (await person.http.post("/v1/support/tickets", ticket, key=str(uuid4()))).status == 201
    path = f"/v1/orders/{bought.json['id']}"
    assert (await person.http.post(f"{path}/cancel", key=str(uuid4()))).status in (200, 202)

    async def cancelled() -> bool:
        return bool((await person.http.get(path)).json["status"] == "cancelled")

    await until(cancelled)
    return person


async def mentions(people: People) -> list[str]:
    """Every table of every service that still holds a word of the person."""
    found = []
    for service in SERVICES:
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for row in await people.rows(service, sql):
            sql = f"SELECT 1 FROM \"{row['tablename']}\" AS t WHERE t::text ILIKE '%canary%' LIMIT 1"  # noqa: S608
            if await people.rows(service, sql):
                found.append(f"{service}.{row['tablename']}")
    return found


async def test_a_person_gets_a_copy_and_is_forgotten_everywhere(people: People) -> None:
    person = await with_a_history(people)
    assert (await person.http.post("/v1/me/exports")).status == 202

    async def ready() -> Any:
        [export] = (await person.http.get("/v1/me/exports")).json["items"]
        return export if export["status"] == "ready" else None

    export = await until(ready)
    copy = {part["service"]: (await person.http.get(part["href"])).json for part in export["parts"]}
    assert copy["users"]["account"]["name"] == CANARY
    assert copy["orders"]["orders"][0]["shipping_address"]["name"] == CANARY
    assert copy["support"]["tickets"][0]["messages"][0]["text"] == f"{CANARY} asks"
    assert (await person.http.send("DELETE", "/v1/me", {"password": PASSWORD})).status == 204

    async def acknowledged() -> bool:
        sql = "SELECT acknowledged::text FROM erasures WHERE account_id = $1"
        [row] = await people.rows("users", sql, person.id)
        return all(service in row["acknowledged"] for service in ("catalog", "orders", "support"))

    await until(acknowledged)
    assert await mentions(people) == []
    sql = "SELECT id FROM carts WHERE customer_id = $1"
    assert await people.rows("orders", sql, person.id) == []
    refused = await person.buy(await people.stocked(1))
    assert (refused.status, refused.problem) == (403, "account-disabled")
