"""Ports: defaults, changes, conflicts, and who holds one."""

import os
import socket

import pytest

from zoco.ports import Ports, holder, is_taken


def test_the_environment_moves_a_part() -> None:
    ports = Ports().changed_by({"ZOCO_GATEWAY_PORT": "9000", "ZOCO_OTHER_PORT": "1"})
    assert (ports.gateway, ports.postgres) == (9000, 8081)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", ""])
def test_what_is_no_port_is_named(value: str) -> None:
    with pytest.raises(ValueError, match=r"ZOCO_REDIS_PORT=.* is not a port"):
        Ports().changed_by({"ZOCO_REDIS_PORT": value})


def test_two_parts_on_one_port_are_refused() -> None:
    with pytest.raises(ValueError, match="postgres and redis both want port 8081"):
        Ports().changed_by({"ZOCO_REDIS_PORT": "8081"})


def test_a_taken_port_is_found_with_its_holder() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert is_taken(port)
        assert f"process {os.getpid()}" in holder(port)
    assert not is_taken(port)


def test_free_ports_differ() -> None:
    ports = [getattr(Ports.free(), name) for name in Ports.__struct_fields__]
    assert len(set(ports)) == len(Ports.__struct_fields__)
