"""What browsers are told: which storefronts may read an answer, and that none is a document to run."""

import pytest

from gateway.errors import GatewayError
from gateway.settings import read_settings

SHOP, OTHER = "https://shop.example", "http://localhost:3000"
SHOWN = ("etag", "location", "retry-after", "ratelimit", "ratelimit-policy", "x-request-id")


@pytest.fixture(scope="module")
def storefronts(make_gateway, services, issuer):
    return make_gateway(services, CORS_ORIGINS=f"{SHOP},{OTHER}").start().ready(issuer)


def preflight(gateway, origin, path="/v1/orders", method="POST"):
    asked = {"access_control_request_method": method, "access_control_request_headers": "idempotency-key"}
    return gateway.ask("OPTIONS", path, origin=origin, **asked)


@pytest.mark.parametrize("origin", [SHOP, OTHER])
@pytest.mark.parametrize("path", ["/v1/orders", "/v1/admin/orders", "/v1/products", "/nothing"])
def test_a_listed_origin_may_ask(storefronts, services, origin, path):
    for name in ("catalog", "orders"):
        services[name].seen.clear()
    answer = preflight(storefronts, origin, path)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert {"authorization", "idempotency-key", "if-match"} <= set(
        answer.headers["access-control-allow-headers"].split(", ")
    )
    assert answer.headers["access-control-max-age"] == "600"
    assert "access-control-allow-credentials" not in answer.headers
    assert services["catalog"].seen == services["orders"].seen == []


UNLISTED = [
    "https://evil.example",
    "https://shop.example.evil.example",
    "https://notshop.example",
    "http://shop.example",
    "https://shop.example:444",
    "https://SHOP.example",
    "https://shop.example/",
    "null",
    "*",
]


@pytest.mark.parametrize("origin", UNLISTED)
def test_any_other_origin_is_403_and_learns_nothing(storefronts, origin):
    answer = preflight(storefronts, origin)
    assert answer.is_problem(403, "forbidden")
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    read = storefronts.ask("GET", "/v1/products", origin=origin)
    assert read.status == 200
    assert "access-control-allow-origin" not in read.headers


def test_without_a_list_no_origin_may_ask(edge):
    assert preflight(edge, SHOP).is_problem(403, "forbidden")
    assert "access-control-allow-origin" not in edge.ask("GET", "/v1/products", origin=SHOP).headers


ANSWERS = [
    ("GET", "/v1/products", 200),
    ("GET", "/v1/orders", 401),
    ("GET", "/v1/admin/orders", 403),
    ("GET", "/nothing", 404),
    ("DELETE", "/v1/orders", 405),
    ("GET", "/v1/products?status=409", 409),
    ("GET", "/v1/products;x", 400),
    ("POST", "/v1/auth/login", 413),
    ("GET", "/docs", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_a_listed_origin_can_read_errors_too(storefronts, issuer, method, path, status):
    token = issuer.token() if status == 403 else None
    body = b"a" * 70_000 if status == 413 else None
    answer = storefronts.ask(method, path, token, body=body, origin=SHOP)
    assert answer.status == status
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert set(SHOWN) <= set(answer.headers["access-control-expose-headers"].split(", "))


@pytest.mark.parametrize("origin", [None, SHOP, "https://evil.example"])
def test_caches_are_told_that_the_answer_depends_on_the_origin(storefronts, origin):
    answer = storefronts.ask("GET", "/v1/products?text=1", **({"origin": origin} if origin else {}))
    assert "origin" in ", ".join(answer.headers.get_all("vary")).lower()


def test_a_reload_changes_the_list(make_gateway, services, issuer):
    gateway = make_gateway(services).start().ready(issuer)
    for origins, status in ((SHOP, 200), (OTHER, 403), ("", 403), (f"{OTHER},{SHOP}", 200)):
        gateway.environment["CORS_ORIGINS"] = origins
        assert gateway.command("reload").returncode == 0
        assert preflight(gateway, SHOP).status == status


@pytest.mark.parametrize(
    "wrong", ["*", "shop.example", "https://shop.example/", "https://*.shop.example", "a,,b"]
)
def test_an_origin_is_a_scheme_a_host_and_perhaps_a_port(edge, wrong):
    with pytest.raises(GatewayError, match="CORS_ORIGINS"):
        read_settings(edge.environment | {"CORS_ORIGINS": wrong})


SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "server": "zoco",
}


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS[:-1])
def test_every_answer_is_safe_in_a_browser(edge, issuer, method, path, status):
    token = issuer.token() if status == 403 else None
    answer = edge.ask(method, path, token, body=b"a" * 70_000 if status == 413 else None)
    assert answer.status == status
    for name, value in SAFE.items():
        assert answer.headers.get_all(name) == [value]
    assert "strict-transport-security" not in answer.headers


def test_an_answer_to_what_cannot_be_parsed_is_safe_too(edge):
    answer = edge.send(b"nonsense\r\n\r\n")
    assert {name: answer.headers[name] for name in SAFE} == SAFE
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "kept"),
    [
        ("GET", "/v1/products", None),
        ("GET", "/v1/orders", "no-store"),
        ("GET", "/v1/admin/orders", "no-store"),
        ("GET", "/nothing", "no-store"),
        ("DELETE", "/v1/orders", "no-store"),
        ("GET", "/docs", "no-cache"),
    ],
)
def test_what_is_somebodys_own_is_kept_nowhere(edge, issuer, method, path, kept):
    for token in (issuer.token("orders:read"), None):
        assert edge.ask(method, path, token).headers["cache-control"] == kept


def test_a_service_decides_about_its_own_answer(edge, issuer):
    answer = edge.ask("GET", "/v1/orders?text=1&cache=private", issuer.token())
    assert answer.headers.get_all("cache-control") == ["private"]


def test_https_is_promised_when_the_shop_has_it(make_gateway, services, issuer):
    shop = type(issuer)(url="https://shop.example", key=issuer.key)
    gateway = make_gateway(services, ISSUER=shop.url).start().ready(shop)
    for path in ("/v1/products", "/nothing"):
        assert gateway.ask("GET", path).headers["strict-transport-security"] == "max-age=31536000"
