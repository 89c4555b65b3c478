"""Who may do what, on every route."""

from typing import Any
from uuid import uuid4

from catalog.app import ROUTES
from chassis.policy import policy_of
from chassis.testing import Running

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
    ("POST", "/v1/admin/products"): "products:write",
    ("GET", "/v1/admin/products"): "products:write",
    ("GET", "/v1/admin/products/{product_id:uuid}"): "products:write",
    ("PUT", "/v1/admin/products/{product_id:uuid}"): "products:write",
    ("GET", "/v1/admin/products/{product_id:uuid}/edits"): "products:write",
    ("GET", "/v1/admin/products/{product_id:uuid}/prices"): "products:write",
    ("POST", "/v1/admin/products/bulk-edit"): "products:write",
    ("GET", "/v1/admin/product-types"): "products:write",
    ("POST", "/v1/admin/product-types"): "products:write",
    ("GET", "/v1/admin/product-types/{key:str}"): "products:write",
    ("PUT", "/v1/admin/product-types/{key:str}"): "products:write",
    ("POST", "/v1/admin/categories"): "products:write",
    ("GET", "/v1/admin/categories/{category_id:uuid}"): "products:write",
    ("PUT", "/v1/admin/categories/{category_id:uuid}"): "products:write",
    ("DELETE", "/v1/admin/categories/{category_id:uuid}"): "products:write",
    ("POST", "/v1/admin/collections"): "products:write",
    ("GET", "/v1/admin/collections/{collection_id:uuid}"): "products:write",
    ("PUT", "/v1/admin/collections/{collection_id:uuid}"): "products:write",
    ("DELETE", "/v1/admin/collections/{collection_id:uuid}"): "products:write",
    ("GET", "/v1/media/{media_name:str}"): "public",
    ("POST", "/v1/admin/media"): "products:write",
    ("GET", "/v1/admin/media"): "products:write",
    ("GET", "/v1/admin/media/{media_id:uuid}"): "products:write",
    ("POST", "/v1/admin/media/{media_id:uuid}/complete"): "products:write",
    ("GET", "/v1/admin/media-fetches"): "products:write",
    ("POST", "/v1/admin/product-imports"): "products:write",
    ("GET", "/v1/admin/product-imports"): "products:write",
    ("GET", "/v1/admin/product-imports/{product_import_id:uuid}"): "products:write",
    ("POST", "/v1/admin/product-imports/{product_import_id:uuid}/check"): "products:write",
    ("POST", "/v1/admin/product-imports/{product_import_id:uuid}/run"): "products:write",
    ("POST", "/v1/admin/product-imports/{product_import_id:uuid}/retry"): "products:write",
    ("POST", "/v1/admin/product-imports/{product_import_id:uuid}/cancel"): "products:write",
    ("GET", "/v1/admin/product-imports/{product_import_id:uuid}/problems"): "products:write",
    ("POST", "/v1/admin/product-exports"): "products:write",
    ("GET", "/v1/admin/product-exports"): "products:write",
    ("GET", "/v1/admin/product-exports/{product_export_id:uuid}"): "products:write",
    ("POST", "/v1/admin/product-exports/{product_export_id:uuid}/cancel"): "products:write",
    ("GET", "/v1/admin/locations"): "stock:read",
    ("POST", "/v1/admin/locations"): "stock:write",
    ("GET", "/v1/admin/locations/{key:str}"): "stock:read",
    ("PUT", "/v1/admin/locations/{key:str}"): "stock:write",
    ("POST", "/v1/admin/stock-adjustments"): "stock:write",
    ("POST", "/v1/admin/stock-counts"): "stock:write",
    ("GET", "/v1/admin/stock/{variant_id:uuid}"): "stock:read",
    ("PUT", "/v1/admin/stock/{variant_id:uuid}"): "stock:write",
    ("GET", "/v1/admin/stock/{variant_id:uuid}/movements"): "stock:read",
    ("PUT", "/internal/reservations/{order_id:uuid}"): "reservations:write",
    ("POST", "/internal/reservations/{order_id:uuid}/commit"): "reservations:write",
    ("POST", "/internal/reservations/{order_id:uuid}/release"): "reservations:write",
}
SCOPES = {"reservations:write"}  # as a permission of a person it opens nothing
PERMISSIONS = ("products:write", "stock:write", "stock:read", "orders:read", "reservations:write")


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
        **{name: (catalog.as_account(uuid4(), name), {name} - SCOPES) for name in PERMISSIONS},
    }
    before = await catalog.published()
    for (method, path), policy in POLICIES.items():
        for name, (client, has) in callers.items():
            allowed = policy == "public" or policy in has
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
