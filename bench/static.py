"""`python bench/static.py PORT FILE`: answers every GET with the file's bytes from memory."""

import sys
from pathlib import Path
from typing import Any

import uvicorn

port, body = int(sys.argv[1]), Path(sys.argv[2]).read_bytes()
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": body})


uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")
