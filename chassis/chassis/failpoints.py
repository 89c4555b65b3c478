"""Named places where a test kills the process, as a machine may anywhere."""

import os
import signal

_armed = ""


def arm(name: str) -> None:
    """From now on the process dies when it reaches the place of this name. Empty: nowhere."""
    global _armed
    _armed = name


def reached(name: str) -> None:
    """Die here by SIGKILL when armed: no `finally`, no handler, no buffer is flushed."""
    if _armed == name:
        os.kill(os.getpid(), signal.SIGKILL)
