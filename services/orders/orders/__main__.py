"""`python -m orders api | work | serve | migrate | openapi`"""

import chassis.absent  # noqa: F401
from chassis.main import main
from orders.app import build
from orders.settings import Settings

main("orders", Settings, build)
