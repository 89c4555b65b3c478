"""Answers that take equally long, so that their time tells nobody which of two things happened."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator


@contextlib.asynccontextmanager
async def taking_at_least(seconds: float) -> AsyncIterator[None]:
    """The block takes this long or longer, also when it raises. Choose well more than the work needs."""
    started = time.monotonic()
    try:
        yield
    finally:
        await asyncio.sleep(started + seconds - time.monotonic())
