"""The stand-ins as the real processes they are, each on a free port."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import stripe


class Running:
    """One `python -m sandbox …`; `url` is what its ready line says."""

    def __init__(self, *arguments: str) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "sandbox", *arguments], stdout=subprocess.PIPE, text=True
        )
        assert self._popen.stdout is not None
        self.ready = self._popen.stdout.readline()

    @property
    def url(self) -> str:
        return self.ready.rpartition(" ")[2].strip()

    def stop(self, *, by_kill: bool = False) -> int:
        assert self._popen.stdout is not None
        self._popen.send_signal(signal.SIGKILL if by_kill else signal.SIGTERM)
        self._popen.stdout.close()
        return self._popen.wait(5)


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start_one(*arguments: str) -> Running:
        running.append(Running(*arguments))
        return running[-1]

    yield start_one
    for each in running:
        each.stop(by_kill=True)


class Payments:
    """The sandbox as its clients see it: Stripe's SDK for what is Stripe's, plain HTTP for what is ours."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session
        self._http = stripe.AIOHTTPClient(session=session, timeout=aiohttp.ClientTimeout(total=10))
        self.client = stripe.StripeClient(
            "sk_test_sandbox", base_addresses={"api": url}, max_network_retries=0, http_client=self._http
        )
        self.intents = self.client.v1.payment_intents
        self.refunds = self.client.v1.refunds

    async def authorized(self, order: str, *, key: str | None = None, **changes: Any) -> stripe.PaymentIntent:
        params = {
            "amount": 1999,
            "currency": "eur",
            "capture_method": "manual",
            "confirm": True,
            "payment_method": "pm_card_visa",
            "metadata": {"order_id": order},
        }
        return await self.intents.create_async(params | changes, {"idempotency_key": key or f"{order}-auth"})  # type: ignore[arg-type]

    async def captured(self, order: str) -> stripe.PaymentIntent:
        intent = await self.authorized(order)
        return await self.intents.capture_async(intent.id)

    async def post(
        self, path: str, form: Any = None, **headers: str
    ) -> tuple[int, dict[str, Any], Mapping[str, str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"Authorization": "Bearer sk_test_sandbox"} | named
        async with self.session.post(self.url + path, data=form, headers=headers) as response:
            return response.status, await response.json(), response.headers

    async def get(self, path: str) -> Any:
        async with self.session.get(
            self.url + path, headers={"Authorization": "Bearer sk_test_sandbox"}
        ) as response:
            return await response.json()

    async def effects(self, order: str) -> list[tuple[str, int]]:
        ledger = await self.get("/sandbox/ledger")
        return [(effect["kind"], effect["amount"]) for effect in ledger if effect["order_id"] == order]

    async def break_next(self, operation: str, kind: str, **more: float) -> None:
        fault = {"operation": operation, "kind": kind, **more}
        async with self.session.post(self.url + "/sandbox/faults", json=fault) as response:
            assert response.status == 200, await response.text()

    async def broke(self) -> None:
        """Wait until every fault has met its request."""
        while (await self.get("/sandbox/faults"))["faults"]:
            pass

    async def mend(self) -> None:
        async with self.session.delete(self.url + "/sandbox/faults") as response:
            assert (await response.json()) == {"faults": []}


@pytest.fixture(scope="session")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="session")
def running_payments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    ledger = tmp_path_factory.mktemp("payments") / "ledger.sqlite"
    running = Running("payments", "--port", "0", "--ledger", str(ledger))
    yield running
    assert running.stop() == 0


@pytest.fixture
async def payments(running_payments: Running, session: aiohttp.ClientSession) -> AsyncIterator[Payments]:
    payments = Payments(running_payments.url, session)
    yield payments
    await payments.mend()


@pytest.fixture
def start_payments(
    start: Callable[..., Running], session: aiohttp.ClientSession, tmp_path: Path
) -> Callable[..., tuple[Running, Payments]]:
    """A sandbox of the test's own; starting it again finds the same ledger."""

    def start_one(*arguments: str) -> tuple[Running, Payments]:
        running = start("payments", "--port", "0", "--ledger", str(tmp_path / "ledger.sqlite"), *arguments)
        return running, Payments(running.url, session)

    return start_one


@pytest.fixture
def order(request: pytest.FixtureRequest) -> str:
    """An order id no other test uses."""
    return str(request.node.name)
