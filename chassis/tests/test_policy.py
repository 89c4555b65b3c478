"""Permissions and step-up: a permission wants two factors, and a route may want a recent login."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.errors import Forbidden, Unauthenticated
from chassis.policy import CUSTOMER_ONLY, NOBODY, StepUpRequired, permission, require_step_up, service
from chassis.testing import Running
from chassis.tokens import Actor

NOW = datetime(2030, 1, 1, tzinfo=UTC)
READ = permission("notes:read")


def person(*permissions: str, acr: str = "2", minutes_ago: float = 0) -> Actor:
    login = NOW - timedelta(minutes=minutes_ago)
    return Actor(account_id=uuid4(), permissions=frozenset(permissions), acr=acr, auth_time=login)


def test_a_permission_and_two_factors_pass() -> None:
    READ.check(person("notes:read"))


@pytest.mark.parametrize("acr", ["0", "1", "", "3", "22", "phr"])
def test_a_permission_shown_with_less_is_challenged(acr: str) -> None:
    with pytest.raises(StepUpRequired) as refused:
        READ.check(person("notes:read", acr=acr))
    assert refused.value.response_headers()["WWW-Authenticate"] == (
        'Bearer realm="zoco", error="insufficient_user_authentication", acr_values="2"'
    )


@pytest.mark.parametrize("permissions", [(), ("notes:write",), ("notes",), ("Notes:read",)])
def test_without_the_permission_no_factor_helps(permissions: tuple[str, ...]) -> None:
    with pytest.raises(Forbidden):
        READ.check(person(*permissions, acr="1"))
    with pytest.raises(Forbidden):
        READ.check(person(*permissions))


def test_nobody_must_log_in_first() -> None:
    with pytest.raises(Unauthenticated):
        READ.check(NOBODY)


def test_an_app_has_permissions_and_no_factor_a_service_has_only_scopes() -> None:
    READ.check(Actor(client_id="erp", permissions=frozenset({"notes:read"})))
    with pytest.raises(Forbidden):
        READ.check(Actor(client_id="orders", scopes=frozenset({"notes:read"})))
    with pytest.raises(Forbidden):
        service("notes:read").check(Actor(client_id="erp", permissions=frozenset({"notes:read"})))
    with pytest.raises(Forbidden):
        CUSTOMER_ONLY.check(Actor(client_id="erp", permissions=frozenset({"notes:read"})))


def test_anothers_thing_needs_the_permission_and_ones_own_needs_none() -> None:
    other = uuid4()
    me = person(acr="1")
    assert me.may_see(me.account_id, "notes:read")
    assert not me.may_see(other, "notes:read")
    assert not me.may_see(None, "notes:read")
    assert person("notes:read").may_see(other, "notes:read")
    assert not person("notes:read", acr="1").may_see(other, "notes:read")
    assert not person("notes:write").may_see(other, "notes:read")
    assert not NOBODY.may_see(None, "notes:read")


@pytest.mark.parametrize(
    ("acr", "minutes_ago", "wanted", "passes"),
    [
        ("2", 9, {"max_age": timedelta(minutes=10)}, True),
        ("2", 10, {"max_age": timedelta(minutes=10)}, True),
        ("2", 10.1, {"max_age": timedelta(minutes=10)}, False),
        ("2", 9999, {}, True),
        ("1", 0, {}, False),
        ("1", 0, {"acr": "1", "max_age": timedelta(minutes=10)}, True),
        ("1", 11, {"acr": "1", "max_age": timedelta(minutes=10)}, False),
    ],
)
def test_a_login_is_strong_and_recent_enough_or_not(
    acr: str, minutes_ago: float, wanted: dict[str, Any], passes: bool
) -> None:
    actor = person(acr=acr, minutes_ago=minutes_ago)
    if passes:
        require_step_up(actor, NOW, **wanted)
        return
    with pytest.raises(StepUpRequired) as refused:
        require_step_up(actor, NOW, **wanted)
    header = refused.value.response_headers()["WWW-Authenticate"]
    assert f'acr_values="{wanted.get("acr", "2")}"' in header
    assert ('max_age="600"' in header) == ("max_age" in wanted)


def test_a_token_without_a_login_time_is_never_recent() -> None:
    with pytest.raises(StepUpRequired):
        require_step_up(Actor(account_id=uuid4(), acr="2"), NOW, max_age=timedelta(minutes=10))


async def test_the_challenge_is_a_problem(notebook: Running) -> None:
    answer = await notebook.as_account(uuid4(), "notes:read", acr="1").get("/v1/admin/notes")
    assert (answer.status, answer.problem) == (401, "insufficient-user-authentication")
    assert answer.json["acr_values"] == "2"
    assert 'error="insufficient_user_authentication"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("permissions", ["notes:read", {"notes:read": True}, None, 7, [["notes:read"]], [{}]])
async def test_permissions_in_another_shape_are_no_token(notebook: Running, permissions: Any) -> None:
    answer = await notebook.as_account(uuid4(), permissions=permissions, acr="2").get("/v1/admin/notes")
    assert answer.status in (401, 403), answer
