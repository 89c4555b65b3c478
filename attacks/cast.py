"""Who attacks, and what they are after. Their tokens carry the shop's signature: they may claim anything."""

import asyncio
import json
import time
from typing import Any
from uuid import UUID, uuid4

import msgspec

from chassis.ids import new_id
from chassis.issuer import ALL_SCOPES, Issuer
from chassis.settings import Secret
from journeys.people import ADDRESS, People, Person, until
from tools import examples
from tools.operation import Operation
from users.key.model import SigningKey
from users.key.seal import Seal

KEY = "SELECT id, sealed, public::text, created_at, signs_from FROM signing_keys ORDER BY signs_from LIMIT 1"


ACCOUNT = (
    "INSERT INTO accounts (id, email, name, locale, roles, created_at) "
    "VALUES ($1, $2, 'Staff', 'en', $3, now())"
)
PASSKEY = (
    "INSERT INTO passkeys "
    "(id, account_id, credential_id, public_key, sign_count, is_synced, name, created_at) "
    "VALUES ($1, $2, $3, 'none', 0, false, 'Key', now())"
)
# Who calls each service, and a service that this one is not.
CALLERS = {"users": "orders", "catalog": "orders", "orders": "support", "support": "orders"}
OTHERS = {"users": "catalog", "catalog": "orders", "orders": "users", "support": "users"}


async def forger(people: People) -> Issuer:
    """What users never would sign, signed as users signs."""
    [row] = await people.rows("users", KEY)
    key = msgspec.convert({**row, "public": msgspec.json.decode(row["public"])}, SigningKey)
    forging = Issuer()
    forging.key = Seal(Secret(people.stack.wiring.secrets.signing_key_secret)).open(key)
    forging.url = people.stack.url
    return forging


class Cast:
    """The callers of the matrix, new ones for every operation: some of them are disabled by what they do."""

    def __init__(self, people: People, forging: Issuer, roles: dict[str, list[str]]) -> None:
        self.people = people
        self._forging = forging
        self._roles = roles
        self._staff: dict[str, str] = {}
        self.owner: Person
        self.other: Person

    @classmethod
    async def of(cls, people: People) -> "Cast":
        roles = await people.rows("users", "SELECT name, permissions FROM roles")
        return cls(people, await forger(people), {row["name"]: row["permissions"] for row in roles})

    async def renew(self) -> None:
        """Two customers, and somebody of every role."""
        self.owner, self.other = await asyncio.gather(self.people.customer(), self.people.customer())
        staff = [role for role in self._roles if role != "customer"]
        self._staff = {role: str(new_id()) for role in staff}
        for role, account_id in self._staff.items():
            await self.people.rows(
                "users", ACCOUNT, account_id, f"{account_id}@example.com", ["customer", role]
            )

    def token(self, caller: str, service: str) -> str | None:
        """What this caller shows when it asks this service."""
        match caller:
            case "nobody":
                return None
            case "expired":
                return self._person(self.owner.id, exp=int(time.time()) - 61)
            case "owner" | "other":
                return self._person((self.owner if caller == "owner" else self.other).id)
            case "one factor":
                return self._person(self._staff["admin"], *self._roles["admin"], acr="1")
            case "service" | "foreign service":
                audience = service if caller == "service" else OTHERS[service]
                return self._forging.service_token(CALLERS[service], audience, *ALL_SCOPES)
            case "app":
                return self._app()
            case role:
                return self._person(self._staff[role], *self._roles[role])

    def _app(self) -> str:
        """A third-party application that was given every permission there is."""
        now, name = int(time.time()), "app_0123456789abcdef"
        claims = {"iss": self._forging.url, "sub": name, "client_id": name, "aud": "zoco"}
        times = {"iat": now, "exp": now + 300}
        return self._forging.sign(claims | times | {"permissions": self._roles["admin"]})

    def _person(self, account_id: str, *permissions: str, **claims: Any) -> str:
        return self._forging.token(UUID(account_id), *permissions, **claims)

    async def things(self, names: list[str], example: Operation | None) -> dict[str, str]:
        """New ones of what the path and the example's body name; the owner's, where things have one."""
        body = json.dumps(example.body) if example else ""
        wanted = {*names, *(name for name, stand_in in STAND_INS.items() if stand_in in body)}
        return {name: await self._make(name) for name in wanted}

    async def _make(self, name: str) -> str:
        return await MAKERS[name](self)

    def real(self, text: str, things: dict[str, str]) -> str:
        """An example with these things in it."""
        for name, thing in things.items():
            text = text.replace(STAND_INS.get(name, "\0"), thing)
        return text


async def _order(cast: Cast) -> str:
    bought = await cast.owner.buy(await _variant(cast))
    assert bought.status == 201, bought
    return str(bought.json["id"])


PIECE = [{"line": 1, "quantity": 1}]


async def _as_staff(cast: Cast, path: str, body: Any = None) -> Any:
    staff = cast.people.nobody.acting(cast.token("admin", "orders"))
    done = await staff.post(f"/v1/admin/{path}", body, key=str(uuid4()))
    assert done.status < 300, done
    return done.json


async def _parcel(cast: Cast) -> str:
    made = await _as_staff(cast, f"orders/{await _order(cast)}/fulfilments", {"lines": PIECE})
    return str(made["id"])


async def _return(cast: Cast) -> str:
    parcel_id = await _parcel(cast)
    order_id = (await _as_staff(cast, f"fulfilments/{parcel_id}/ship", {}))["order_id"]
    await _as_staff(cast, f"fulfilments/{parcel_id}/deliver")
    asked = await cast.owner.http.post(
        f"/v1/orders/{order_id}/returns", {"lines": PIECE, "reason": "Too small"}, key=str(uuid4())
    )
    assert asked.status == 201, asked
    return str(asked.json["id"])


async def _ticket(cast: Cast) -> str:
    opened = await cast.owner.http.post(
        "/v1/support/tickets", {"subject": "Help", "text": "?"}, key=str(uuid4())
    )
    assert opened.status == 201, opened
    return str(opened.json["id"])


async def _action(cast: Cast) -> str:
    """One that waits for a lead."""
    action_id = str(new_id())
    await cast.people.rows(
        "support",
        "INSERT INTO ticket_actions (id, ticket_id, order_id, kind, reason, lines, status, asked_by, "
        "asked_permissions, asked_at, next_at) VALUES ($1, $2, $1, 'cancel', 'x', '[]', "
        "'awaiting_approval', $1, '{}', now(), now())",
        action_id,
        await _ticket(cast),
    )
    return action_id


async def _attachment(cast: Cast) -> str:
    """Announced by the owner, not uploaded."""
    body = {"ticket_id": await _ticket(cast), "file_name": "a.txt", "content_type": "text/plain", "size": 5}
    announced = await cast.owner.http.post("/v1/support/attachments", body, key=str(uuid4()))
    assert announced.status == 201, announced
    return str(announced.json["attachment"]["id"])


async def _view(cast: Cast) -> str:
    view_id = str(new_id())
    await cast.people.rows(
        "support", "INSERT INTO ticket_views VALUES ($1, 'Waiting', NULL, '{}', now())", view_id
    )
    return view_id


async def _reply(cast: Cast) -> str:
    """One that the example of a draft names, too."""
    await cast.people.rows(
        "support",
        "INSERT INTO canned_replies VALUES ('example-greeting', 1, 'x', '{\"en\": \"x\"}') "
        "ON CONFLICT DO NOTHING",
    )
    return "example-greeting"


async def _product(cast: Cast) -> str:
    level = "SELECT product_id FROM variants WHERE id = $1"
    [row] = await cast.people.rows("catalog", level, await _variant(cast))
    return str(row["product_id"])


async def _variant(cast: Cast) -> str:
    return await cast.people.stocked(1)


async def _account(cast: Cast) -> str:
    return cast.owner.id


async def _address(cast: Cast) -> str:
    added = await cast.owner.http.post("/v1/me/addresses", ADDRESS)
    assert added.status == 201, added
    return str(added.json["id"])


async def _app(cast: Cast) -> str:
    admin = cast.people.nobody.acting(cast.token("admin", "users"))
    body = {"name": "Warehouse", "permissions": ["stock:read"]}
    registered = await admin.post("/v1/admin/apps", body, key=str(uuid4()))
    assert registered.status == 201, registered
    return str(registered.json["app"]["client_id"])


async def _export(cast: Cast) -> str:
    """Ready: every service has its part."""
    asked = await cast.owner.http.post("/v1/me/exports")
    assert asked.status == 202, asked

    async def ready() -> bool:
        return bool((await cast.owner.http.get("/v1/me/exports")).json["items"][0]["status"] == "ready")

    await until(ready)
    return str(asked.json["id"])


async def _passkey(cast: Cast) -> str:
    passkey_id = str(new_id())
    await cast.people.rows("users", PASSKEY, passkey_id, cast.owner.id, uuid4().bytes)
    return passkey_id


async def _role(cast: Cast) -> str:
    name = f"r{uuid4().hex[:20]}"
    await cast.people.rows(
        "users", "INSERT INTO roles (name, description, permissions) VALUES ($1, '', '{}')", name
    )
    return name


async def _session(cast: Cast) -> str:
    return str((await cast.owner.http.get("/v1/me/sessions")).json["items"][0]["session_id"])


async def _made(cast: Cast, path: str, **body: Any) -> Any:
    """What an admin makes."""
    admin = cast.people.nobody.acting(cast.token("admin", "catalog"))
    answer = await admin.post(f"/v1/admin/{path}", body, key=str(uuid4()))
    assert answer.status == 201, answer
    return answer.json


async def _category(cast: Cast) -> str:
    return str((await _made(cast, "categories", handle=f"c-{uuid4().hex}", name="Lamps"))["id"])


async def _collection(cast: Cast) -> str:
    return str(
        (await _made(cast, "collections", handle=f"g-{uuid4().hex}", name="Gifts", product_ids=[]))["id"]
    )


async def _handle(cast: Cast) -> str:
    """One that a product, a category and a collection have."""
    handle = f"h-{uuid4().hex}"
    await _made(cast, "categories", handle=handle, name="Lamps")
    await _made(cast, "collections", handle=handle, name="Gifts", product_ids=[])
    price = {"amount": 100, "currency": "EUR"}
    variant = {"sku": handle, "name": "One", "price": price, "stock": 1}
    await _made(cast, "products", handle=handle, name="Lamp", description="", variants=[variant])
    return handle


async def _key(cast: Cast) -> str:
    """One that a product type and a location have."""
    key = f"k-{uuid4().hex[:20]}"
    attributes = {"type": "object", "properties": {}}
    await _made(cast, "product-types", key=key, name="Lamp", attributes=attributes)
    await _made(cast, "locations", key=key, name="Store", priority=200, is_active=False)
    return key


async def _cart(cast: Cast) -> str:
    return str((await cast.owner.http.post("/v1/carts")).json["id"])


async def _shipping_method(cast: Cast) -> str:
    return str(
        (await _made(cast, "shipping-methods", name="Post", currency="EUR", amount=1, countries=["IS"]))["id"]
    )


async def _tax_rate(cast: Cast) -> str:
    rate = {"country": "IS", "tax_class": uuid4().hex, "starts_on": "2026-01-01", "rate_ppm": 1}
    return str((await _made(cast, "tax-rates", **rate))["id"])


async def _promotion(cast: Cast) -> str:
    terms = {"name": "Welcome", "kind": "percentage", "basis_points": 1, "code": uuid4().hex}
    return str((await _made(cast, "promotions", **terms))["id"])


async def _import(cast: Cast) -> str:
    return str((await _made(cast, "product-imports", format="json_lines", size=1))["id"])


async def _product_export(cast: Cast) -> str:
    admin = cast.people.nobody.acting(cast.token("admin", "catalog"))
    begun = await admin.post("/v1/admin/product-exports", {"format": "json_lines"})
    assert begun.status == 202, begun
    return str(begun.json["id"])


async def _media(cast: Cast) -> str:
    return str((await _made(cast, "media", size=1))["id"])


async def _media_name(_cast: Cast) -> str:
    return f"{uuid4()}.png"


MAKERS = {
    "cart_id": _cart,
    "shipping_method_id": _shipping_method,
    "tax_rate_id": _tax_rate,
    "promotion_id": _promotion,
    "account_id": _account,
    "category_id": _category,
    "collection_id": _collection,
    "handle": _handle,
    "key": _key,
    "address_id": _address,
    "client_id": _app,
    "export_id": _export,
    "name": _role,
    "passkey_id": _passkey,
    "session_id": _session,
    "order_id": _order,
    "customer_id": _account,
    "fulfilment_id": _parcel,
    "return_id": _return,
    "product_id": _product,
    "product_import_id": _import,
    "product_export_id": _product_export,
    "media_id": _media,
    "media_name": _media_name,
    "ticket_id": _ticket,
    "action_id": _action,
    "attachment_id": _attachment,
    "view_id": _view,
    "reply_key": _reply,
    "variant_id": _variant,
}
# How the examples name them.
STAND_INS = {"variant_id": examples.VARIANT, "product_id": examples.OWN_PRODUCT}
