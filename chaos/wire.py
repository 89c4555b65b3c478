"""A TCP proxy before a part: connections through it can be reset, go silent, become slow or be lied to."""

import asyncio
import contextlib

READ = 65536


class Wire:
    """One listening port that leads to another. `delay` is in seconds.

    `lie` is a whole answer for requests that begin with `about`; they do not arrive.
    """

    def __init__(self, name: str, port: int, target: int) -> None:
        self.name = name
        self.port = port
        self._target = target
        self._pairs: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None
        self.delay = 0.0
        self.about, self.lie = b"", b""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, limit=READ)

    async def stop(self) -> None:
        self.reset()
        if self._server is not None:
            self._server.close()
        for pair in list(self._pairs):
            pair.cancel()
        await asyncio.gather(*self._pairs, return_exceptions=True)

    def reset(self) -> int:
        """Every connection ends with a RST; how many those were."""
        writers = list(self._writers)
        for writer in writers:
            writer.transport.abort()
        return len(writers) // 2

    def fall_silent(self) -> None:
        """From now on nothing goes through, and nobody is told."""
        self._open.clear()

    def speak(self) -> None:
        self._open.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pairs.add(task)
        self._writers.add(writer)
        try:
            await self._open.wait()
            await self._connect(reader, writer)
        except OSError:
            pass  # nobody there: the caller sees the end of its connection
        finally:
            writer.transport.abort()
            self._writers.discard(writer)
            self._pairs.discard(task)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target, limit=READ)
        self._writers.add(far_writer)
        ways = [self._carry(reader, far_writer, back=writer), self._carry(far_reader, writer)]
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(tasks)
        finally:
            for way in tasks:
                way.cancel()
            far_writer.transport.abort()
            self._writers.discard(far_writer)

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        back: asyncio.StreamWriter | None = None,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(READ):
                if back is not None and self.lie and data.startswith(self.about):
                    back.write(self.lie)
                    continue
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        if reader.exception() is not None or not writer.can_write_eof():
            writer.transport.abort()
            return
        with contextlib.suppress(OSError):
            writer.write_eof()
