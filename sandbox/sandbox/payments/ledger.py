"""Requests that arrive together share one transaction, and so one wait for the disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sandbox.payments.store import Store

T = TypeVar("T")
LARGEST_BATCH = 64


class Ledger:
    """Statements run on the event loop, microseconds each; the commit, which waits for the disk, beside."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Callable[[Store], Any], asyncio.Future[Any]]] = []
        self._wake = asyncio.Event()
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")

    async def run(self, work: Callable[[Store], T]) -> T:
        """Returns once what `work` did can no longer be lost."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        self._wake.set()
        return await done

    async def serve(self) -> None:
        while True:
            await self._wake.wait()
            batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            if not self._waiting:
                self._wake.clear()
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Callable[[Store], Any], asyncio.Future[Any]]]) -> None:
        outcomes: list[tuple[Any, Exception | None]] = []
        try:
            self._store.begin()
            outcomes = [self._apply(work) for work, _ in batch]
            if self._store.has_changes:
                await asyncio.get_running_loop().run_in_executor(self._disk, self._store.commit)
            else:
                self._store.commit()
        except Exception as error:  # the disk said no: nobody in this batch may be told yes
            self._store.rollback()
            outcomes = [(None, error)] * len(batch)
        for (_, done), (result, failure) in zip(batch, outcomes, strict=True):
            if done.done():  # its client is gone
                continue
            if failure:
                done.set_exception(failure)
            else:
                done.set_result(result)

    def _apply(self, work: Callable[[Store], T]) -> tuple[T | None, Exception | None]:
        try:
            with self._store.apart():
                return work(self._store), None
        except Exception as error:
            return None, error
