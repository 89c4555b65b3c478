"""Argon2id on threads of its own, so that a flood of logins slows logins only."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from prometheus_client import Histogram

from chassis.errors import Unavailable
from users.password.model import as_typed

T = TypeVar("T")

# OWASP ASVS 5.0 11.4.2. A change here reaches each stored hash at the next login with it.
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
MOST_WAITING = 50  # about a second of work; whoever comes later is told so at once

SECONDS = Histogram("password_hash_seconds", "Time to hash or check a password, waiting included")


class TooManyLogins(Unavailable):
    type, title = "too-many-logins", "Too many logins at once; try again in a moment"


class Passwords:
    """Hashes and checks. Open it with `async with`."""

    def __init__(self, *, at_once: int, hasher: PasswordHasher = HASHER) -> None:
        self._hasher = hasher
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="password")
        self._taken = 0
        self._nobodys = ""

    async def __aenter__(self) -> Self:
        self._nobodys = await self.hash(secrets.token_hex())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hasher.hash(as_typed(password)))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether it is the right one. Without a stored hash the answer is no, after the same work."""
        is_right = await self._run(lambda: self._matches(stored or self._nobodys, password))
        return is_right and stored is not None

    async def renewed(self, stored: str, password: str) -> str | None:
        """A hash with today's parameters, when the stored one has others."""
        return await self.hash(password) if self._hasher.check_needs_rehash(stored) else None

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, as_typed(password))
        except VerifyMismatchError:
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._taken >= self._at_once + MOST_WAITING:
            raise TooManyLogins
        self._taken += 1
        try:
            with SECONDS.time():
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._taken -= 1
