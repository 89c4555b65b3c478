"""Sessions against a model: whatever happens, also at once, some order of it explains every answer.

Each step does one thing or up to three at the same time, over HTTP, on a clock that stands still between
steps. The model does the same one after another; of all orders one must give the very same answers.
`SESSION_EXAMPLES` makes it look longer.
"""

import asyncio
import copy
import itertools
import os
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chassis.ids import new_id
from chassis.testing import Parts, Running, TurnedClock, serving
from chassis.tokens import AUDIENCE
from services.users.tests.conftest import new_environment
from services.users.tests.make import log_in, log_out, refresh, signed_in
from users.account import commands as accounts
from users.app import build
from users.key import commands as keys
from users.key.model import Claims
from users.session.model import GRACE, IDLE, LIFE, digest
from users.settings import Settings

EXAMPLES = int(os.environ.get("SESSION_EXAMPLES", "6"))
# Making a failure smaller takes minutes over HTTP; who looks longer has them.
PHASES = [Phase.generate, Phase.shrink] if "SESSION_EXAMPLES" in os.environ else [Phase.generate]
PASSWORDS = ("correct horse battery", "another horse battery")
RARE = ["login", "login", "logout", "end", "everywhere", "change", "disable", "enable", "enable"]
DEEDS = ["refresh"] * 8 + RARE
ADMIN = ["accounts:disable", "accounts:read"]


class StandingClock(TurnedClock):
    """Moves only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self._start = datetime.now(UTC)

    def now(self) -> datetime:
        return self._start + self._turned


# The model


class Family(msgspec.Struct):
    """A session: its refresh tokens by number, the last one alive."""

    tokens: int
    rotated_at: datetime
    idle_until: datetime
    expires_at: datetime
    is_alive: bool = True

    def is_usable(self, now: datetime) -> bool:
        return self.is_alive and now < self.idle_until


class Model(msgspec.Struct):
    """What must be so. Each method is one request; it answers the status."""

    now: datetime
    password: int = 0
    is_disabled: bool = False
    families: list[Family] = []

    def login(self, password: int) -> int:
        if password != self.password:
            return 401
        if self.is_disabled:
            return 403
        self.families.append(Family(1, self.now, self.now + IDLE, self.now + LIFE))
        return 200

    def refresh(self, family: int, token: int) -> int:
        found = self.families[family]
        if not found.is_usable(self.now):
            return 401
        if token == found.tokens - 1:
            found.tokens += 1
            found.rotated_at = self.now
            found.idle_until = min(self.now + IDLE, found.expires_at)
            return 200
        if token == found.tokens - 2 and self.now - found.rotated_at <= GRACE:
            return 409
        found.is_alive = False
        return 401

    def logout(self, family: int, _token: int) -> int:
        self.families[family].is_alive = False
        return 204

    def end(self, family: int) -> int:
        was_usable = self.families[family].is_usable(self.now)
        if was_usable:
            self.families[family].is_alive = False
        return 204 if was_usable else 404

    def everywhere(self) -> int:
        if self.is_disabled:
            return 403
        self._end_all()
        return 204

    def change(self, current: int, new: int, family: int) -> int:
        """The session that asks stays."""
        if current != self.password or self.is_disabled:
            return 400
        self.password = new
        self._end_all(but=family)
        return 204

    def disable(self) -> int:
        self.is_disabled = True
        self._end_all()
        return 200

    def enable(self) -> int:
        self.is_disabled = False
        return 200

    def _end_all(self, but: int | None = None) -> None:
        for number, family in enumerate(self.families):
            family.is_alive = family.is_alive and number == but


class Deed(msgspec.Struct, frozen=True):
    """A method of the model with what it is given."""

    name: str
    given: tuple[int, ...] = ()


# The service


class World:
    """The same account over HTTP, and the tokens it really got."""

    def __init__(self, users: Running, password_hashes: list[str], admin_id: UUID) -> None:
        self.users, self.hashes, self.admin_id = users, password_hashes, admin_id
        self.email = ""
        self.account_id = admin_id
        self.tokens: list[list[str]] = []
        self.sids: list[str] = []

    async def begin(self) -> None:
        self.email, self.tokens, self.sids = f"{new_id().hex}@example.com", [], []
        async with self.users.db.transaction() as tx:
            account = await accounts.provide(
                tx, email=self.email, password_hash=self.hashes[0], name="Ana", role="customer"
            )
        self.account_id = account.id

    async def do(self, deed: Deed) -> tuple[int, dict[str, Any]]:
        """The status, and what was answered."""
        answer = await getattr(self, deed.name)(*deed.given)
        status = 400 if deed.name == "change" and 400 <= answer.status < 500 else answer.status
        return status, answer.json if answer.status == 200 else {}

    async def login(self, password: int) -> Any:
        return await log_in(self.users, self.email, password=PASSWORDS[password])

    async def refresh(self, family: int, token: int) -> Any:
        return await refresh(self.users, self.tokens[family][token])

    async def logout(self, family: int, token: int) -> Any:
        return await log_out(self.users, self.tokens[family][token])

    async def end(self, family: int) -> Any:
        client = await self._signed(family)
        return await client.send("DELETE", f"/v1/me/sessions/{self.sids[family]}")

    async def everywhere(self) -> Any:
        client = await self._acting(self.account_id, str(new_id()))
        return await client.post("/v1/auth/logout-everywhere")

    async def change(self, current: int, new: int, family: int) -> Any:
        body = {"current_password": PASSWORDS[current], "new_password": PASSWORDS[new]}
        return await (await self._signed(family)).post("/v1/me/password", body)

    async def disable(self) -> Any:
        return await self._administer("disable")

    async def enable(self) -> Any:
        return await self._administer("enable")

    async def _administer(self, verb: str) -> Any:
        client = await self._acting(self.admin_id, str(new_id()), permissions=ADMIN, acr="2")
        return await client.post(f"/v1/admin/accounts/{self.account_id}/{verb}")

    async def _signed(self, family: int) -> Any:
        return await self._acting(self.account_id, self.sids[family])

    async def _acting(self, account_id: UUID, sid: str, **claims: Any) -> Any:
        """With an access token that is not expired, whatever the clock of the service says."""
        said = {"permissions": [], "acr": "1"} | claims
        wanted = Claims(sub=str(account_id), aud=AUDIENCE, sid=sid, auth_time=0, **said)
        async with self.users.db.transaction() as tx:
            tx.now = datetime.now(UTC)
            token = await keys.issue(tx, self.users.service.provide["issuer"], wanted)
        return self.users.http.acting(token)

    async def alive(self) -> int:
        found = await self.users.db.one(
            int,
            "SELECT count(*) FROM sessions WHERE account_id = $1 AND revoked_at IS NULL AND idle_until > $2",
            self.account_id,
            self.users.clock.now(),
        )
        return found or 0


PICK = st.integers(0, 5)


class Sessions(RuleBasedStateMachine):
    """`world` and `loop` are set by the test that runs it."""

    world: World
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self._wait(self.world.begin())
        self.model = Model(self.world.users.clock.now())

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    @rule(first=st.sampled_from([0, 0, 0, 1]))
    def someone_logs_in(self, first: int) -> None:
        self._all_at_once([Deed("login", (first,))])

    @rule(data=st.data(), count=st.sampled_from([1, 1, 2, 3]))
    @precondition(lambda self: self.model.families)
    def things_happen(self, data: st.DataObject, count: int) -> None:
        self._all_at_once([self._deed(data) for _ in range(count)])

    @rule(seconds=st.sampled_from([5, 11]))
    def a_moment_passes(self, seconds: int) -> None:
        self._advance(timedelta(seconds=seconds))

    @rule(days=st.sampled_from([3, 6]))
    def days_pass(self, days: int) -> None:
        self._advance(timedelta(days=days))

    @invariant()
    def as_many_are_alive_as_the_model_says(self) -> None:
        expected = sum(family.is_usable(self.model.now) for family in self.model.families)
        assert self._wait(self.world.alive()) == expected

    def _advance(self, time: timedelta) -> None:
        self.world.users.clock.advance(seconds=time.total_seconds())
        self.model.now = self.world.users.clock.now()

    def _deed(self, data: st.DataObject) -> Deed:
        kind = data.draw(
            st.sampled_from(
                ["refresh"] * 8
                + ["login", "login", "logout", "end", "everywhere", "change", "disable", "enable"]
            )
        )
        family = data.draw(PICK) % len(self.model.families)
        newest = self.model.families[family].tokens - 1
        token = max(0, newest - data.draw(st.sampled_from([0, 0, 0, 0, 1, 2])))
        given: dict[str, tuple[int, ...]] = {
            "refresh": (family, token),
            "logout": (family, token),
            "end": (family,),
            "login": (data.draw(st.sampled_from([self.model.password, 0, 1])),),
            "change": (data.draw(st.sampled_from([self.model.password, 0])), data.draw(PICK) % 2, family),
        }
        return Deed(kind, given.get(kind, ()))

    def _all_at_once(self, deeds: list[Deed]) -> None:
        async def together() -> list[tuple[int, dict[str, Any]]]:
            return list(await asyncio.gather(*(self.world.do(deed) for deed in deeds)))

        answers = self._wait(together())
        order = self._explained([status for status, _ in answers], deeds)
        self._keep([(deeds[number], *answers[number]) for number in order])

    def _explained(self, statuses: list[int], deeds: list[Deed]) -> tuple[int, ...]:
        """An order in which the model answers the same; it has then done so itself."""
        for order in itertools.permutations(range(len(deeds))):
            model = copy.deepcopy(self.model)
            if all(getattr(model, deeds[n].name)(*deeds[n].given) == statuses[n] for n in order):
                self.model = model
                return order
        raise AssertionError(
            f"no order explains {list(zip(deeds, statuses, strict=True))} after {self.model}"
        )

    def _keep(self, done: list[tuple[Deed, int, dict[str, Any]]]) -> None:
        for deed, status, answer in done:
            if deed.name == "login" and status == 200:
                self.world.tokens.append([answer["refresh_token"]])
                self.world.sids.append(self._wait(self._sid(answer["refresh_token"])))
            if deed.name == "refresh" and status == 200:
                self.world.tokens[deed.given[0]].append(answer["refresh_token"])

    async def _sid(self, refresh_token: str) -> str:
        sql = "SELECT session_id FROM refresh_tokens WHERE hash = $1"
        return str(await self.world.users.db.one(UUID, sql, digest(refresh_token)))


@pytest.fixture
async def world(running_parts: Parts) -> AsyncIterator[World]:
    environment = await new_environment(running_parts)
    clock, loaded = StandingClock(), Settings.load(environment)
    async with serving(build(loaded, clock), clock, running_parts.issuer, port=loaded.port) as users:
        passwords = users.service.provide["passwords"]
        hashes = [await passwords.hash(PASSWORDS[0])]
        yield World(users, hashes, (await signed_in(users, "admin")).account_id)


async def test_some_order_explains_whatever_happens_to_sessions(world: World) -> None:
    Sessions.world, Sessions.loop = world, asyncio.get_running_loop()
    profile = settings(
        max_examples=EXAMPLES,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        phases=PHASES,
    )
    await asyncio.to_thread(run_state_machine_as_test, Sessions, settings=profile)
