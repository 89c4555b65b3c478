"""One idempotency key, one result."""

import asyncio
from uuid import uuid4

import pytest

from chassis.testing import Running

NOTE = {"text": "hello"}


async def test_a_repeat_gets_the_same_bytes_and_does_nothing(notebook: Running) -> None:
    customer = notebook.as_account(uuid4())
    first = await customer.post("/v1/notes", NOTE, key="key-12345678")
    again = await customer.post("/v1/notes", {"tags": [], "text": "hello"} | NOTE, key='"key-12345678"')
    assert again.problem == "idempotency-key-reused" or again.content == first.content
    same = await customer.post("/v1/notes", NOTE, key='"key-12345678"')
    assert (first.status, same.status, same.content) == (201, 201, first.content)
    assert len(await notebook.published()) == 1


async def test_another_body_is_refused(notebook: Running) -> None:
    customer = notebook.as_account(uuid4())
    await customer.post("/v1/notes", NOTE, key="key-12345678")
    answer = await customer.post("/v1/notes", {"text": "other"}, key="key-12345678")
    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")


async def test_a_refusal_is_an_answer_and_its_work_is_undone(notebook: Running) -> None:
    customer = notebook.as_account(uuid4())
    first = await customer.post("/v1/notes", {"text": "full"}, key="key-12345678")
    again = await customer.post("/v1/notes", {"text": "full"}, key="key-12345678")
    assert (first.status, first.problem) == (409, "notebook-full")
    assert again.content == first.content
    assert await notebook.published() == []


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (None, "idempotency-key-missing"),
        ("1234567", "idempotency-key-invalid"),
        ("a" * 256, "idempotency-key-invalid"),
        ("with space in", "idempotency-key-invalid"),
        ('"unbalanced', "idempotency-key-invalid"),
    ],
)
async def test_a_wrong_key_is_refused(notebook: Running, key: str | None, problem: str) -> None:
    answer = await notebook.as_account(uuid4()).post("/v1/notes", NOTE, key=key)
    assert (answer.status, answer.problem) == (400, problem)


async def test_another_accounts_key_is_another_key(notebook: Running) -> None:
    first = await notebook.as_account(uuid4()).post("/v1/notes", NOTE, key="key-12345678")
    other = await notebook.as_account(uuid4()).post("/v1/notes", {"text": "other"}, key="key-12345678")
    assert (first.status, other.status) == (201, 201)


async def test_fifty_at_once_are_one(notebook: Running) -> None:
    customer = notebook.as_account(uuid4())
    answers = await asyncio.gather(*(customer.post("/v1/notes", NOTE, key="key-12345678") for _ in range(50)))
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status == 201}) == 1
    assert len(await notebook.published()) == 1
