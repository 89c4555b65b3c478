"""Named places where a test kills the process, as a machine may anywhere."""

import os
import signal

_armed = ""
_left = 0


def arm(place: str) -> None:
    """`name`, or `name:nth`: the process dies when it gets there for the nth time. Empty: nowhere."""
    global _armed, _left
    _armed, _, nth = place.partition(":")
    _left = int(nth or 1)


def reached(name: str) -> None:
    """Die here by SIGKILL when armed: no `finally`, no handler, no buffer is flushed."""
    global _left
    if _armed == name:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
