"""Starting, reloading and living beside others."""

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway import envoy

ROUTES = """
defaults: {timeout: 5s, body: 16KiB, per_address: 100000/s, per_subject: 100000/s}
services:
  catalog:
    /v1/products: {GET: public}
  users:
    /v1/me: {GET: optional}
  orders:
    /v1/orders: {GET: customer}
  support:
    /v1/support/tickets: {GET: customer}
"""
MORE = ROUTES.replace(
    "/v1/products: {GET: public}", "/v1/products: {GET: public}\n    /v1/search: {GET: public}"
)


@pytest.fixture(scope="module")
def gateway(make_gateway, services, issuer):
    return make_gateway(services, routes=ROUTES).start().ready(issuer)


@pytest.fixture
def routes(gateway):
    """The gateway's routes.yaml, to be changed; afterwards it runs the first one again."""
    file = gateway.state.parent / "routes.yaml"
    yield file
    file.write_text(ROUTES)
    assert gateway.command("reload").returncode == 0


def test_a_reload_adds_and_removes_routes_also_on_open_connections(gateway, routes):
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port)

    def status() -> int:
        connection.request("GET", "/v1/search")
        answer = connection.getresponse()
        answer.read()
        return answer.status

    assert status() == 404
    routes.write_text(MORE)
    assert gateway.command("reload").returncode == 0
    assert status() == 200
    routes.write_text(ROUTES)
    assert gateway.command("reload").returncode == 0
    assert status() == 404
    connection.close()


def test_reloads_under_load_fail_no_request(gateway, routes, issuer):
    token = issuer.token()
    stop = threading.Event()

    def load() -> int:
        served = 0
        while not stop.is_set():
            assert gateway.ask("GET", "/v1/orders", token).status == 200
            served += 1
        return served

    def load_on_one_connection() -> int:
        connection, served = gateway.connect(), 0
        while not stop.is_set():
            connection.request("GET", "/v1/orders", headers={"authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            served += 1
        return served

    with ThreadPoolExecutor(4) as pool:
        loads = [pool.submit(each) for each in (load, load_on_one_connection) * 2]
        try:
            for content in (MORE, ROUTES, MORE, ROUTES, MORE):
                routes.write_text(content)
                assert gateway.command("reload").returncode == 0
        finally:
            stop.set()
        served = [each.result() for each in loads]
        assert min(served) > 50
        assert sum(served) > 500


BROKEN = {
    "no such policy": (
        ROUTES.replace("GET: customer", "GET: custmer"),
        ":9: unknown policy custmer; use public",
    ),
    "no YAML": (ROUTES.replace("{GET: public}", "{GET: public"), "not valid YAML"),
    "no file": (None, "cannot be read"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_keeps_the_old_routes_and_says_where(gateway, routes, kind):
    content, complaint = BROKEN[kind]
    before = envoy.updates(gateway.state)
    routes.unlink() if content is None else routes.write_text(content)
    answer = gateway.command("reload")
    assert answer.returncode == 1
    assert complaint in answer.stderr
    assert str(routes) in answer.stderr
    assert "Traceback" not in answer.stderr
    assert envoy.updates(gateway.state) == before
    assert gateway.ask("GET", "/v1/products").status == 200


def test_what_envoy_itself_rejects_is_put_back(gateway, monkeypatch):
    """Should the compiler and Envoy ever disagree, the counters tell and the file on disk is the old one."""
    from gateway import lifecycle, xds
    from gateway.errors import GatewayError
    from gateway.loader import load
    from gateway.settings import read_settings

    before = (gateway.state / "routes/routes.json").read_bytes()
    monkeypatch.setattr(envoy, "validate", lambda *_: None)
    monkeypatch.setattr(
        xds, "resource", lambda configuration: {"version_info": "x", "resources": [{"@type": "nonsense"}]}
    )
    with pytest.raises(GatewayError, match="rejected the new routes"):
        lifecycle.reload(read_settings(gateway.environment), load(gateway.state.parent / "routes.yaml"))
    assert (gateway.state / "routes/routes.json").read_bytes() == before
    assert gateway.ask("GET", "/v1/products").status == 200


def test_a_changed_address_asks_for_a_restart(gateway):
    gateway.environment["ORDERS_URL"], old = "http://127.0.0.1:1", gateway.environment["ORDERS_URL"]
    answer = gateway.command("reload")
    gateway.environment["ORDERS_URL"] = old
    assert answer.returncode == 1
    assert "restart the gateway" in answer.stderr


def test_reload_without_a_gateway_says_what_to_start(make_gateway, services):
    answer = make_gateway(services).command("reload")
    assert answer.returncode == 1
    assert "start one with `python -m gateway run`" in answer.stderr


def test_missing_settings_are_named_at_once(gateway):
    environment = dict(gateway.environment)
    for name in ("ISSUER", "ORDERS_URL"):
        del gateway.environment[name]
    gateway.environment["GATEWAY_PORT"] = "http"
    missing = gateway.command("run").stderr
    gateway.environment.update(environment | {"GATEWAY_PORT": "http"})
    wrong = gateway.command("run").stderr
    gateway.environment.update(environment)
    assert "missing settings: ISSUER, ORDERS_URL" in missing
    assert "GATEWAY_PORT" in wrong
    assert "Traceback" not in missing + wrong


def test_two_gateways_share_a_machine_but_neither_a_port_nor_a_folder(
    gateway, make_gateway, services, issuer
):
    other = make_gateway(services, routes=MORE).start().ready(issuer)
    assert (gateway.ask("GET", "/v1/search").status, other.ask("GET", "/v1/search").status) == (404, 200)
    assert gateway.command("reload").returncode == 0
    same_port = make_gateway(services, routes=ROUTES, GATEWAY_PORT=str(gateway.port)).command("run")
    assert same_port.returncode == 1
    assert "set GATEWAY_PORT" in same_port.stderr
    same_folder = gateway.command("run")
    assert same_folder.returncode == 1
    assert "already runs" in same_folder.stderr


def test_a_deep_folder_is_no_problem_and_nothing_in_it_is_for_others(make_gateway, services, issuer):
    gateway = make_gateway(services, folder="x" * 150, routes=ROUTES).start().ready(issuer)
    assert len(str(gateway.state)) > 150
    assert gateway.command("reload").returncode == 0
    assert gateway.state.stat().st_mode & 0o077 == 0


def test_check_and_routes_need_no_environment(gateway, routes):
    environment, gateway.environment = gateway.environment, {"PATH": "", "GATEWAY_ROUTES": str(routes)}
    good, table = gateway.command("check"), gateway.command("routes")
    routes.write_text(ROUTES.replace("per_address: 100000/s", "per_address: 9999999999/s"))
    refused = gateway.command("check")
    gateway.environment = environment
    assert good.returncode == table.returncode == 0
    assert "/v1/products" in table.stdout
    assert refused.returncode == 1
    assert "Envoy refuses" in refused.stderr
