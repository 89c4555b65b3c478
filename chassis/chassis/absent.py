"""Import this first: what our libraries take along when it is installed, and no service uses.

The command line brings rich, with which structlog takes 3 MB more of every process; aiobotocore takes 2 MB
more with httpx.
"""

import sys

for name in ("httpx", "rich"):
    sys.modules[name] = None  # type: ignore[assignment]
