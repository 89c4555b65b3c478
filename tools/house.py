"""House rules no general tool knows: `python -m tools.house [FOLDER]` prints every breach and where it is.

A line that breaks one for a good reason says so: `# house: <reason>`.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

LONGEST_FUNCTION = 40
LONGEST_FILE = 400
EXCUSE = "# house: "
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s")
# Who may read the environment: the edge of each program, and what starts child processes.
READS_ENVIRONMENT = re.compile(
    r"(^|/)(app|settings|__main__)\.py$|/tests/|^(cli|tools|journeys|chaos|bench|infra)/"
    r"|^chassis/chassis/(process|parts|testing|telemetry)\.py$"
)
TESTS = re.compile(r"(^|/)(tests|journeys)/")
FOREIGN = (
    (re.compile(r"(?<![\w.:-])/(work|root|home|mnt|Users)/[\w.]"), "a path of one machine"),
    (re.compile(r"\b(pypi|pythonhosted|npmjs)\.org\b|\b(ghcr|docker|quay)\.io\b"), "a registry's host"),
)
# Written by a machine, read through what it is written from.
GENERATED = re.compile(r"^clients/python/zoco_client/(api|models)\.py$")
TEXT = {".py", ".md", ".sql", ".toml", ".yaml", ".yml", ".json", ".lock", ".sh", ".cfg", ".txt", ""}


Found = Iterator[tuple[int, str]]


class Breach(NamedTuple):
    """A rule that a line breaks."""

    path: Path
    line: int
    rule: str


def main() -> int:
    """Check every file that git knows or would add; the exit code says whether all is well."""
    root = Path(sys.argv[1] if sys.argv[1:] else ".")
    found = sorted(breach for path in files(root) for breach in check(root, path))
    for breach in found:
        print(f"{breach.path}:{breach.line}: {breach.rule}")
    print(f"house: {len(found)} breaches" if found else "house: clean")
    return 1 if found else 0


def files(root: Path) -> list[Path]:
    """Relative paths of what is or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return [path for path in map(Path, listed.splitlines()) if (root / path).is_file()]


def check(root: Path, path: Path) -> list[Breach]:
    """All breaches in one file, without those that have an excuse."""
    if path.suffix not in TEXT:
        return []
    try:
        text = (root / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    lines = text.splitlines()
    found = list(_foreign(lines))
    if path.suffix == ".py":
        found += _python(path, text)
    return [Breach(path, line, rule) for line, rule in found if EXCUSE not in _at(lines, line)]


def _at(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _foreign(lines: list[str]) -> Found:
    for number, line in enumerate(lines, 1):
        for pattern, what in FOREIGN:
            if pattern.search(line):
                yield number, f"names {what}"


def _python(path: Path, text: str) -> Found:
    tree = ast.parse(text)
    if tree.body and ast.get_docstring(tree) is None:
        yield 1, "opens without a line that says what it holds"
    if (length := text.count("\n")) > LONGEST_FILE and not GENERATED.search(str(path)):
        yield LONGEST_FILE, f"{length} lines, {LONGEST_FILE} are allowed: it asks for a second noun"
    yield from _long_functions(tree)
    yield from _mocks(tree)
    if not READS_ENVIRONMENT.search(str(path)):
        yield from _environment(tree)
    if TESTS.search(str(path)):
        yield from _sleeps(tree)
    elif path.parts[0] == "services":
        yield from _sql(path, tree)
        yield from _stores(path, tree)


def _long_functions(tree: ast.AST) -> Found:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines, {LONGEST_FUNCTION} are allowed"


def _mocks(tree: ast.AST) -> Found:
    for node in ast.walk(tree):
        names = _imported(node) if isinstance(node, ast.Import | ast.ImportFrom) else []
        if any(name == "mock" or name.startswith("unittest.mock") for name in names):
            yield _line(node), "mocks: fake only the clock, run real processes"


def _environment(tree: ast.AST) -> Found:
    for node in ast.walk(tree):
        dotted = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if dotted in ("os.environ", "os.getenv"):
            yield _line(node), "reads the environment: settings are passed inward"


def _sleeps(tree: ast.AST) -> Found:
    """A pause between two looks is fine; a pause instead of a look is a guess."""
    polling = {
        inner for loop in ast.walk(tree) if isinstance(loop, ast.While | ast.For) for inner in ast.walk(loop)
    }
    for node in ast.walk(tree):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) and node not in polling else ""
        if called in ("time.sleep", "asyncio.sleep"):
            yield _line(node), "sleeps in a test: wait for the effect"


def _sql(path: Path, tree: ast.AST) -> Found:
    if path.name == "store.py":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield node.lineno, "SQL outside store.py"


def _stores(path: Path, tree: ast.AST) -> Found:
    """A feature never imports another feature's store."""
    service, feature = path.parts[1], ".".join(path.with_suffix("").parts[2:-1])
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for name in _imported(node):
            owner, _, module = name.rpartition(".")
            if module == "store" and owner.split(".")[0] == service and owner != feature:
                yield node.lineno, f"imports the store of {owner}: call its commands"


def _imported(node: ast.Import | ast.ImportFrom) -> Iterable[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names] + [node.module or ""]


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))


if __name__ == "__main__":
    raise SystemExit(main())
