"""What the stacks put into a host's environment is what the code reads; it hears what is subscribed."""

import importlib
from types import ModuleType
from typing import Any

import msgspec
import pytest

from chassis.events import by_type
from chassis.main import example
from chassis.settings import Secret
from gateway.settings import read_settings
from infra import secret_values, wiring
from infra.names import Names
from infra.shop import SERVICES, SMALL
from infra.subscriptions import listens_to
from infra.tests import deployed
from infra.tests.conftest import Aws
from infra.tests.test_plan import NEW

NAMES = Names(SMALL)


def _module(service: str, name: str) -> ModuleType:
    return importlib.import_module(f"{service}.{name}")


def _environment(aws: Aws, name: str) -> dict[str, str]:
    secrets = secret_values.fill({service: dict(NEW.get(service, {})) for service in SERVICES})
    return deployed.settings_of(deployed.user_data(aws, name)) | secrets[name]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_finds_everything_it_reads(aws: Aws, name: str) -> None:
    environment = _environment(aws, name)
    settings: Any = _module(name, "settings").Settings.load(environment)
    assert settings.database_url.startswith(f"postgresql+iam://{name}_app@zoco-{name}.")
    assert "sslmode=verify-full" in settings.database_url
    for called in SERVICES:
        reads = hasattr(settings, f"{called}_url")
        assert reads == (called in wiring.CALLS[name]), f"{name} calls {called}: infra/infra/wiring.py"


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_those_that_the_code_calls_so(name: str) -> None:
    settings = _module(name, "settings").Settings
    kinds = {field.name.upper(): field.type for field in msgspec.structs.fields(settings)}
    required = {variable for variable, kind in kinds.items() if kind is Secret}
    assert required - {"MIGRATION_URL"} <= set(wiring.SECRETS[name])


def test_the_gateway_finds_everything_it_reads(aws: Aws) -> None:
    settings = read_settings(deployed.settings_of(deployed.user_data(aws, "gateway")))
    assert settings.gateway_trusted_hops == 1
    assert settings.upstreams["orders"] == ["http://orders.zoco.internal:80"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_subscribed_is_what_the_code_handles(name: str) -> None:
    settings = _module(name, "settings").Settings
    service = _module(name, "app").build(example(settings))
    assert sorted(by_type(service.subscriptions)) == listens_to()[name]


def test_whoever_is_called_lets_the_caller_in() -> None:
    for caller, called in wiring.CALLS.items():
        assert all(caller in wiring.callers(each) for each in called)
    assert wiring.callers("catalog") == {"gateway", "orders"}
    assert wiring.callers("users") == {"gateway", "catalog", "orders", "support"}
