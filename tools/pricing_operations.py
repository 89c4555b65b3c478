"""What an order costs, as staff decides it. The examples are about a country where no other example sends."""

from tools.examples import METHOD, PROMOTION, TAX_RATE
from tools.operation import Operation

POST = {"name": "Post", "currency": "EUR", "amount": 995, "free_from": 10000, "countries": ["IS"]}
BY_WEIGHT = [{"up_to_grams": 1000, "amount": 995}, {"up_to_grams": 10000, "amount": 2495}]
COURIER = {"name": "Courier", "currency": "EUR", "by_weight": BY_WEIGHT, "countries": ["IS"]}
VAT = {"country": "IS", "tax_class": "standard", "starts_on": "2026-01-01", "rate_ppm": 240000}
WELCOME = {"name": "Welcome", "kind": "percentage", "basis_points": 1000, "code": "WELCOME-10"}

PRICING = {
    "POST /v1/admin/shipping-methods": Operation("create_shipping_method", "Add a way to send orders", POST),
    "GET /v1/admin/shipping-methods": Operation(
        "list_all_shipping_methods", "List the ways to send orders as staff", query={"limit": "2"}
    ),
    "GET /v1/shipping-methods": Operation(
        "list_shipping_methods", "How can an order be sent?", query={"country": "IS"}
    ),
    "GET /v1/admin/shipping-methods/{shipping_method_id}": Operation(
        "get_shipping_method", "Read a shipping method", of=METHOD
    ),
    "PUT /v1/admin/shipping-methods/{shipping_method_id}": Operation(
        "edit_shipping_method", "Replace a shipping method", COURIER, of=METHOD, headers={"If-Match": "*"}
    ),
    "POST /v1/admin/tax-rates": Operation("create_tax_rate", "Say what is taxed how", VAT),
    "GET /v1/admin/tax-rates": Operation("list_tax_rates", "List tax rates", query={"limit": "2"}),
    "GET /v1/admin/tax-rates/{tax_rate_id}": Operation("get_tax_rate", "Read a tax rate", of=TAX_RATE),
    "PUT /v1/admin/tax-rates/{tax_rate_id}": Operation(
        "edit_tax_rate",
        "Replace a tax rate",
        {**VAT, "rate_ppm": 245000},
        of=TAX_RATE,
        headers={"If-Match": "*"},
    ),
    "DELETE /v1/admin/tax-rates/{tax_rate_id}": Operation(
        "remove_tax_rate", "Remove a tax rate", of=TAX_RATE, headers={"If-Match": "*"}
    ),
    "POST /v1/admin/promotions": Operation("create_promotion", "Make orders cheaper", WELCOME),
    "GET /v1/admin/promotions": Operation("list_promotions", "List promotions", query={"limit": "2"}),
    "GET /v1/admin/promotions/{promotion_id}": Operation("get_promotion", "Read a promotion", of=PROMOTION),
    "PUT /v1/admin/promotions/{promotion_id}": Operation(
        "edit_promotion",
        "Replace a promotion",
        {**WELCOME, "usage_limit": 100, "usage_limit_per_customer": 1},
        of=PROMOTION,
        headers={"If-Match": "*"},
    ),
}
