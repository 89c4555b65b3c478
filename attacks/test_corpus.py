"""Known attacks on the running shop: a precise problem at the gateway and past it, and nothing changes."""

import asyncio
import base64
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from attacks.cast import forger
from chassis.issuer import Issuer
from chassis.testing import Answer, Client
from journeys.people import ADDRESS, People, Person

DOORS = ("gateway", "service")
JSON = {"Content-Type": "application/json"}
LEAKS = (b"Traceback", b"site-packages", b"asyncpg", b"SELECT ", b"INSERT ", b"/home/", b"/root/", b".py")
UNKNOWN = "01980000-0000-7000-8000-00000000dead"


def refused(answer: Answer) -> tuple[int, str]:
    """Status and name of a problem that tells nothing about the inside."""
    assert answer.status < 500, answer
    assert not any(leak in answer.content for leak in LEAKS), answer
    return answer.status, answer.problem


def door(people: People, name: str, service: str) -> Client:
    return people.nobody if name == "gateway" else people.direct(service)


@pytest.fixture(scope="module")
async def forging(people: People) -> Issuer:
    return await forger(people)


@pytest.fixture(scope="module")
async def ana(people: People) -> Person:
    return await people.customer()


@pytest.fixture(scope="module")
async def variant(people: People) -> str:
    return await people.stocked(1000)


# Tokens


TOKENS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "expired": ({"exp": -61}, {}),
    "not valid yet": ({"nbf": 120}, {}),
    "issued in the future": ({"iat": 10**6}, {}),
    "no expiry": ({"exp": None}, {}),
    "expiry as text": ({"exp": "tomorrow"}, {}),
    "for another audience": ({"aud": "elsewhere"}, {}),
    "for no audience": ({"aud": None}, {}),
    "of another issuer": ({"iss": "https://elsewhere.example"}, {}),
    "of no issuer": ({"iss": None}, {}),
    "an id token": ({}, {"typ": "JWT"}),
    "a refresh token": ({}, {"typ": "rt+jwt"}),
    "of no type": ({}, {"typ": None}),
    "an unknown key": ({}, {"kid": "unknown"}),
    "no key": ({}, {"kid": None}),
    "a key that is a path": ({}, {"kid": "../../dev/null"}),
    "an unknown extension": ({}, {"crit": ["exp"], "exp": 1}),
    "a subject that is no account": ({"sub": "' OR 1=1 --"}, {}),
    "a subject that is a list": ({"sub": ["a"]}, {}),
}


def claims(forging: Issuer, ana: Person) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": forging.url, "sub": ana.id, "aud": "zoco", "iat": now, "exp": now + 300, "permissions": []}


def signed(forging: Issuer, claims: dict[str, Any], header: dict[str, Any]) -> str:
    """Signed without looking: a library would refuse to make most of these."""
    parts = ({"alg": "ES256", "typ": "at+jwt", "kid": forging.key.kid} | header, claims)
    body = ".".join(text({k: v for k, v in part.items() if v is not None}) for part in parts)
    key = forging.key.get_op_key("sign")
    r, s = decode_dss_signature(key.sign(body.encode(), ECDSA(SHA256())))
    return f"{body}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("kind", TOKENS)
async def test_a_token_that_is_not_ours_opens_nothing(
    people: People, forging: Issuer, ana: Person, kind: str, name: str
) -> None:
    wrong, header = TOKENS[kind]
    good = claims(forging, ana)
    moved = {name: good["iat"] + value if isinstance(value, int) else value for name, value in wrong.items()}
    token = signed(forging, good | moved, header)
    assert refused(await door(people, name, "users").acting(token).get("/v1/me"))[0] == 401


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "HS256", "ES512", ""])
async def test_an_algorithm_of_their_choice_opens_nothing(
    people: People, forging: Issuer, ana: Person, alg: str, name: str
) -> None:
    header = {"alg": alg, "typ": "at+jwt", "kid": forging.key.kid}
    body = ".".join(text(part) for part in (header, claims(forging, ana)))
    public = json.dumps(forging.key.as_dict(private=False)).encode()
    mac = encoded(hmac.digest(public, body.encode(), "sha256"))
    for token in (f"{body}.", f"{body}.{mac}", f"{body}.{'A' * 86}"):
        assert refused(await door(people, name, "users").acting(token).get("/v1/me"))[0] == 401


def text(part: object) -> str:
    return encoded(json.dumps(part).encode())


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize(
    "token", ["a.b.c.d.e", "..", "a", "x" * 9000, "eyJhbGciOiJFUzI1NiJ9.e30.", "%00", "a b c"]
)
async def test_what_is_no_token_opens_nothing(people: People, token: str, name: str) -> None:
    assert refused(await door(people, name, "users").acting(token).get("/v1/me"))[0] == 401


@pytest.mark.parametrize("name", DOORS)
async def test_a_token_opens_until_a_minute_after_its_end(
    people: People, forging: Issuer, ana: Person, name: str
) -> None:
    good = claims(forging, ana)
    token = forging.sign(good | {"exp": good["iat"] - 50})
    assert (await door(people, name, "users").acting(token).get("/v1/me")).status == 200


@pytest.mark.parametrize("name", DOORS)
async def test_a_token_elsewhere_counts_for_nothing(people: People, ana: Person, name: str) -> None:
    token = ana.tokens["access_token"]
    for path, headers in (
        (f"/v1/me?access_token={token}", {}),
        ("/v1/me", {"Cookie": f"access_token={token}"}),
        ("/v1/me", {"X-Access-Token": token}),
    ):
        assert refused(await door(people, name, "users").get(path, **headers))[0] == 401


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize(
    "header", ["X-User-Id", "X-Account-Id", "X-Client-Id", "X-Forwarded-User", "X-Original-Url", "X-Roles"]
)
async def test_a_header_does_not_make_somebody_else(
    people: People, ana: Person, header: str, name: str
) -> None:
    victim = await people.customer()
    seen = (
        await door(people, name, "users")
        .acting(ana.tokens["access_token"])
        .get("/v1/me", **{header: victim.id})
    )
    assert seen.json["account_id"] == ana.id
    assert refused(await door(people, name, "users").get("/v1/me", **{header: victim.id}))[0] == 401


# Bodies

BODIES: dict[str, tuple[bytes, set[int]]] = {
    "nothing": (b"", {400}),
    "no JSON": (b"lines=1", {400}),
    "half of it": (b'{"lines": [', {400}),
    "two documents": (b"{}{}", {400}),
    "a byte order mark": (b"\xef\xbb\xbf{}", {400}),
    "no UTF-8": (b'{"lines": "\xff\xfe"}', {400}),
    "UTF-16": ('{"lines": []}'.encode("utf-16"), {400}),
    "a list": (b"[]", {422}),
    "null": (b"null", {422}),
    "a number": (b"1", {422}),
    "NaN": (b'{"lines": NaN}', {400, 422}),
    "infinity": (b'{"lines": -Infinity}', {400, 422}),
    "a huge exponent": (b'{"lines": 1e400}', {400, 422}),
    "ten thousand deep": (b'{"lines":' * 10_000 + b"1" + b"}" * 10_000, {400, 413, 422}),
    "ten thousand brackets": (b"[" * 10_000, {400}),
    "five thousand members": (json.dumps({f"k{n}": n for n in range(5000)}).encode(), {413, 422}),
    "a number of 40,000 digits": (b'{"lines": ' + b"9" * 40_000 + b"}", {422}),
    "a NUL in a name": (b'{"lines\\u0000": 1}', {422}),
    "a NUL in a value": (b'{"lines": "\\u0000"}', {422}),
    "half a surrogate pair": (b'{"lines": "\\ud800"}', {422}),
    "one member twice": (b'{"lines": [], "lines": []}', {422}),
    "prototype pollution": (b'{"__proto__": {"is_admin": true}}', {422}),
}
POSTS = {
    "orders": "/v1/orders",
    "support": "/v1/support/tickets",
    "users": "/v1/auth/register",
}


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("service", POSTS)
@pytest.mark.parametrize("kind", BODIES)
async def test_a_body_that_is_none_is_refused(
    people: People, ana: Person, kind: str, service: str, name: str
) -> None:
    body, statuses = BODIES[kind]
    who = door(people, name, service).acting(ana.tokens["access_token"])
    answer = await who.send("POST", POSTS[service], body, headers=JSON | {"Idempotency-Key": str(uuid4())})
    assert refused(answer)[0] in statuses, answer


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("service", POSTS)
@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data"]
)
async def test_another_media_type_is_refused(
    people: People, ana: Person, kind: str, service: str, name: str
) -> None:
    who = door(people, name, service).acting(ana.tokens["access_token"])
    headers = {"Content-Type": kind, "Idempotency-Key": str(uuid4())}
    assert refused(await who.send("POST", POSTS[service], b"{}", headers=headers))[0] == 415


async def test_a_body_without_end_is_refused(people: People, ana: Person) -> None:
    for service, path in POSTS.items():
        for name in DOORS:
            who = door(people, name, service).acting(ana.tokens["access_token"])
            answer = await who.send(
                "POST", path, b" " * 2**21, headers=JSON | {"Idempotency-Key": str(uuid4())}
            )
            assert refused(answer)[0] == 413, answer


# Orders: whatever is wrong with a wish, nothing is held, charged or written down

QUANTITIES = [0, -1, 1.5, "1", True, None, [], {}, 2**31, 2**63, 10**30, 1e400]


def wish(variant: object, quantity: object = 1, **more: Any) -> dict[str, Any]:
    lines = [{"variant_id": variant, "quantity": quantity}]
    return {"lines": lines, "payment_method": "pm_card_visa", "shipping_address": ADDRESS} | more


WISHES: dict[str, Any] = {
    "no lines": lambda variant: wish(variant, lines=[]),
    "101 lines": lambda variant: wish(variant, lines=[{"variant_id": variant, "quantity": 1}] * 101),
    "lines that are no list": lambda variant: wish(variant, lines={"variant_id": variant}),
    "an unknown variant": lambda _: wish(UNKNOWN),
    "no variant": lambda _: wish(None),
    "a SKU for a variant": lambda _: wish("MUG-1"),
    "SQL for a variant": lambda _: wish("'; DROP TABLE orders; --"),
    "a price": lambda variant: wish(variant, price={"amount": 1, "currency": "EUR"}),
    "a total": lambda variant: wish(variant, total={"amount": 1, "currency": "EUR"}),
    "a state": lambda variant: wish(variant, status="confirmed"),
    "an owner": lambda variant: wish(variant, customer_id=UNKNOWN),
    "an id": lambda variant: wish(variant, id=UNKNOWN),
    "permissions": lambda variant: wish(variant, permissions=["orders:cancel"]),
    "a price on the line": lambda variant: wish(
        variant,
        lines=[{"variant_id": variant, "quantity": 1, "unit_price": {"amount": 1, "currency": "EUR"}}],
    ),
    "another total": lambda variant: wish(variant, expected_total={"amount": 1, "currency": "EUR"}),
    "another currency": lambda variant: wish(variant, expected_total={"amount": 1999, "currency": "USD"}),
    "a negative total": lambda variant: wish(variant, expected_total={"amount": -1, "currency": "EUR"}),
    "a card number": lambda variant: wish(variant, payment_method="4242 4242 4242 4242"),
    "no address": lambda variant: wish(variant, shipping_address=None),
    "an address without a country": lambda variant: wish(
        variant, shipping_address={**ADDRESS, "country": ""}
    ),
    "an address with a NUL": lambda variant: wish(variant, shipping_address={**ADDRESS, "name": "a\0b"}),
    "an e-mail with a line break": lambda variant: wish(variant, email="a@b.example\r\nBcc: c@d.example"),
    **{f"{quantity!r} pieces": lambda variant, q=quantity: wish(variant, q) for quantity in QUANTITIES},
}


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("kind", WISHES)
async def test_a_wrong_wish_changes_nothing(people: People, variant: str, kind: str, name: str) -> None:
    buyer = await people.customer()
    who = door(people, name, "orders").acting(buyer.tokens["access_token"])
    body = json.dumps(WISHES[kind](variant)).encode()
    answer = await who.send("POST", "/v1/orders", body, headers=JSON | {"Idempotency-Key": str(uuid4())})
    assert refused(answer)[0] in (400, 409, 422), answer
    assert await people.level(variant) == (1000, 0)
    left = (await buyer.http.get("/v1/orders")).json["items"]
    assert [order["status"] for order in left] in ([], ["cancelled"]), left


# Text that somebody might run

TEXTS = [
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "'; DROP TABLE tickets; --",
    "%s%n %d",
    "\u0301" * 500,
    "🏴\U000e0067\U000e0062",
]


@pytest.mark.parametrize("words", TEXTS)
async def test_what_a_customer_writes_comes_back_as_it_is(people: People, ana: Person, words: str) -> None:
    opened = await ana.http.post("/v1/support/tickets", {"subject": "Help", "text": words}, key=str(uuid4()))
    assert opened.status == 201, opened
    said = await ana.http.get(f"/v1/support/tickets/{opened.json['id']}/messages")
    assert [message["text"] for message in said.json["items"]] == [words]
    assert (said.headers["content-type"], said.headers["x-content-type-options"]) == (
        "application/json",
        "nosniff",
    )


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize(
    "query", ["'", "%25", "_", "\\", "') OR 1=1 --", "a" * 300, "&|!()<->:*", "\u0000", "%00", "🙂"]
)
async def test_a_search_is_only_text(people: People, query: str, name: str) -> None:
    asked = await door(people, name, "catalog").get(f"/v1/search?{urlencode({'q': query})}")
    assert asked.status == 200 or refused(asked)[0] == 422


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("catalog", "/v1/products"),
        ("orders", "/v1/orders"),
        ("support", "/v1/support/tickets"),
    ],
)
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=-1", "limit=101", "limit=x", "cursor='", "cursor=%00", f"cursor={'9' * 400}"]
)
async def test_a_page_that_is_none_is_refused(
    people: People, ana: Person, query: str, service: str, path: str, name: str
) -> None:
    who = door(people, name, service).acting(ana.tokens["access_token"])
    assert refused(await who.get(f"{path}?{query}"))[0] in (400, 422)


# Keys and owners


async def test_a_key_is_worth_nothing_to_somebody_else(people: People, ana: Person, variant: str) -> None:
    key, eva = str(uuid4()), await people.customer()
    hers = await ana.buy(variant, key=key)
    his = await eva.buy(variant, key=key)
    assert hers.status == his.status == 201
    assert hers.json["id"] != his.json["id"]


async def test_somebody_elses_order_looks_like_none(people: People, ana: Person, variant: str) -> None:
    order, eva = (await ana.buy(variant)).json["id"], await people.customer()
    for name in DOORS:
        who = door(people, name, "orders").acting(eva.tokens["access_token"])
        theirs, none = await who.get(f"/v1/orders/{order}"), await who.get(f"/v1/orders/{UNKNOWN}")
        assert refused(theirs) == refused(none) == (404, "order-not-found")
        assert theirs.json.keys() == none.json.keys()
        assert (await who.get(f"/v1/orders?customer_id={ana.id}")).json["items"] == []


async def test_fifty_requests_with_one_key_are_one_order(people: People, variant: str) -> None:
    buyer, key = await people.customer(), str(uuid4())
    answers = await asyncio.gather(*(buyer.buy(variant, key=key) for _ in range(50)))
    assert len({answer.json["id"] for answer in answers if answer.status in (201, 202)}) == 1
    assert {answer.status for answer in answers} <= {
        201,
        202,
        409,
        503,
    }  # 503: more than orders drives at once
    assert len((await buyer.http.get("/v1/orders")).json["items"]) == 1
