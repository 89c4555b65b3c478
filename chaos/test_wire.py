"""What a wire does to those who talk through it."""

import aiohttp
from aiohttp import web

from chaos.wire import Wire
from chassis.process import free_port


async def test_a_lie_is_told_to_whoever_asks_about_it_and_to_nobody_else() -> None:
    async def truth(_: web.Request) -> web.Response:
        return web.Response(text="truth")

    app = web.Application()
    app.router.add_get("/{path:.*}", truth)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    wire = Wire("users", free_port(), port)
    await wire.start()

    async with aiohttp.ClientSession(f"http://127.0.0.1:{wire.port}") as session:

        async def told(path: str) -> str:
            async with session.get(path) as answer:
                return await answer.text()

        wire.about, wire.lie = b"GET /keys ", b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nlie"
        assert [await told("/keys"), await told("/other"), await told("/keys")] == ["lie", "truth", "lie"]
        wire.lie = b""
        assert await told("/keys") == "truth"
    await wire.stop()
    await runner.cleanup()
