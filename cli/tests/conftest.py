"""A stack of its own for every test that asks: free ports, a folder whose path is long."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from zoco.ports import Ports
from zoco.stack import Stack

# Longer than the 107 bytes that a unix socket's path may have.
DEEP = Path("a-clone-that-lies-deep-in-somebody-s-folders", "and-deeper-still-because-it-can", "x" * 60)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / DEEP / ".zoco"


@pytest.fixture
async def stack(home: Path) -> AsyncIterator[Stack]:
    stack = Stack(home, Ports.free(), durable=False, attached=True)
    yield stack
    await stack.down()
