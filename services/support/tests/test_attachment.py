"""Files: uploaded by clients, looked into before anybody reads them, whose they are, gone when they must."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest

from chassis import topology
from chassis.ids import new_id
from chassis.testing import Answer, Client, Parts, Running, message
from services.support.tests.make import ADA, BUCKET, create, opened
from support.attachment import commands, store, workers
from support.attachment.files import Files
from support.attachment.model import LARGEST, Attachment, AttachmentStatus, ContentType
from support.subscribed import EraseRequested

FILES, STAFF = "/v1/support/attachments", "/v1/admin/attachments"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
GOOD = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"0" * 9,
    "image/gif": b"GIF89a" + b"0" * 9,
    "image/webp": b"RIFF0000WEBPVP8 ",
    "application/pdf": b"%PDF-1.7\n",
    "text/plain": "Grüße, ñandú\n".encode() * 900,
}
BAD = [
    ("image/png", b"<script>alert(1)</script>"),
    ("image/png", b"GIF89a0000"),
    ("text/plain", b"MZ\x00\x00"),
    ("text/plain", b"\xff\xfe\x41"),
    ("application/pdf", b"<html>%PDF-"),
]


@pytest.fixture(autouse=True)
async def bucket(running_parts: Parts) -> None:
    await topology.ensure_bucket(
        BUCKET,
        endpoint_url=running_parts.aws_url,
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def said(
    ticket_id: str, content_type: str = "image/png", size: int = len(PNG), **more: Any
) -> dict[str, Any]:
    name = {"file_name": "Foto ñ; x.png"}
    return {"ticket_id": ticket_id, "content_type": content_type, "size": size} | name | more


async def put(url: str, content: bytes, content_type: str = "image/png") -> int:
    headers = {"Content-Type": content_type}
    async with aiohttp.ClientSession() as session, session.put(url, data=content, headers=headers) as answer:
        return answer.status


async def fetched(url: str) -> tuple[bytes, dict[str, str]]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return await answer.read(), {name.lower(): value for name, value in answer.headers.items()}


async def uploaded(
    who: Client, ticket_id: str, content: bytes = PNG, path: str = FILES, **more: Any
) -> Answer:
    """Announced, uploaded and confirmed; the last answer."""
    announced = await create(who, path, said(ticket_id, size=len(content)) | more)
    assert announced.status == 201, announced
    kind = more.get("content_type", "image/png")
    assert await put(announced.json["url"], content, kind) == 200
    return await who.post(f"{path}/{announced.json['attachment']['id']}/confirm")


@pytest.mark.parametrize("kind", GOOD)
async def test_a_file_is_what_it_was_said_to_be(
    support: Running, ada: Client, agent: Client, kind: str
) -> None:
    ticket_id = (await opened(ada))["id"]
    confirmed = await uploaded(ada, ticket_id, GOOD[kind], content_type=kind)
    assert (confirmed.status, confirmed.json["status"]) == (200, "ready")
    file_id = confirmed.json["id"]
    for who, path in ((ada, FILES), (agent, STAFF)):
        found = (await who.get(f"{path}/{file_id}")).json
        content, headers = await fetched(found["url"])
        assert (content, headers["content-type"]) == (GOOD[kind], kind)
        assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''Foto%20")
        assert [each["id"] for each in (await who.get(f"{path}?ticket_id={ticket_id}")).json["items"]] == [
            file_id
        ]


@pytest.mark.parametrize(("kind", "content"), BAD)
async def test_what_a_file_is_not_is_refused_and_deleted(
    support: Running, ada: Client, kind: str, content: bytes
) -> None:
    ticket_id = (await opened(ada))["id"]
    for _ in range(2):
        refused = await uploaded(ada, ticket_id, content, content_type=kind)
        assert (refused.status, refused.problem) == (422, "attachment-refused")
    assert (await ada.get(FILES)).json["items"] == []
    assert await clean(support) == 2


async def clean(support: Running) -> int:
    files: Files = support.service.provide["files"]
    count = 0
    while await workers.delete_next(support.db, files):
        count += 1
    return count


async def test_more_bytes_than_announced_are_refused(support: Running, ada: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    announced = (await create(ada, FILES, said(ticket_id))).json
    await put(announced["url"], PNG + b"0")
    assert (
        await ada.post(f"{FILES}/{announced['attachment']['id']}/confirm")
    ).problem == "attachment-refused"


async def test_what_was_seen_cannot_be_changed_afterwards(support: Running, ada: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    announced = (await create(ada, FILES, said(ticket_id))).json
    path = f"{FILES}/{announced['attachment']['id']}"
    assert (await ada.post(f"{path}/confirm")).problem == "attachment-not-uploaded"
    assert (await ada.get(path)).problem == "attachment-not-uploaded"
    await put(announced["url"], PNG)
    answers = await asyncio.gather(*(ada.post(f"{path}/confirm") for _ in range(3)))
    assert {answer.json["status"] for answer in answers} == {"ready"}
    await put(announced["url"], b"<script>")
    assert (await ada.post(f"{path}/confirm")).json["status"] == "ready"
    assert (await fetched((await ada.get(path)).json["url"]))[0] == PNG


async def test_whoever_confirms_twice_at_once_cannot_swap_the_file(support: Running, ada: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    announced = (await create(ada, FILES, said(ticket_id))).json
    file_id = UUID(announced["attachment"]["id"])
    files: Files = support.service.provide["files"]
    copies = []
    for content in (PNG, b"<script>" + PNG[8:]):
        await put(announced["url"], content)
        found = await store.find(support.db, file_id)
        copies.append((found, new_id()))
        assert await files.take_in(*copies[-1]) == (len(PNG), content)
    for found, copy_id in copies:
        async with support.db.transaction() as tx:
            await commands.settle(tx, found, copy_id=copy_id, is_good=copy_id == copies[0][1])
    shown = await ada.get(f"{FILES}/{file_id}")
    assert (await fetched(shown.json["url"]))[0] == PNG


async def test_a_file_is_its_customers_and_a_note_the_agents(
    support: Running, ada: Client, bob: Client, agent: Client
) -> None:
    ticket_id = (await opened(ada))["id"]
    assert (await create(bob, FILES, said(ticket_id))).problem == "ticket-not-found"
    assert (await create(ada, STAFF, said(ticket_id))).status == 403
    mine = (await uploaded(ada, ticket_id)).json["id"]
    shown = (await uploaded(agent, ticket_id, path=STAFF)).json["id"]
    hidden = (await uploaded(agent, ticket_id, path=STAFF, is_internal=True)).json["id"]
    assert {each["id"] for each in (await ada.get(FILES)).json["items"]} == {mine, shown}
    assert (await bob.get(FILES)).json["items"] == []
    for who, file_id in ((bob, mine), (bob, shown), (ada, hidden), (ada, str(uuid4()))):
        for answer in (await who.get(f"{FILES}/{file_id}"), await who.post(f"{FILES}/{file_id}/confirm")):
            assert (answer.status, answer.problem) == (404, "attachment-not-found")
    assert (await ada.post(f"{FILES}/{shown}/confirm")).problem == "attachment-not-found"
    await ada.post(f"/v1/support/tickets/{ticket_id}/close")
    assert (await create(ada, FILES, said(ticket_id))).problem == "ticket-action-refused"


async def test_what_may_not_be_attached_is_not_even_announced(support: Running, ada: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    for wrong in (
        {"content_type": "text/html"},
        {"content_type": "image/svg+xml"},
        {"size": 0},
        {"size": LARGEST + 1},
        {"file_name": "a/b"},
        {"file_name": "invoice\u202egnp.exe"},
        {"file_name": 'a"b'},
        {"is_internal": True},
    ):
        answer = await create(ada, FILES, said(ticket_id) | wrong)
        assert (answer.status, answer.problem) == (422, "invalid"), wrong
    assert await support.db.one(int, "SELECT count(*) FROM attachments") == 0


async def test_files_of_who_was_forgotten_are_deleted(support: Running, ada: Client, agent: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    file_id = (await uploaded(ada, ticket_id)).json["id"]
    url = (await agent.get(f"{STAFF}/{file_id}")).json["url"]
    await support.deliver(message(EraseRequested(account_id=ADA, scan=1), of=ADA))
    assert (await agent.get(f"{STAFF}/{file_id}")).problem == "attachment-not-found"
    assert await clean(support) == 1
    assert PNG not in (await fetched(url))[0]
    assert await support.db.one(int, "SELECT count(*) FROM attachments") == 0


async def test_what_was_never_confirmed_is_given_up(support: Running, ada: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    first = await create(ada, FILES, said(ticket_id), key="file-0001")
    again = await create(ada, FILES, said(ticket_id), key="file-0001")
    assert first.json["attachment"] == again.json["attachment"]
    assert await clean(support) == 0
    support.clock.advance(days=1, seconds=1)
    assert await clean(support) == 1


def test_a_look_may_end_within_a_character() -> None:
    text = ("é" * 3000).encode()
    file = Attachment(
        uuid4(), uuid4(), uuid4(), False, "x", ContentType.TEXT, len(text), AttachmentStatus.WAITING, None
    )  # type: ignore[arg-type]
    for end in range(4090, 4097):
        assert file.is_what_was_said(len(text), text[:end])
    assert not file.is_what_was_said(len(text), b"\xff" + text[:4000])
