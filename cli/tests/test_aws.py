"""What speaks to AWS does not slow down what does not, and says in words what it cannot."""

import subprocess
import sys


def test_the_cdk_is_not_read_before_it_is_asked_for() -> None:
    code = (
        "import sys, zoco.__main__; print([name for name in sys.modules if name in ('aws_cdk', 'infra.app')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def _zoco(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "zoco", *words]
    keys = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "COLUMNS": "200"}
    return subprocess.run(command, env=keys | environment, capture_output=True, text=True)


def test_mistakes_are_said_in_words() -> None:
    for words, what in {
        ("release", "build", "basket"): "there are catalog, users, orders, support, gateway",
        ("release", "publish", "catalog", "0.0.1"): "`zoco release build` first",
        ("release", "status"): "AWS does not know who asks",
        ("infra", "plan", "--profile", "tiny"): "there are small, big",
    }.items():
        ran = _zoco(*words)
        assert ran.returncode != 0
        assert what in ran.stdout + ran.stderr, ran
        assert "Traceback" not in ran.stderr
