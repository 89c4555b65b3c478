"""`python -m notebook`"""

from chassis.main import main
from chassis.settings import Settings
from notebook.app import build

main("notebook", Settings, build)
