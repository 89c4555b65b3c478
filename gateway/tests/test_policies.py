"""Who passes the edge: public, optional, customer and permissions, against every kind of token."""

import base64
import json
import time

import pytest

ORDER = "/v1/orders/0198"
PROTECTED = ("GET", ORDER)


def unsigned(algorithm: str, claims: dict) -> str:
    parts = [{"alg": algorithm, "typ": "at+jwt", "kid": "k1"}, claims]
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        + "."
    )


def test_without_a_token_a_protected_route_is_401_and_says_how(edge, services):
    services["orders"].seen.clear()
    answer = edge.ask("GET", f"{ORDER}?secret=1")
    assert answer.is_problem(401, "unauthenticated")
    assert answer.json["instance"] == ORDER
    assert answer.headers["www-authenticate"] == 'Bearer realm="zoco"'
    assert services["orders"].seen == []


def test_a_customer_passes_and_the_service_gets_the_token(edge, issuer):
    token = issuer.token()
    answer = edge.ask(*PROTECTED, token)
    assert answer.status == 200
    assert answer.json["service"] == "orders"
    assert ["authorization", f"Bearer {token}"] in answer.json["headers"]


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "bEaReR"])
def test_the_scheme_has_no_case(edge, issuer, scheme):
    assert edge.ask(*PROTECTED, authorization=f"{scheme} {issuer.token()}").status == 200


BAD = {
    "expired": lambda issuer: issuer.token(exp=int(time.time()) - 62),
    "without an expiry": lambda issuer: issuer.token(exp=None),
    "not valid yet": lambda issuer: issuer.token(nbf=int(time.time()) + 120),
    "of another issuer": lambda issuer: issuer.token(iss="http://elsewhere"),
    "for another audience": lambda issuer: issuer.token(aud="catalog"),
    "without an audience": lambda issuer: issuer.token(aud=None),
    "of an unknown key": lambda issuer: issuer.token(kid="k2"),
    "signed by somebody else": lambda issuer: type(issuer)().token(),
    "with another's claims": lambda issuer: swap_claims(issuer.token(), issuer.token("orders:read")),
    "alg none": lambda issuer: unsigned("none", issuer.claims()),
    "alg nOnE": lambda issuer: unsigned("nOnE", issuer.claims()),
    "alg HS256": lambda issuer: unsigned("HS256", issuer.claims()) + "c2ln",
    "five parts": lambda issuer: issuer.token() + ".x.y",
    "no token": lambda issuer: "nonsense",
}


def swap_claims(token: str, other: str) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{other.split('.')[1]}.{signature}"


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("path", [ORDER, "/v1/admin/orders"])
def test_a_bad_token_is_401_and_the_service_never_sees_it(edge, services, issuer, kind, path):
    services["orders"].seen.clear()
    answer = edge.ask("GET", path, BAD[kind](issuer))
    assert answer.is_problem(401, "invalid-token")
    assert answer.headers.get_all("www-authenticate") == ['Bearer realm="zoco", error="invalid_token"']
    assert services["orders"].seen == []


def test_a_minute_of_clock_skew_is_allowed_as_in_the_services(edge, issuer):
    assert edge.ask(*PROTECTED, issuer.token(exp=int(time.time()) - 55)).status == 200


def test_a_token_that_passed_once_still_expires(edge, issuer):
    token = issuer.token(exp=int(time.time()) - 59)
    assert edge.ask(*PROTECTED, token).status == 200
    deadline = time.monotonic() + 4
    while (answer := edge.ask(*PROTECTED, token)).status == 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert answer.is_problem(401, "invalid-token")


@pytest.mark.parametrize("scheme", ["Basic", "Token"])
def test_another_scheme_is_no_token(edge, issuer, scheme):
    assert edge.ask(*PROTECTED, authorization=f"{scheme} {issuer.token()}").status == 401


def test_two_tokens_are_refused(edge, issuer):
    token = issuer.token()
    lines = f"authorization: Bearer {token}\r\nauthorization: Bearer {token}\r\n"
    assert edge.send(f"GET {ORDER} HTTP/1.1\r\nhost: x\r\n{lines}\r\n".encode()).status == 401


def test_a_token_in_the_query_or_a_cookie_counts_for_nothing(edge, issuer):
    token = issuer.token()
    assert edge.ask("GET", f"{ORDER}?access_token={token}", cookie=f"access_token={token}").status == 401


def test_a_wrong_type_passes_the_edge_because_services_check_it(edge, issuer):
    assert edge.ask(*PROTECTED, issuer.token(typ="JWT")).status == 200


@pytest.mark.parametrize("token", [None, "nonsense"])
def test_a_public_route_looks_at_no_token(edge, token):
    assert edge.ask("GET", "/v1/products", token).status == 200


@pytest.mark.parametrize(
    ("method", "path", "permissions", "status"),
    [
        ("GET", "/v1/admin/orders", (), 403),
        ("GET", "/v1/admin/orders", ("orders:read",), 200),
        ("GET", "/v1/admin/orders", ("stock:read", "orders:read"), 200),
        ("POST", "/v1/admin/orders/1/cancel", (), 403),
        ("POST", "/v1/admin/orders/1/cancel", ("orders:read",), 403),
        ("POST", "/v1/admin/orders/1/cancel", ("orders:cancel",), 200),
        ("PUT", "/v1/admin/accounts/1/roles", ("roles:write", "accounts:read"), 403),
        ("PUT", "/v1/admin/accounts/1/roles", ("roles:assign",), 200),
        ("PUT", "/v1/admin/accounts/1/roles", ("roles:assignment",), 403),
    ],
)
def test_permissions(edge, issuer, method, path, permissions, status):
    answer = edge.ask(method, path, issuer.token(*permissions))
    assert answer.status == status
    assert status == 200 or answer.is_problem(403, "forbidden")


@pytest.mark.parametrize("permissions", [None, [], "orders:read", {"orders:read": True}, [["orders:read"]]])
def test_permissions_in_another_shape_are_none(edge, issuer, permissions):
    assert edge.ask("GET", "/v1/admin/orders", issuer.token(permissions=permissions)).status == 403


UNKNOWN = [
    "/",
    "/v1",
    "/v1/order",
    "/v1/orders/",
    "/v1/orders/1/2",
    "/internal/profiles",
    "/health/ready",
    "/metrics",
    "/docs/",
    "/openapi.yaml",
    "/V1/orders",
    "/v1/products.json",
]


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("permissions", [None, (), ("orders:read",)])
def test_an_unknown_path_is_404_for_everyone(edge, issuer, path, permissions):
    assert edge.ask("GET", path, issuer.token(*permissions) if permissions is not None else None).is_problem(
        404, "not-found"
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_another_method_is_405_with_allow_before_any_token(edge, method):
    answer = edge.ask(method, "/v1/orders")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")
    assert method == "HEAD" or answer.is_problem(405, "method-not-allowed")


def test_the_narrower_route_wins(edge, issuer):
    assert edge.ask("GET", "/v1/orders/preview", issuer.token()).headers["allow"] == "POST"
