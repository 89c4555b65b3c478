"""The OpenAPI documents and routes.yaml tell the same story, or the check says where they differ."""

import json

import pytest

from gateway.drift import differences
from gateway.errors import GatewayError
from gateway.loader import load

ROUTES = """
defaults: {timeout: 5s, body: 16KiB, per_address: 1/s, per_subject: 1/s}
services:
  catalog:
    /v1/products: {GET: public}
  orders:
    /v1/orders: {GET: customer, POST: customer}
    /v1/orders/{id}: {GET: customer}
    /v1/admin/orders/{id}: {PUT: orders:write}
"""

AGREED = {
    "users": {"/health/live": {"get": {}}, "/internal/oauth/token": {"post": {"x-policy": "service:x"}}},
    "catalog": {"/v1/products": {"get": {"x-policy": "public"}, "parameters": []}, "/metrics": {"get": {}}},
    "orders": {
        "/v1/orders": {"get": {"x-policy": "customer"}, "post": {"x-policy": "customer"}},
        "/v1/orders/{order_id}": {"get": {"x-policy": "customer"}},
        "/v1/admin/orders/{order_id}": {"put": {"x-policy": "orders:write"}},
    },
    "support": {},
}


@pytest.fixture
def compare(tmp_path):
    def compare(**changed):
        file = tmp_path / "routes.yaml"
        file.write_text(ROUTES)
        for service, paths in (AGREED | changed).items():
            (tmp_path / f"{service}.json").write_text(json.dumps({"openapi": "3.1.0", "paths": paths}))
        return differences(load(file), tmp_path)

    return compare


def test_agreement_has_no_differences(compare):
    assert compare() == []


def test_every_kind_of_difference_is_one_sentence(compare):
    found = compare(
        users={"/v1/products": {"get": {"x-policy": "public"}}},
        catalog={"/v1/products": {"get": {"x-policy": "optional"}, "post": {"x-policy": "products:write"}}},
        orders={
            "/v1/orders": {"get": {}, "delete": {"x-policy": "customer"}},
            "/v1/orders/{id}": {"get": {"x-policy": "customer"}},
            "/v1/admin/orders/{id}": {"put": {"x-policy": "orders:read"}},
        },
        support={"/v1/support/tickets": {"get": {"x-policy": "customer"}}},
    )
    assert found == [
        "GET /v1/products is declared by catalog and by users",
        "PUT /v1/admin/orders/{id} is orders:write at the gateway, orders declares orders:read",
        "DELETE /v1/orders is declared by orders (customer) but not routed; only GET, POST is",
        "GET /v1/orders has no x-policy in the document of orders",
        "POST /v1/orders is routed to orders, which does not declare it",
        "GET /v1/products is routed to catalog but declared by users",
        "POST /v1/products is declared by catalog (products:write) but not routed; only GET is",
        "GET /v1/support/tickets is declared by support (customer) but not routed",
    ]


def test_a_missing_document_says_how_to_write_it(compare, tmp_path):
    compare()
    (tmp_path / "orders.json").unlink()
    with pytest.raises(GatewayError, match="make contracts"):
        differences(load(tmp_path / "routes.yaml"), tmp_path)
