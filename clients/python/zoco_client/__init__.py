"""Typed client of the Zoco API: `Zoco` calls it, `models` are what goes in and out, `ProblemError` a "no"."""

from zoco_client import models
from zoco_client.api import Zoco
from zoco_client.transport import ProblemError, new_key

__all__ = ["ProblemError", "Zoco", "models", "new_key"]
