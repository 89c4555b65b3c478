"""Pictures: what may be one, from where one may be fetched, and what becomes of a product's links."""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web

from catalog.media import fetching, workers
from catalog.media.fetching import Fetcher, FetchFailed, FetchRefused, is_public
from catalog.media.model import MOST_BYTES
from chassis.testing import Running
from services.catalog.tests import make
from services.catalog.tests.importing import HEADER, counted, imported, product

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
MEDIA = "/v1/admin/media"


async def uploaded(running: Running, content: bytes, size: int | None = None) -> Any:
    staff = make.manager(running)
    made = (await staff.post(MEDIA, {"size": size or len(content)})).json
    upload = made["upload"]
    async with (
        aiohttp.ClientSession() as session,
        session.request(upload["method"], upload["url"], data=content) as answer,
    ):
        assert answer.status == 200
    return await staff.post(f"{MEDIA}/{made['id']}/complete")


PICTURES = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"0" * 50,
    "image/gif": b"GIF89a" + b"0" * 50,
    "image/webp": b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"0" * 50,
    "image/avif": b"\x00\x00\x00\x1cftypavif" + b"0" * 50,
}


@pytest.mark.parametrize("content_type", PICTURES)
async def test_an_uploaded_picture_is_what_its_bytes_say(catalog: Running, content_type: str) -> None:
    done = (await uploaded(catalog, PICTURES[content_type])).json
    assert (done["state"], done["content_type"]) == ("ready", content_type)
    name = done["url"].rpartition("/")[2]
    seen = await catalog.http.get(f"/v1/media/{name}")
    assert seen.status == 302
    async with aiohttp.ClientSession() as session, session.get(seen.headers["location"]) as answer:
        assert await answer.read() == PICTURES[content_type]
        assert answer.headers["Content-Type"] == content_type
    again = await make.manager(catalog).post(f"{MEDIA}/{done['id']}/complete")
    assert again.json == done


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)/>", b"<html>", b"MZ", b"\x89PN"])
async def test_what_is_no_picture_is_refused(catalog: Running, content: bytes) -> None:
    refused = await uploaded(catalog, content)
    assert (refused.status, refused.problem) == (422, "not-a-picture")


async def test_a_picture_of_another_size_or_none_is_refused(catalog: Running) -> None:
    assert (await uploaded(catalog, PNG, size=5)).problem == "media-not-uploaded"
    made = (await make.manager(catalog).post(MEDIA, {"size": 5})).json
    missing = await make.manager(catalog).post(f"{MEDIA}/{made['id']}/complete")
    assert missing.problem == "media-not-uploaded"
    too_large = await make.manager(catalog).post(MEDIA, {"size": MOST_BYTES + 1})
    assert too_large.status == 422


async def test_only_names_of_pictures_lead_anywhere(catalog: Running) -> None:
    for name in ("x.png", f"{uuid4()}.svg", f"{uuid4()}.png%0a", "..%2Fimports"):
        assert (await catalog.http.get(f"/v1/media/{name}")).status == 404


NOT_PUBLIC = """
127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255
224.0.0.1 192.0.0.1 198.18.0.1 192.0.2.1 240.0.0.1
::1 :: ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 fe80::1 fe80::1%eth0 fd00:ec2::254 fc00::1
ff02::1 64:ff9b::7f00:1 64:ff9b::808:808 2002:7f00:1:: 2001:0:7f00:1:: 2001:db8::1 fec0::1 100::1
localhost 2130706433 0x7f.1 017700000001
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(address, 443)


def test_public_addresses_are_allowed_at_ports_of_the_web() -> None:
    for address in ("8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4003::200e"):
        assert is_public(address, 443)
        assert is_public(address, 80)
        assert not is_public(address, 6379)


LINKS = """
http://127.0.0.1:{port}/ok http://localhost:{port}/ok http://2130706433:{port}/ok http://0x7f.1:{port}/ok
http://[::ffff:127.0.0.1]:{port}/ok http://127.1:{port}/ok http://[::1]:{port}/ok
"""


class Stranger:
    """A web server that may do anything. `hits` are the paths that were asked for."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.hits.append(request.path)
        kind = request.path.strip("/")
        if kind.startswith("to"):
            raise web.HTTPFound(request.query["at"])
        if kind == "loop":
            raise web.HTTPFound("/loop")
        if kind == "large":
            return web.Response(body=PNG + bytes(MOST_BYTES))
        if kind == "packed":
            return web.Response(body=PNG, headers={"Content-Encoding": "gzip"})
        if kind.isdigit():
            return web.Response(status=int(kind))
        return web.Response(body=b"<html>" if kind == "page" else PNG)


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    found = Stranger()
    app = web.Application()
    app.router.add_get("/{path:.*}", found.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.port = runner.addresses[0][1]
    try:
        yield found
    finally:
        await runner.cleanup()


def allowing(stranger: Stranger) -> Fetcher:
    """As if this one address were public."""
    return Fetcher(lambda address, port: (address, port) == ("127.0.0.1", stranger.port))


@pytest.mark.parametrize("link", LINKS.split())
async def test_nothing_near_is_reached_however_it_is_written(stranger: Stranger, link: str) -> None:
    with pytest.raises((FetchRefused, FetchFailed)):
        await Fetcher().fetch(link.format(port=stranger.port))
    assert stranger.hits == []


async def test_a_redirect_to_what_is_near_is_refused(stranger: Stranger) -> None:
    for target in ("http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd"):
        with pytest.raises(FetchRefused):
            await allowing(stranger).fetch(f"http://127.0.0.1:{stranger.port}/to?at={target}")
    assert stranger.hits == ["/to"] * 3


async def test_what_a_name_means_is_checked_when_it_is_connected_to(stranger: Stranger) -> None:
    """It was public when somebody looked; now it is this machine (DNS rebinding)."""
    answers = iter([True, False])
    fetcher = Fetcher(lambda _address, _port: next(answers))
    base = f"http://localhost:{stranger.port}"
    with pytest.raises(FetchRefused, match="not a public address"):
        await fetcher.fetch(f"{base}/to?at={base}/ok")
    assert stranger.hits == ["/to"]


REFUSED = {"large": "larger", "packed": "packed", "404": "404", "loop": "redirects", "204": "204"}


@pytest.mark.parametrize("path", REFUSED)
async def test_limits_hold(stranger: Stranger, path: str) -> None:
    with pytest.raises(FetchRefused, match=REFUSED[path]):
        await allowing(stranger).fetch(f"http://127.0.0.1:{stranger.port}/{path}")


async def test_a_server_that_says_nothing_is_left(
    stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.2)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(FetchFailed, match="longer than"):
            await Fetcher(lambda *_: True).fetch(f"http://127.0.0.1:{port}/")


async def fetch_all(running: Running, fetcher: Fetcher) -> None:
    given = running.service.provide
    while await workers.fetch_next(running.db, given["files"], fetcher, given["shop"]):
        pass


def file(stranger: Stranger, *paths: str) -> bytes:
    url: Callable[[str], str] = lambda path: f"http://127.0.0.1:{stranger.port}/{path}"  # noqa: E731
    rows = [f"lamp,Lamp,,,LAMP,1,9,{url(paths[0])}\n", *(f"lamp,,,,,,,{url(path)}\n" for path in paths[1:])]
    return (HEADER + "".join(rows)).encode()


async def test_links_of_an_import_become_our_own(catalog: Running, stranger: Stranger) -> None:
    content = file(stranger, "ok", "page", "404")
    await imported(catalog, content, fetch_images=True)
    await fetch_all(catalog, allowing(stranger))
    ok, page, gone = [image["url"] for image in (await product(catalog, "lamp"))["images"]]
    assert ok.startswith("https://shop.example.com/v1/media/")
    assert page.endswith("/page")
    assert gone.endswith("/404")
    failed = (await make.manager(catalog).get("/v1/admin/media-fetches")).json["items"]
    assert {each["url"]: each["why"] for each in failed} == {
        page: "The file is none of JPEG, PNG, GIF, WebP and AVIF",
        gone: "it answers 404",
    }
    assert (await catalog.http.get(f"/v1/media/{ok.rpartition('/')[2]}")).status == 302
    # The same file again is the same product: its links are known by now.
    assert counted(await imported(catalog, content, fetch_images=True)) == (0, 0, 1, 0)


async def test_a_server_that_is_down_is_asked_again_for_a_while(catalog: Running, stranger: Stranger) -> None:
    await imported(catalog, file(stranger, "503"), fetch_images=True)
    for minutes in (0, 1, 2, 15, 70, 70):
        catalog.clock.advance(minutes=minutes)
        await fetch_all(catalog, allowing(stranger))
    assert stranger.hits == ["/503"] * 5
    [failed] = (await make.manager(catalog).get("/v1/admin/media-fetches")).json["items"]
    assert (failed["tries"], failed["why"]) == (5, "it answers 503")


async def test_a_link_that_staff_changed_meanwhile_stays_changed(
    catalog: Running, stranger: Stranger
) -> None:
    await imported(catalog, file(stranger, "ok"), fetch_images=True)
    lamp = await product(catalog, "lamp")
    path = f"/v1/admin/products/{lamp.pop('id')}"
    del lamp["version"]
    kept = [{"url": "https://cdn.example.com/other.jpg", "alt": ""}]
    assert (await make.manager(catalog).put(path, lamp | {"images": kept}, If_Match="*")).status == 200
    await fetch_all(catalog, allowing(stranger))
    assert (await product(catalog, "lamp"))["images"] == kept
