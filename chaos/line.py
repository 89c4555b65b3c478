"""GETs on kept-alive connections that cost the machine little: as many at once as are asked for."""

import asyncio

from chaos.caller import Answer

PATIENCE_SECONDS = 8.0

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """To one port of this machine. What is answered wrongly, late or not at all has status 0."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[Connection] = []

    async def get(self, path: str) -> Answer:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                reader, writer = self._idle.pop() if self._idle else await self._connect()
                try:
                    answer = await _ask(reader, writer, path)
                except BaseException:
                    writer.transport.abort()
                    raise
        except (OSError, EOFError, ValueError, TimeoutError):
            return Answer(0)
        self._idle.append((reader, writer))
        return answer

    async def _connect(self) -> Connection:
        return await asyncio.open_connection("127.0.0.1", self._port)

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> Answer:
    writer.write(f"GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n".encode())
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines if line)
    return Answer(int(first.split()[1]), await reader.readexactly(int(headers["content-length"])), headers)
