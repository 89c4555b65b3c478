"""Opening, listing and reading tickets; whose they are."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.ids import new_id
from chassis.testing import Answer, Client, Running, message
from services.support.tests.make import (
    ADA,
    BOB,
    PLACED_AT,
    TICKET,
    TICKETS,
    create,
    in_status,
    opened,
    ordered,
)
from support.subscribed import OrderPlaced
from support.text import readable_number

ADMIN = "/v1/admin/tickets"


async def ids(who: Client, path: str) -> list[str]:
    """The ids on all pages, following `next` to its end."""
    found: list[str] = []
    cursor = ""
    while True:
        answer = await who.get(path + cursor)
        assert answer.status == 200, answer
        found += [item["id"] for item in answer.json["items"]]
        if answer.json["next"] is None:
            return found
        cursor = f"&cursor={answer.json['next']}"


# Opening


async def test_a_customer_opens_a_ticket(support: Running, ada: Client) -> None:
    ticket = await opened(ada, subject="  Mein Paket ist größer  ")
    assert (ticket["status"], ticket["priority"], ticket["order_id"]) == ("new", "normal", None)
    assert (ticket["number"], ticket["subject"]) == ("1000-0008", "Mein Paket ist größer")
    assert (await ada.get(f"{TICKETS}/{ticket['id']}")).json == ticket
    messages = (await ada.get(f"{TICKETS}/{ticket['id']}/messages")).json
    assert [(said["author_kind"], said["text"]) for said in messages["items"]] == [
        ("customer", TICKET["text"])
    ]
    assert await support.published() == [
        {
            "type": "support.ticket_opened.v1",
            "of": UUID(ticket["id"]),
            "version": 1,
            "ticket_id": ticket["id"],
            "customer_id": str(ADA),
            "order_id": None,
        }
    ]


async def test_the_requester_says_how_much_it_matters(ada: Client) -> None:
    for priority in ("low", "normal", "high", "urgent"):
        assert (await opened(ada, priority=priority))["priority"] == priority


def test_a_number_can_be_read_out_and_checks_itself() -> None:
    numbers = [readable_number(count) for count in (1_000_000, 1_000_001, 9_999_999, 12_345_678)]
    assert numbers == ["1000-0008", "1000-0016", "9999-9997", "1234-5678-2"]


def test_one_misheard_digit_is_noticed() -> None:
    good = readable_number(1_234_567).replace("-", "")
    for place, right in enumerate(good):
        for heard in set("0123456789") - {right}:
            wrong = good[:place] + heard + good[place + 1 :]
            assert readable_number(int(wrong[:-1])).replace("-", "") != wrong


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"subject": ""}, "/subject"),
    ({"subject": " \u2003 "}, "/subject"),
    ({"subject": "a" * 201}, "/subject"),
    ({"subject": "a\nBcc: x@example.com"}, "/subject"),
    ({"subject": "a\u0000"}, "/subject"),
    ({"subject": None}, "/subject"),
    ({"text": ""}, "/text"),
    ({"text": " \n\t"}, "/text"),
    ({"text": "a" * 10_001}, "/text"),
    ({"text": "a\u0000"}, "/text"),
    ({"text": 7}, "/text"),
    ({"priority": "extreme"}, "/priority"),
    ({"order_id": "7"}, "/order_id"),
    ({"status": "closed"}, "/status"),
    ({"customer_id": str(BOB)}, "/customer_id"),
    ({"number": "1"}, "/number"),
]


async def test_a_wrong_field_is_named_and_nothing_is_opened(support: Running, ada: Client) -> None:
    for fields, pointer in WRONG:
        answer = await create(ada, TICKETS, TICKET | fields)
        assert (answer.status, answer.problem, answer.json["pointer"]) == (422, "invalid", pointer), fields
    assert (await ada.get(TICKETS)).json == {"items": [], "next": None}
    assert await support.published() == []


# One key, one ticket


async def test_a_repeated_request_opens_one_ticket(support: Running, ada: Client, bob: Client) -> None:
    first = await create(ada, TICKETS, TICKET, key="wish-0001")
    again = await create(ada, TICKETS, TICKET, key="wish-0001")
    other = await create(ada, TICKETS, TICKET | {"text": "Other"}, key="wish-0001")
    theirs = await create(bob, TICKETS, TICKET, key="wish-0001")
    assert (first.status, again.status, again.content) == (201, 201, first.content)
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    assert theirs.json["id"] != first.json["id"]
    assert len(await ids(ada, TICKETS + "?limit=20")) == 1


async def test_twenty_repeats_at_once_open_one_ticket(support: Running, ada: Client) -> None:
    answers = await asyncio.gather(*(create(ada, TICKETS, TICKET, key="wish-0001") for _ in range(20)))
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status == 201}) == 1
    assert len(await support.published()) == 1


async def test_without_a_key_nothing_is_opened(support: Running, ada: Client) -> None:
    answer = await ada.post(TICKETS, TICKET)
    assert (answer.status, answer.problem) == (400, "idempotency-key-missing")
    assert await support.published() == []


# About an order


async def test_a_ticket_names_an_order_of_its_customer(support: Running, ada: Client) -> None:
    order_id = str(await ordered(support, ADA))
    assert (await opened(ada, order_id=order_id))["order_id"] == order_id
    assert (await support.published())[0]["order_id"] == order_id


async def test_another_customers_order_is_as_unknown_as_none(support: Running, ada: Client) -> None:
    theirs = await create(ada, TICKETS, TICKET | {"order_id": str(await ordered(support, BOB))})
    nobodys = await create(ada, TICKETS, TICKET | {"order_id": str(uuid4())})
    assert (theirs.status, theirs.problem) == (nobodys.status, nobodys.problem) == (422, "unknown-order")
    assert theirs.json.keys() == nobodys.json.keys()
    assert theirs.headers["retry-after"] == nobodys.headers["retry-after"] == "1"
    assert await support.published() == []


async def test_an_order_whose_event_is_late_is_accepted_with_the_same_key_once_it_is_in(
    support: Running, ada: Client
) -> None:
    order_id = new_id()
    body = TICKET | {"order_id": str(order_id)}
    early = await create(ada, TICKETS, body, key="wish-0001")
    placed = OrderPlaced(order_id=order_id, customer_id=ADA, placed_at=PLACED_AT)
    await support.deliver(message(placed, of=order_id))
    late = await create(ada, TICKETS, body, key="wish-0001")
    assert (early.status, early.problem, late.status) == (422, "unknown-order", 201)


# Whose it is


def without_ids(answer: Answer) -> dict[str, Any]:
    """A problem without what names the request itself."""
    return {k: v for k, v in answer.json.items() if k not in ("request_id", "instance", "ticket_id")}


@pytest.mark.parametrize("path", ["", "/messages", "/close", "/messages?limit=5"])
async def test_another_customers_ticket_is_as_missing_as_none(
    support: Running, ada: Client, bob: Client, agent: Client, path: str
) -> None:
    ticket = await opened(ada)
    before = (await agent.get(f"{ADMIN}/{ticket['id']}")).json
    heard = await support.published()

    async def ask(who: Client, ticket_id: object) -> list[Answer]:
        method = "POST" if path == "/close" else "GET"
        answers = [await who.send(method, f"{TICKETS}/{ticket_id}{path}")]
        if path == "/messages":
            answers.append(await create(who, f"{TICKETS}/{ticket_id}{path}", {"text": "Mine"}))
        return answers

    for who in (bob, agent):
        for theirs, missing in zip(await ask(who, ticket["id"]), await ask(who, uuid4()), strict=True):
            assert (theirs.status, theirs.problem) == (404, "ticket-not-found")
            assert without_ids(theirs) == without_ids(missing)
            assert theirs.headers.keys() == missing.headers.keys()
    assert (await agent.get(f"{ADMIN}/{ticket['id']}")).json == before
    assert await support.published() == heard


async def test_a_list_holds_only_ones_own(support: Running, ada: Client, bob: Client) -> None:
    mine, theirs = await opened(ada), await opened(bob)
    assert await ids(ada, TICKETS + f"?limit=20&customer_id={BOB}") == [mine["id"]]
    assert await ids(bob, TICKETS + f"?limit=20&cursor={uuid4()}") in ([], [theirs["id"]])


ROUTES = [
    ("GET", TICKETS, {"customer", "reader", "agent", "weak"}),
    ("POST", TICKETS, {"customer", "reader", "agent", "weak"}),
    ("GET", ADMIN, {"reader"}),
    ("GET", ADMIN + "/{}", {"reader"}),
    ("POST", ADMIN + "/{}/messages", {"agent"}),
]


@pytest.mark.parametrize(("method", "path", "allowed"), ROUTES, ids=[f"{m} {p}" for m, p, _ in ROUTES])
async def test_permissions_decide_who_passes(
    support: Running, ada: Client, method: str, path: str, allowed: set[str]
) -> None:
    ticket = await opened(ada)
    people = {
        "nobody": support.http,
        "customer": support.as_account(uuid4()),
        "reader": support.as_account(uuid4(), "tickets:read"),
        "agent": support.as_account(uuid4(), "tickets:reply"),
        "weak": support.as_account(uuid4(), "tickets:read", "tickets:reply", acr="1"),
        "service": support.as_service("orders", "tickets:write"),
    }
    body = {"text": "Hello"} | ({"subject": "Hello"} if path == TICKETS else {})
    for name, who in people.items():
        if method == "GET":
            answer = await who.get(path.format(ticket["id"]))
        else:
            answer = await create(who, path.format(ticket["id"]), body)
        passed, refused = 200 if method == "GET" else 201, 401 if name in ("nobody", "weak") else 403
        assert answer.status == (passed if name in allowed else refused), (name, answer)


# Pages


async def test_pages_hold_every_ticket_once_newest_first(ada: Client, agent: Client) -> None:
    made = [(await opened(ada))["id"] for _ in range(7)]
    for limit in (1, 3, 7, 8, 100):
        assert await ids(ada, f"{TICKETS}?limit={limit}") == made[::-1]
        assert await ids(agent, f"{ADMIN}?limit={limit}") == made[::-1]


async def test_a_ticket_opened_while_paging_moves_no_other(
    support: Running, ada: Client, agent: Client
) -> None:
    made = [(await opened(ada))["id"] for _ in range(4)]
    for who, path in ((ada, TICKETS), (agent, ADMIN)):
        first = (await who.get(f"{path}?limit=2")).json
        await opened(ada)
        rest = await ids(who, f"{path}?limit=2&cursor={first['next']}")
        assert [item["id"] for item in first["items"]][-1] not in rest
        assert rest[-2:] == [made[1], made[0]]


async def test_staff_filters_by_status(support: Running, ada: Client, agent: Client) -> None:
    statuses = ["new", "open", "waiting_on_customer", "on_hold", "solved", "closed"]
    made = {status: [await in_status(status, ada, agent) for _ in range(3)] for status in statuses}
    for status in statuses:
        assert await ids(agent, f"{ADMIN}?limit=2&status={status}") == made[status][::-1]


async def test_a_wrong_page_is_refused(ada: Client, agent: Client) -> None:
    ticket = await opened(ada)
    lists = ((ada, TICKETS), (ada, f"{TICKETS}/{ticket['id']}/messages"), (agent, f"{ADMIN}/{ticket['id']}"))
    wrong = ("0", "101", "-1", "1.5", "x", "", "9" * 40)
    for query in [*(f"limit={limit}" for limit in wrong), "cursor=x", "cursor=%00", "cursor=1"]:
        for who, path in (*lists, (agent, ADMIN)):
            assert (await who.get(f"{path}?{query}")).status == 422, (path, query)
    assert (await agent.get(f"{ADMIN}?status=lost")).problem == "invalid"
