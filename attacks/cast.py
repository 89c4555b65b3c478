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
from journeys.people import People, Person
from tools import operations as words
from users.key.model import SigningKey
from users.key.seal import Seal

KEY = "SELECT id, sealed, public::text, created_at, signs_from FROM signing_keys ORDER BY signs_from LIMIT 1"


ACCOUNT = (
    "INSERT INTO accounts (id, email, name, locale, roles, created_at) "
    "VALUES ($1, $2, 'Staff', 'en', $3, now())"
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
            case role:
                return self._person(self._staff[role], *self._roles[role])

    def _person(self, account_id: str, *permissions: str, **claims: Any) -> str:
        return self._forging.token(UUID(account_id), *permissions, **claims)

    async def things(self, names: list[str], example: words.Operation | None) -> dict[str, str]:
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


async def _product(cast: Cast) -> str:
    level = "SELECT product_id FROM variants WHERE id = $1"
    [row] = await cast.people.rows("catalog", level, await _variant(cast))
    return str(row["product_id"])


async def _variant(cast: Cast) -> str:
    return await cast.people.stocked(1)


async def _account(cast: Cast) -> str:
    return cast.owner.id


MAKERS = {
    "account_id": _account,
    "order_id": _order,
    "customer_id": _account,
    "fulfilment_id": _parcel,
    "return_id": _return,
    "product_id": _product,
    "ticket_id": _ticket,
    "variant_id": _variant,
}
# How the examples name them.
STAND_INS = {"variant_id": words.VARIANT, "product_id": words.OWN_PRODUCT}
