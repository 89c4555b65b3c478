"""routes.yaml: what it may say, and the complaint about everything else."""

import pytest

from gateway.errors import GatewayError
from gateway.loader import DEFAULT_ROUTES, load
from gateway.routes import Limit, most_specific_first

GOOD = """
defaults: {timeout: 10s, body: 64KiB, per_address: 600/min, per_subject: 60/s}
services:
  orders:
    /v1/orders: {GET: public, POST: customer, timeout: 1500ms, body: 1MiB, per_address: 5/h, per_subject: 1/s}
    /v1/orders/{id}:
      GET: optional
    /v1/orders/preview: {POST: public}
    /v1/admin/orders: {GET: orders:read, PUT: orders:write}
"""


@pytest.fixture
def read(tmp_path):
    def read(content: str):
        file = tmp_path / "routes.yaml"
        file.write_text(content)
        return load(file)

    return read


def test_a_route_says_everything_about_itself(read):
    table = read(GOOD)
    orders, order, preview, admin = table.routes
    assert orders.methods == {"GET": "public", "POST": "customer"}
    assert (orders.timeout_seconds, orders.body_bytes, orders.line) == (1.5, 1024 * 1024, 5)
    assert (orders.per_address, orders.per_subject) == (Limit(5, 3600), Limit(1, 1))
    assert (order.timeout_seconds, order.body_bytes, order.per_address) == (10, 64 * 1024, None)
    assert preview.methods == {"POST": "public"}
    assert admin.methods == {"GET": "orders:read", "PUT": "orders:write"}
    assert (table.per_address, table.per_subject) == (Limit(600, 60), Limit(60, 1))


def test_a_literal_comes_before_a_parameter(read):
    paths = [route.path for route in most_specific_first(read(GOOD).routes)]
    assert paths.index("/v1/orders/preview") < paths.index("/v1/orders/{id}")


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        (
            "GET: optional",
            "GET: everybody",
            7,
            "unknown policy everybody; use public, optional, customer, or a permission",
        ),
        ("GET: optional", "GET:", 7, "GET has no policy"),
        ("GET: optional", "GET: []", 7, "unknown policy this"),
        ("GET: optional", "GET: {orders: read}", 7, "unknown policy"),
        ("orders:write}", "orders}", 9, "unknown policy orders; use public"),
        ("GET: optional", "timeout: 1s", 6, "/v1/orders/{id} has no method"),
        ("GET: optional", "get: optional", 7, "unknown key get"),
        ("GET: optional", "TRACE: public", 7, "unknown key TRACE"),
        ("GET: optional", "GET: optional\n      GET: public", 8, "GET is given already on line 7"),
        ("timeout: 1500ms", "timeout: 1500", 5, "1500 is not understood; write it like 10s"),
        ("timeout: 1500ms", "timeout: 0s", 5, "0s is not understood"),
        ("body: 1MiB", "body: 1GB", 5, "1GB is not understood; write it like 64KiB"),
        ("per_address: 5/h", "per_address: 5/day", 5, "5/day is not understood; write it like 120/min"),
        ("{POST: public}", "{POST: public, per_subject: 1/s}", 8, "knows no subject"),
        ("  orders:\n", "  order:\n", 4, "unknown service order; use catalog, users, orders, support"),
        ("/v1/orders/preview:", "/v1/orders:", 8, "/v1/orders is given already on line 5"),
        (
            "/v1/orders/preview:",
            "/v1/orders/{order_id}:",
            8,
            "catches the same requests as /v1/orders/{id} on line 6",
        ),
        ("/v1/orders/preview:", "/v1/{what}/{id}:", None, None),
        (
            "/v1/orders/preview:",
            "/v1/{what}/preview:",
            8,
            "catches the same requests as /v1/orders/{id} on line 6",
        ),
        ("/v1/orders/preview:", "/v1/orders/:", 8, "is not a path"),
        ("/v1/orders/preview:", "v1/orders:", 8, "is not a path"),
        ("/v1/orders/preview:", "/v1//orders:", 8, "is not a path"),
        ("/v1/orders/preview:", "/v1/.*:", 8, "is not a path"),
        ("/v1/orders/preview:", "/internal/profiles:", 8, "is for inside the network only"),
        ("services:", "servces:", 3, "unknown key servces"),
        (", per_subject: 60/s}", "}", 2, "the key per_subject is missing"),
        ("defaults: {timeout", "defaults: {retries: 3, timeout", 2, "unknown key retries"),
        ("orders:write}", "Orders:write}", 9, "unknown policy Orders:write"),
        ("orders:write}", "orders:*}", 9, "unknown policy orders:*"),
        ("{POST: public}", "{POST: public", 9, "not valid YAML"),
        (GOOD, "", 1, "the file is empty"),
        (GOOD, "- a", 1, "expected at least one 'key: value'"),
        (GOOD, "a: \x00", 1, "not valid YAML"),
    ],
)
def test_every_mistake_is_named_with_its_line(read, old, new, line, complaint):
    assert GOOD.count(old) == 1
    content = GOOD.replace(old, new)
    if complaint is None:
        read(content)
        return
    with pytest.raises(GatewayError) as refusal:
        read(content)
    assert f"routes.yaml:{line}: " in str(refusal.value)
    assert complaint in str(refusal.value)


def test_the_shops_own_file_is_good():
    assert "/v1/orders" in {route.path for route in load(DEFAULT_ROUTES).routes}
