"""Accounts: registering, profile, what staff see, what admins do, whose orders count."""

import asyncio
import itertools
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from chassis.events import Envelope
from chassis.testing import Running, message
from services.users.tests.make import (
    PASSWORD,
    admin_view,
    as_client,
    log_in,
    register,
    registered,
    signed_in,
)
from users.account import commands
from users.subscribed import OrderCancelled, OrderConfirmed, OrderLinked

NOW = datetime(2030, 1, 1, tzinfo=UTC)
EVENTS = ("users.user_disabled.v1", "users.user_enabled.v1", "users.profile_changed.v1")


async def test_a_registration_makes_a_customer_and_announces_an_id(users: Running) -> None:
    answer = await register(users, "carmen@example.com")
    assert (answer.status, answer.json) == (201, {"status": "registered"})
    assert (await log_in(users, "carmen@example.com")).status == 200
    [event] = await users.published()
    assert event == {
        "type": "users.user_registered.v1",
        "of": event["of"],
        "version": 1,
        "account_id": str(event["of"]),
    }


async def test_a_known_address_gets_the_same_answer_and_keeps_its_password(users: Running) -> None:
    first = await register(users, "carmen@example.com")
    again = await register(users, "Carmen@Example.COM", password="another long password")
    hidden = ("x-request-id", "date")
    assert (again.status, again.content) == (first.status, first.content)
    assert {k: v for k, v in again.headers.items() if k not in hidden} == {
        k: v for k, v in first.headers.items() if k not in hidden
    }
    assert (await log_in(users, "carmen@example.com")).status == 200
    assert (await log_in(users, "carmen@example.com", password="another long password")).status == 401
    assert len(await users.published()) == 1


async def test_ten_registrations_of_one_address_are_one_account(users: Running) -> None:
    answers = await asyncio.gather(*(register(users, "carmen@example.com") for _ in range(10)))
    assert {answer.status for answer in answers} == {201}
    assert await users.db.one(int, "SELECT count(*) FROM accounts") == 1
    assert len(await users.published()) == 1


async def test_every_spelling_of_an_address_is_one_account(users: Running) -> None:
    await register(users, "Carmen@Example.com")
    for spelling in ("carmen@example.com", "CARMEN@EXAMPLE.COM", "\uff43\uff41rmen@example.com"):
        assert (await log_in(users, spelling)).status == 200, spelling


async def test_a_composed_and_a_decomposed_password_are_the_same(users: Running) -> None:
    await register(users, "carmen@example.com", password="contraseña-segura")
    assert (await log_in(users, "carmen@example.com", password="contrasen\u0303a-segura")).status == 200


async def test_the_owner_sees_the_profile(users: Running) -> None:
    person = await signed_in(users)
    me = (await person.http.get("/v1/me")).json
    assert me | {"created_at": ""} == {
        "account_id": str(person.account_id),
        "email": person.email,
        "name": "Carmen Cliente",
        "locale": "en",
        "roles": ["customer"],
        "created_at": "",
        "email_verified_at": None,
        "phone": None,
    }
    assert me["created_at"].endswith("Z")


async def test_a_change_of_profile_names_the_fields_and_no_value(users: Running) -> None:
    person = await signed_in(users)
    answer = await person.http.send("PATCH", "/v1/me", {"name": "  Carmen López ", "locale": "es"})
    assert (answer.status, answer.json["name"], answer.json["locale"]) == (200, "Carmen López", "es")
    again = await person.http.send("PATCH", "/v1/me", {"locale": "es"})
    nothing = await person.http.send("PATCH", "/v1/me", {})
    assert again.json == nothing.json == answer.json
    [event] = await users.published("users.profile_changed.v1")
    assert event["fields"] == ["name", "locale"]
    assert event["version"] == 2


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "a\r\nBcc: everybody@example.com"},
        {"name": "a\u2028b"},
        {"name": "a" * 101},
        {"name": None},
        {"locale": "fr"},
        {"email": "other@example.com"},
        {"roles": ["admin"]},
    ],
)
async def test_a_wrong_change_of_profile_changes_and_announces_nothing(
    shared: Running, body: dict[str, object]
) -> None:
    person = await signed_in(shared)
    before = (await person.http.get("/v1/me")).json
    answer = await person.http.send("PATCH", "/v1/me", body)
    assert answer.status == 422
    assert answer.json["pointer"] == f"/{next(iter(body))}"
    assert (await person.http.get("/v1/me")).json == before
    assert await shared.published(*EVENTS) == []


async def test_a_disabled_owner_changes_nothing(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    answer = await person.http.send("PATCH", "/v1/me", {"locale": "es"})
    assert (answer.status, answer.problem) == (403, "account-disabled")
    assert await users.published("users.profile_changed.v1") == []


async def test_who_may_use_which_route(users: Running) -> None:
    target = await signed_in(users)
    clients = [
        users.http,
        target.http,
        *[
            (await signed_in(users, role)).http
            for role in ("support_agent", "catalogue_manager", "order_manager", "admin")
        ],
        await as_client(users, "orders"),
        await as_client(users, "support"),
        await as_client(users, "orders", "profiles:read"),
    ]
    one = f"/v1/admin/accounts/{target.account_id}"
    body = {"roles": []}
    staff, admins = (
        (401, 403, 200, 403, 200, 200, 403, 403, 403),
        (401, 403, 403, 403, 403, 200, 403, 403, 403),
    )
    expected = {
        ("GET", "/v1/me"): (401, 200, 200, 200, 200, 200, 403, 403, 403),
        ("GET", "/v1/admin/accounts"): staff,
        ("GET", one): staff,
        ("POST", f"{one}/enable"): admins,
        ("PUT", f"{one}/roles"): admins,
        ("POST", f"{one}/disable"): admins,
        ("GET", f"/internal/accounts/{target.account_id}/state"): (401, *[403] * 5, 200, 403, 403),
        ("GET", f"/internal/profiles?ids={target.account_id}"): (401, *[403] * 5, 200, 200, 200),
    }
    for (method, path), statuses in expected.items():
        got = [
            (
                await client.send(method, path, body if method == "PUT" else None, headers={"If-Match": "*"})
            ).status
            for client in clients
        ]
        assert tuple(got) == statuses, (method, path)


async def test_staff_page_through_accounts_newest_first(users: Running) -> None:
    agent = await signed_in(users, "support_agent")
    emails = [agent.email, *[await registered(users) for _ in range(4)]][::-1]
    found, path = [], "/v1/admin/accounts?limit=2"
    while path:
        page = (await agent.http.get(path)).json
        found += [account["email"] for account in page["items"]]
        path = page["next"] and f"/v1/admin/accounts?limit=2&cursor={page['next']}"
    assert found == emails
    one = await agent.http.get(f"/v1/admin/accounts?email={emails[1].upper()}")
    assert [account["email"] for account in one.json["items"]] == [emails[1]]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "cursor=x", "email=nobody", "limit=", "email=%27%20OR%201=1"]
)
async def test_a_wrong_query_is_refused(shared: Running, query: str) -> None:
    agent = await signed_in(shared, "support_agent")
    answer = await agent.http.get(f"/v1/admin/accounts?{query}")
    assert answer.status == 422, answer


async def test_disabling_twice_is_disabling_once(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    path = f"/v1/admin/accounts/{person.account_id}"
    for action in ("disable", "disable", "enable", "enable"):
        answer = await admin.http.post(f"{path}/{action}")
        assert (answer.status, answer.json["is_disabled"]) == (200, action == "disable")
    events = await users.published(*EVENTS)
    assert [(event["type"], event["version"]) for event in events] == [
        ("users.user_disabled.v1", 2),
        ("users.user_enabled.v1", 3),
    ]
    assert {event["of"] for event in events} == {person.account_id}


async def test_an_unknown_account_is_not_found(shared: Running) -> None:
    admin, nobody = await signed_in(shared, "admin"), uuid4()
    orders = await as_client(shared, "orders")
    for answer in (
        await admin_view(admin, nobody),
        await admin.http.post(f"/v1/admin/accounts/{nobody}/disable"),
        await admin.http.put(f"/v1/admin/accounts/{nobody}/roles", {"roles": []}, If_Match="*"),
        await orders.get(f"/internal/accounts/{nobody}/state"),
    ):
        assert (answer.status, answer.problem) == (404, "account-not-found")


async def test_admins_cannot_shut_themselves_out(users: Running) -> None:
    admin = await signed_in(users, "admin")
    path = f"/v1/admin/accounts/{admin.account_id}"
    for answer in (
        await admin.http.post(f"{path}/disable"),
        await admin.http.put(f"{path}/roles", {"roles": ["support_agent"]}, If_Match="*"),
    ):
        assert (answer.status, answer.problem) == (409, "own-account")
    assert (await admin_view(admin, admin.account_id)).json["roles"] == ["customer", "admin"]
    assert await users.published(*EVENTS) == []


async def test_a_token_of_a_former_admin_opens_nothing(users: Running) -> None:
    """Access tokens live five minutes longer than what they say."""
    admin, former, disabled = [await signed_in(users, "admin") for _ in range(3)]
    await admin.http.put(f"/v1/admin/accounts/{former.account_id}/roles", {"roles": []}, If_Match="*")
    await admin.http.post(f"/v1/admin/accounts/{disabled.account_id}/disable")
    for late in (former, disabled):
        for account_id in (late.account_id, admin.account_id):
            path = f"/v1/admin/accounts/{account_id}"
            assert (await late.http.post(f"{path}/enable")).status == 403
            assert (await late.http.post(f"{path}/disable")).status == 403
            roles = await late.http.put(f"{path}/roles", {"roles": ["admin"]}, If_Match="*")
            assert roles.status == 403
    assert (await admin_view(admin, disabled.account_id)).json["is_disabled"]


async def test_two_admins_who_shut_each_other_out_leave_one(users: Running) -> None:
    pair = [await signed_in(users, "admin"), await signed_in(users, "admin")]
    for _ in range(50):
        answers = await asyncio.gather(
            *(
                one.http.put(f"/v1/admin/accounts/{other.account_id}/roles", {"roles": []}, If_Match="*")
                for one, other in (pair, pair[::-1])
            )
        )
        assert sorted(answer.status for answer in answers) == [200, 403]
        for person in pair:
            async with users.db.transaction() as tx:
                await commands.provide(tx, email=person.email, password_hash=None, name="", role="admin")


async def test_roles_are_set_as_a_whole_and_customer_always_stays(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    path = f"/v1/admin/accounts/{person.account_id}/roles"
    for wanted, roles in (
        (["support_agent", "order_manager"], ["customer", "order_manager", "support_agent"]),
        (["customer", "catalogue_manager", "catalogue_manager"], ["customer", "catalogue_manager"]),
        ([], ["customer"]),
    ):
        answer = await admin.http.put(path, {"roles": wanted}, If_Match="*")
        assert (answer.status, answer.json["roles"]) == (200, roles)


async def test_roles_need_the_version_that_was_read(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    path = f"/v1/admin/accounts/{person.account_id}/roles"
    seen = (await admin_view(admin, person.account_id)).headers["etag"]
    body = {"roles": ["support_agent"]}
    missing = await admin.http.put(path, body)
    assert (missing.status, missing.problem) == (428, "precondition-required")
    for wrong in ('"999"', f"W/{seen}", seen.strip('"'), '"x"', "é"):
        answer = await admin.http.put(path, body, If_Match=wrong)
        assert (answer.status, answer.problem) == (412, "account-changed"), wrong
    assert (await admin_view(admin, person.account_id)).json["roles"] == ["customer"]
    changed = await admin.http.put(path, body, If_Match=f'"7", {seen}')
    assert changed.status == 200
    assert changed.headers["etag"] != seen
    assert (await admin.http.put(path, body, If_Match=seen)).status == 412


async def test_other_services_ask_for_state_and_profiles(users: Running) -> None:
    admin, person = await signed_in(users, "admin"), await signed_in(users)
    orders = await as_client(users, "orders")
    state = f"/internal/accounts/{person.account_id}/state"
    assert (await orders.get(state)).json == {"account_id": str(person.account_id), "is_disabled": False}
    await admin.http.post(f"/v1/admin/accounts/{person.account_id}/disable")
    assert (await orders.get(state)).json["is_disabled"] is True
    answer = await orders.get(f"/internal/profiles?ids={uuid4()},{person.account_id},{person.account_id}")
    assert [item["account_id"] for item in answer.json["items"]] == [str(person.account_id)]


@pytest.mark.parametrize("ids", ["", "x", "1,2", ",".join([str(uuid4())] * 101), "%00", "{}"])
async def test_wrong_profile_ids_are_refused(shared: Running, ids: str) -> None:
    orders = await as_client(shared, "orders")
    assert (await orders.get(f"/internal/profiles?ids={ids}")).status == 422
    assert (await orders.get("/internal/profiles")).status == 422


async def test_an_order_counts_once_it_is_confirmed_and_not_cancelled(users: Running) -> None:
    """Every order of arrival, every event twice."""
    agent = await signed_in(users, "support_agent")
    me = agent.account_id
    for number, arrival in enumerate(itertools.permutations(range(4)), 1):
        dropped = uuid4()
        messages = [
            confirmed(me, uuid4()),
            confirmed(me, dropped),
            cancelled(me, dropped),
            cancelled(me, uuid4()),
        ]
        for index in arrival:
            await users.deliver(messages[index], messages[index])
        await users.deliver(*messages)
        assert (await admin_view(agent, me)).json["order_count"] == number, arrival


async def test_eight_copies_at_once_count_once(users: Running) -> None:
    agent, order = await signed_in(users, "support_agent"), uuid4()
    copy, another = (confirmed(agent.account_id, order) for _ in range(2))
    await asyncio.gather(*(users.deliver(copy) for _ in range(8)), users.deliver(another))
    assert (await admin_view(agent, agent.account_id)).json["order_count"] == 1


async def test_what_was_bought_as_a_guest_counts_whatever_comes_first(users: Running) -> None:
    agent = await signed_in(users, "support_agent")
    for number, arrival in enumerate(itertools.permutations(range(2)), start=1):
        guest, order = uuid4(), uuid4()
        linked = OrderLinked(order_id=order, customer_id=agent.account_id)
        events = [confirmed(guest, order), message(linked, of=order, version=3)]
        await users.deliver(*[events[place] for place in arrival for _ in range(2)])
        assert (await admin_view(agent, agent.account_id)).json["order_count"] == number


def confirmed(customer: UUID, order: UUID) -> Envelope:
    return message(OrderConfirmed(order_id=order, customer_id=customer, confirmed_at=NOW), of=order)


def cancelled(customer: UUID, order: UUID) -> Envelope:
    return message(
        OrderCancelled(order_id=order, customer_id=customer, cancelled_at=NOW), of=order, version=2
    )


async def test_an_operator_provides_an_account_again_and_again(users: Running) -> None:
    async def provide(password_hash: str | None, role: str) -> list[str]:
        async with users.db.transaction() as tx:
            account = await commands.provide(
                tx, email="ada@example.com", password_hash=password_hash, name="Ada", role=role
            )
        return account.roles

    hashed = await users.service.provide["passwords"].hash(PASSWORD)
    assert await provide(hashed, "admin") == ["customer", "admin"]
    login = await log_in(users, "ada@example.com")
    assert await provide(None, "admin") == ["customer", "admin"]
    assert await provide(None, "support_agent") == ["customer", "admin", "support_agent"]
    token = {"refresh_token": login.json["refresh_token"]}
    login = await users.http.post("/v1/auth/refresh", token)
    assert login.status == 200
    await provide(hashed, "admin")
    assert (await users.http.post("/v1/auth/refresh", token)).status == 401
    assert len(await users.published()) == 1
