"""`python -m catalog api | work | serve | migrate | openapi`"""

from catalog.app import build
from catalog.settings import Settings
from chassis.main import main

if __name__ == "__main__":
    main("catalog", Settings, build)
