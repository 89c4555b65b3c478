"""The command line: `python -m support api | work | serve | migrate | openapi`."""

import chassis.absent  # noqa: F401
from chassis.main import main
from support.app import build
from support.settings import Settings

main("support", Settings, build)
