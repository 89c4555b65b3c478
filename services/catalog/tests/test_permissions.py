"""Who may do what, on every route."""

from typing import Any
from uuid import uuid4

from catalog.app import ROUTES
from chassis.policy import policy_of
from chassis.testing import Running

MANAGER = ["admin", "catalogue_manager"]
POLICIES = {
    ("GET", "/v1/products"): "public",
    ("GET", "/v1/products/{product_id:uuid}"): "public",
    ("GET", "/v1/handles/{handle:str}"): "public",
    ("GET", "/v1/products/{product_id:uuid}/related"): "public",
    ("GET", "/v1/search"): "public",
    ("GET", "/v1/search/suggestions"): "public",
    ("GET", "/v1/categories"): "public",
    ("GET", "/v1/categories/{handle:str}"): "public",
    ("GET", "/v1/collections"): "public",
    ("GET", "/v1/collections/{handle:str}"): "public",
    ("POST", "/v1/admin/products"): MANAGER,
    ("GET", "/v1/admin/products"): MANAGER,
    ("GET", "/v1/admin/products/{product_id:uuid}"): MANAGER,
    ("PUT", "/v1/admin/products/{product_id:uuid}"): MANAGER,
    ("GET", "/v1/admin/products/{product_id:uuid}/edits"): MANAGER,
    ("GET", "/v1/admin/products/{product_id:uuid}/prices"): MANAGER,
    ("POST", "/v1/admin/products/bulk-edit"): MANAGER,
    ("GET", "/v1/admin/product-types"): MANAGER,
    ("POST", "/v1/admin/product-types"): MANAGER,
    ("GET", "/v1/admin/product-types/{key:str}"): MANAGER,
    ("PUT", "/v1/admin/product-types/{key:str}"): MANAGER,
    ("POST", "/v1/admin/categories"): MANAGER,
    ("GET", "/v1/admin/categories/{category_id:uuid}"): MANAGER,
    ("PUT", "/v1/admin/categories/{category_id:uuid}"): MANAGER,
    ("DELETE", "/v1/admin/categories/{category_id:uuid}"): MANAGER,
    ("POST", "/v1/admin/collections"): MANAGER,
    ("GET", "/v1/admin/collections/{collection_id:uuid}"): MANAGER,
    ("PUT", "/v1/admin/collections/{collection_id:uuid}"): MANAGER,
    ("DELETE", "/v1/admin/collections/{collection_id:uuid}"): MANAGER,
    ("POST", "/v1/admin/stock-adjustments"): MANAGER,
    ("GET", "/v1/admin/stock/{variant_id:uuid}"): "staff",
    ("PUT", "/internal/reservations/{order_id:uuid}"): "reservations:write",
    ("POST", "/internal/reservations/{order_id:uuid}/commit"): "reservations:write",
    ("POST", "/internal/reservations/{order_id:uuid}/release"): "reservations:write",
}
ROLES = ("support_agent", "order_manager", "catalogue_manager", "admin")


def test_every_route_is_in_the_table() -> None:
    found: dict[tuple[str, str], Any] = {}
    for route in ROUTES:
        policy = policy_of(route)
        [method], [path] = route.http_methods, route.paths
        found[str(method), path] = policy.scope or policy.public_name()
    assert found == POLICIES


async def test_everybody_gets_what_the_table_says(catalog: Running) -> None:
    callers = {
        "nobody": (catalog.http, set()),
        "a customer": (catalog.as_account(uuid4()), set()),
        "orders": (catalog.as_service("orders", "reservations:write"), {"reservations:write"}),
        "support": (catalog.as_service("support", "orders:read"), set()),
        **{role: (catalog.as_account(uuid4(), role), {role, "staff"}) for role in ROLES},
    }
    before = await catalog.published()
    for (method, path), policy in POLICIES.items():
        for name, (client, has) in callers.items():
            allowed = policy == "public" or bool(has & ({policy} if isinstance(policy, str) else set(policy)))
            real = path.split("{")[0] + (f"{uuid4()}" + path.partition("}")[2] if "{" in path else "")
            body = b"not json" if method in ("POST", "PUT") else None
            answer = await client.send(method, real, body, headers={"Content-Type": "application/json"})
            refusal = 401 if name == "nobody" else 403
            assert (answer.status == refusal) is not allowed, (method, path, name, answer)
            assert answer.status in ({200, 400, 404, 422} if allowed else {refusal}), (
                method,
                path,
                name,
                answer,
            )
    assert await catalog.published() == before
