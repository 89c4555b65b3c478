"""The house rules, tried on small files that break them."""

import subprocess
from pathlib import Path

import pytest

from tools import house


def breaches(root: Path, name: str, text: str) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [breach.rule for breach in house.check(root, Path(name))]


MODEL = "services/orders/orders/order/model.py"
BROKEN = {
    "sql": (MODEL, '"""X."""\nQ = "SELECT 1"\n', "SQL outside store.py"),
    "sql with values": (MODEL, '"""X."""\nQ = f"UPDATE {MODEL} SET x = 1"\n', "SQL outside store.py"),
    "no opening line": (MODEL, "X = 1\n", "opens without a line"),
    "long function": (MODEL, '"""X."""\ndef f():\n' + "    x = 1\n" * 40, "f has 41 lines"),
    "long file": (MODEL, '"""X."""\n' + "x = 1\n" * 400, "401 lines"),
    "environment": (MODEL, '"""X."""\nimport os\nX = os.environ["X"]\n', "reads the environment"),
    "mock": ("cli/tests/test_x.py", '"""X."""\nfrom unittest import mock\n', "mocks"),
    "mock.patch": ("cli/tests/test_x.py", '"""X."""\nfrom unittest.mock import patch\n', "mocks"),
    "sleep": ("cli/tests/test_x.py", '"""X."""\nimport time\ntime.sleep(1)\n', "sleeps in a test"),
    "foreign store": (MODEL, '"""X."""\nfrom orders.payment import store\n', "imports the store of"),
    "machine path": ("README.md", "see /ho" + "me/ada/shop\n", "a path of one machine"),
    "registry": ("README.md", "https://py" + "pi.org/simple\n", "a registry's host"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_a_breach_is_found(tmp_path: Path, case: tuple[str, str, str]) -> None:
    name, text, rule = case
    assert [found for found in breaches(tmp_path, name, text) if rule in found]


def test_what_is_allowed_is_not_a_breach(tmp_path: Path) -> None:
    store = '"""X."""\nfrom orders.order import model\nQ = "SELECT 1"\n'
    assert breaches(tmp_path, "services/orders/orders/order/store.py", store) == []
    own = '"""X."""\nfrom orders.order import store\n'
    assert breaches(tmp_path, "services/orders/orders/order/commands.py", own) == []
    edge = '"""X."""\nimport os\nX = os.environ["X"]\n'
    assert breaches(tmp_path, "services/orders/orders/app.py", edge) == []
    assert breaches(tmp_path, MODEL, '"""With one word: SELECT is fine in prose."""\n') == []


def test_a_pause_between_two_looks_is_allowed(tmp_path: Path) -> None:
    text = '"""X."""\nimport time\nwhile not found():\n    time.sleep(0.01)\n'
    assert breaches(tmp_path, "cli/tests/test_x.py", text) == []


def test_a_line_may_excuse_itself(tmp_path: Path) -> None:
    text = '"""X."""\nimport time\ntime.sleep(1)  # house: the pause is what is tested\n'
    assert breaches(tmp_path, "cli/tests/test_x.py", text) == []


def test_only_what_git_would_commit_is_read(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("hidden.py\n")
    (tmp_path / "hidden.py").write_text("X = 1\n")
    (tmp_path / "seen.py").write_text("X = 1\n")
    assert sorted(house.files(tmp_path)) == [Path(".gitignore"), Path("seen.py")]
