"""`python -m catalog api | work | serve | migrate | openapi`"""

import chassis.absent  # noqa: F401
from catalog.app import build
from catalog.settings import Settings
from chassis.main import main

if __name__ == "__main__":
    main("catalog", Settings, build)
