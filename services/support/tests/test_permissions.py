"""Every staff route asks for its permission and two factors, whoever else comes with whatever else."""

import re
from uuid import uuid4

from chassis.testing import Running

METHODS = ("get", "post", "put", "patch", "delete")
ALL = {
    "tickets:read",
    "tickets:reply",
    "tickets:manage",
    "orders:refund",
    "orders:refund-any",
    "accounts:read",
}


async def test_nobody_else_passes(support: Running) -> None:
    tried = 0
    for path, item in support.service.openapi()["paths"].items():
        address = re.sub(r"\{[^}]+\}", str(uuid4()), path)
        for method in METHODS:
            policy = str(item.get(method, {}).get("x-policy", ""))
            if ":" not in policy:
                continue
            tried += 1
            people = {
                401: [support.http, support.as_account(uuid4(), *ALL, acr="1")],
                403: [
                    support.as_account(uuid4()),
                    support.as_account(uuid4(), *ALL - {policy}),
                    support.as_service("orders", *ALL),
                ],
            }
            for status, everybody in people.items():
                for who in everybody:
                    answer = await who.send(
                        method.upper(), address, headers={"Idempotency-Key": str(uuid4())}
                    )
                    assert answer.status == status, (method, path, answer)
    assert tried > 30


async def test_customers_routes_need_a_customer(support: Running) -> None:
    for path, item in support.service.openapi()["paths"].items():
        for method in METHODS:
            if item.get(method, {}).get("x-policy") == "customer":
                address = re.sub(r"\{[^}]+\}", str(uuid4()), path)
                for who in (support.http, support.as_service("orders", *ALL)):
                    assert (await who.send(method.upper(), address)).status in (401, 403), (method, path)
