"""Roles as data: what admins may make of them, and that nobody climbs."""

import asyncio
from typing import Any

import pytest

from chassis.testing import Answer, Client, Running
from services.users.tests.make import Person, claims_of, refresh, signed_in
from users.role.model import Permission

ROLES = "/v1/admin/roles"
PACKER: dict[str, Any] = {"name": "packer", "description": "Packs", "permissions": ["orders:read"]}


async def assign(admin: Person, person: Person, *roles: str) -> Answer:
    path = f"/v1/admin/accounts/{person.account_id}/roles"
    return await admin.http.put(path, {"roles": list(roles)}, If_Match="*")


async def permissions(users: Running, person: Person, token: str) -> list[str]:
    answer = await refresh(users, token)
    person.tokens = answer.json
    found: list[str] = claims_of(answer.json["access_token"])["permissions"]
    return found


async def holding(users: Running, admin: Person, *wanted: str) -> Person:
    """Staff with a role of exactly these permissions, who showed two factors."""
    name = wanted[0].replace(":", "_")
    body = {"name": name, "description": "", "permissions": list(wanted)}
    assert (await admin.http.post(ROLES, body)).status == 201
    person = await signed_in(users, name)
    return person


async def test_the_list_holds_the_built_in_roles(users: Running) -> None:
    admin = await signed_in(users, "admin")
    roles = {role["name"]: role for role in (await admin.http.get(ROLES)).json["items"]}
    assert set(roles) == {
        "customer",
        "support_agent",
        "support_lead",
        "catalogue_manager",
        "order_manager",
        "admin",
    }
    assert roles["admin"]["permissions"] == sorted(Permission)
    assert roles["customer"]["permissions"] == []
    assert {name for name, role in roles.items() if role["is_fixed"]} == {"admin", "customer"}


async def test_a_changed_role_reaches_tokens_at_the_next_refresh(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    made = await admin.http.post(ROLES, PACKER)
    assert (made.status, made.headers["etag"]) == (201, '"1"')
    assert (await assign(admin, person, "packer")).status == 200
    assert await permissions(users, person, person.refresh_token) == ["orders:read"]
    change = {"description": "Packs", "permissions": ["stock:read", "orders:read"]}
    changed = await admin.http.put(f"{ROLES}/packer", change, If_Match='"1"')
    assert (changed.status, changed.headers["etag"]) == (200, '"2"')
    assert await permissions(users, person, person.refresh_token) == ["orders:read", "stock:read"]
    assert (await admin.http.get(f"{ROLES}/packer")).json == changed.json


async def test_a_change_needs_the_version_that_was_read(users: Running) -> None:
    admin = await signed_in(users, "admin")
    await admin.http.post(ROLES, PACKER)
    change = {"description": "", "permissions": []}
    assert (await admin.http.put(f"{ROLES}/packer", change)).problem == "precondition-required"
    stale = await admin.http.put(f"{ROLES}/packer", change, If_Match='"7"')
    assert (stale.status, stale.problem) == (412, "role-changed")
    answers = await asyncio.gather(
        *(
            admin.http.put(f"{ROLES}/packer", change | {"description": str(n)}, If_Match='"1"')
            for n in range(8)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [412] * 7


@pytest.mark.parametrize("name", ["admin", "customer"])
async def test_the_fixed_roles_stay_as_they_are(users: Running, name: str) -> None:
    admin = await signed_in(users, "admin")
    before = (await admin.http.get(f"{ROLES}/{name}")).json
    change = {"description": "", "permissions": ["orders:read"]}
    answer = await admin.http.put(f"{ROLES}/{name}", change, If_Match="*")
    assert (answer.status, answer.problem) == (409, "role-fixed")
    assert (await admin.http.post(ROLES, PACKER | {"name": name})).problem == "role-exists"
    assert (await admin.http.get(f"{ROLES}/{name}")).json == before


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"permissions": ["everything"]}, "/permissions/0"),
        ({"permissions": ["orders:read", 7]}, "/permissions/1"),
        ({"name": "Packer"}, "/name"),
        ({"name": "a" * 41}, "/name"),
        ({"name": ""}, "/name"),
        ({"description": "x" * 201}, "/description"),
        ({"version": 9}, "/version"),
    ],
)
async def test_a_wrong_role_is_named_and_not_made(
    shared: Running, change: dict[str, Any], pointer: str
) -> None:
    admin = await signed_in(shared, "admin")
    answer = await admin.http.post(ROLES, PACKER | change)
    assert (answer.status, answer.json["pointer"]) == (422, pointer)
    assert (await admin.http.get(f"{ROLES}/packer")).problem == "role-not-found"


@pytest.mark.parametrize("name", ["nobody", "Admin", "%00", "..", "%f0%9f%92%a9", "a" * 500, "' OR 1=1"])
async def test_a_strange_name_is_not_found(shared: Running, name: str) -> None:
    admin = await signed_in(shared, "admin")
    answers = (
        await admin.http.get(f"{ROLES}/{name}"),
        await admin.http.put(f"{ROLES}/{name}", {"description": "", "permissions": []}, If_Match="*"),
    )
    assert {answer.status for answer in answers} <= {404, 405}, answers


async def test_who_assigns_roles_cannot_climb(users: Running) -> None:
    """Every way up: make oneself admin, take it from one, write what one lacks into one's own role."""
    admin, victim = await signed_in(users, "admin"), await signed_in(users)
    clerk = await holding(users, admin, "roles:assign", "roles:write", "accounts:disable", "stock:read")
    refused: list[Answer] = [
        await assign(clerk, clerk, "admin"),
        await assign(clerk, victim, "order_manager"),
        await assign(clerk, admin),
        await clerk.http.post(f"/v1/admin/accounts/{admin.account_id}/disable"),
        await clerk.http.post(ROLES, PACKER),
        await clerk.http.put(
            f"{ROLES}/catalogue_manager", {"description": "", "permissions": []}, If_Match="*"
        ),
        await clerk.http.put(
            f"{ROLES}/roles_assign",
            {"description": "", "permissions": ["roles:assign", "orders:cancel"]},
            If_Match="*",
        ),
    ]
    assert {(answer.status, answer.problem) for answer in refused} == {(403, "beyond-own-permissions")}
    assert (await clerk.http.post(ROLES, PACKER | {"permissions": ["stock:read"]})).status == 201
    assert (await assign(clerk, victim, "packer")).status == 200


async def test_a_permission_that_was_taken_away_is_gone_at_once_where_it_matters(users: Running) -> None:
    admin = await signed_in(users, "admin")
    clerk = await holding(users, admin, "roles:assign", "roles:write")
    assert (await assign(admin, clerk)).status == 200
    assert (await clerk.http.post(ROLES, PACKER)).problem == "forbidden"
    assert (await assign(clerk, await signed_in(users), "customer")).problem == "forbidden"


async def test_each_route_asks_for_its_own_permission(users: Running) -> None:
    admin = await signed_in(users, "admin")
    reader, writer = await holding(users, admin, "roles:assign"), await holding(users, admin, "roles:write")
    rows: list[tuple[Client, int, int]] = [(reader.http, 200, 403), (writer.http, 403, 201)]
    for who, listed, made in rows:
        assert (await who.get(ROLES)).status == listed
        body = PACKER | {"permissions": []}
        assert (await who.post(ROLES, body)).status == made


async def test_a_change_is_in_the_log_of_whoever_made_it(users: Running) -> None:
    admin = await signed_in(users, "admin")
    await admin.http.post(ROLES, PACKER)
    [entry] = (await admin.http.get("/v1/me/activity?limit=1")).json["items"]
    assert (entry["action"], entry["facts"]) == (
        "role_changed",
        {"role": "packer", "permissions": ["orders:read"]},
    )


async def test_there_are_at_most_a_hundred_roles(users: Running) -> None:
    admin = await signed_in(users, "admin")
    await users.db.execute(
        "INSERT INTO roles (name, description, permissions) "
        "SELECT 'r' || n, '', '{}' FROM generate_series(1, 94) n"
    )
    assert (await admin.http.post(ROLES, PACKER)).problem == "too-many-roles"
