"""Stopping: what is under way is answered, nothing new begins, and no process is left behind."""

import http.client
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest


@pytest.fixture
def gateway(make_gateway, services, issuer):
    return make_gateway(services, GATEWAY_DRAIN_SECONDS="2").start().ready(issuer)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as pool:
        yield pool


def supervisor(gateway):
    return gateway.processes[0]


def envoy(gateway) -> int:
    pid = supervisor(gateway).pid
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert Path(f"/proc/{child}/comm").read_text().strip() == "envoy"
    return int(child)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def begin(gateway, services, pool, seconds: float):
    """A request that a service is already working on."""
    path = f"/v1/products?sleep={seconds}&n={time.monotonic()}"
    answer = pool.submit(gateway.ask, "GET", path)
    gateway.eventually(lambda: any(each["path"] == path for each in services["catalog"].seen))
    return answer


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_answered_and_nothing_new_begins(gateway, services, pool, number):
    idle = http.client.HTTPConnection("127.0.0.1", gateway.port)
    idle.request("GET", "/v1/products")
    assert idle.getresponse().read()
    answers = [begin(gateway, services, pool, 0.8) for _ in range(5)]
    pid = envoy(gateway)
    supervisor(gateway).send_signal(number)
    gateway.eventually(lambda: not gateway.answers())
    assert not any(answer.done() for answer in answers)
    assert [answer.result().status for answer in answers] == [200] * 5
    assert [answer.result().headers["connection"] for answer in answers] == ["close"] * 5
    assert supervisor(gateway).wait(1) == 0
    assert is_gone(pid)


def test_a_quiet_gateway_stops_at_once(gateway):
    started = time.monotonic()
    supervisor(gateway).terminate()
    assert supervisor(gateway).wait(5) == 0
    assert time.monotonic() - started < 1


def test_what_takes_too_long_is_cut(gateway, services, pool):
    answer = begin(gateway, services, pool, 8)
    started = time.monotonic()
    supervisor(gateway).terminate()
    assert supervisor(gateway).wait(5) == 0
    assert 1.8 < time.monotonic() - started < 3.5
    with pytest.raises((OSError, http.client.HTTPException)):
        answer.result()


def test_who_asks_twice_does_not_wait(gateway, services, pool):
    answer = begin(gateway, services, pool, 8)
    started = time.monotonic()
    supervisor(gateway).terminate()
    gateway.eventually(lambda: not gateway.answers())
    supervisor(gateway).terminate()
    assert supervisor(gateway).wait(5) == 0
    assert time.monotonic() - started < 1.5
    assert answer.exception()


def test_a_killed_supervisor_takes_envoy_along_and_starts_again(gateway, issuer):
    pid = envoy(gateway)
    supervisor(gateway).kill()
    supervisor(gateway).wait()
    gateway.eventually(lambda: is_gone(pid))
    gateway.start(keys=False).ready(issuer)


def test_a_gateway_killed_a_moment_ago_can_start(gateway, issuer):
    supervisor(gateway).kill()
    supervisor(gateway).wait()
    gateway.start(keys=False).ready(issuer)


def test_a_dead_envoy_ends_its_supervisor(gateway):
    os.kill(envoy(gateway), signal.SIGKILL)
    assert supervisor(gateway).wait(2) == 128 + signal.SIGKILL


def test_the_supervisor_is_small(gateway):
    status = Path(f"/proc/{supervisor(gateway).pid}/status").read_text()
    assert int(status.partition("VmRSS:")[2].split()[0]) < 16 * 1024
