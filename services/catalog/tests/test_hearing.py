"""Who listens to Redis stops when it should."""

import asyncio

from catalog.cache import end


async def test_who_listens_ends_although_a_cancellation_gets_lost() -> None:
    lost = 0

    async def listen() -> None:
        nonlocal lost
        while lost < 1:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                lost += 1
        await asyncio.Event().wait()

    task = asyncio.create_task(listen())
    await asyncio.wait([task], timeout=0.01)
    await end(task)
    assert (task.cancelled(), lost) == (True, 1)
