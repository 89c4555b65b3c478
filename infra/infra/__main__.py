"""`python -m infra [PROFILE] [FOLDER]`: writes the templates, as the CDK's own command line asks for it."""

import sys
from pathlib import Path

from infra.app import build
from infra.shop import PROFILES
from infra.subscriptions import listens_to

given = sys.argv[1:]
profile, folder = given + ["small", "cdk.out"][len(given) :]
build(PROFILES[profile], listens_to(), Path(folder)).synth()
