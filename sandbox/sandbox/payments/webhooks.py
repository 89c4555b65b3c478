"""Tells the shop what happened: signed, in the background, again until it answers 2xx."""

import asyncio
import hmac
import time
from functools import partial
from http.client import HTTPException
from urllib.request import ProxyHandler, Request, build_opener

from sandbox.payments.faults import Faults
from sandbox.payments.ledger import Ledger
from sandbox.payments.store import Announcement, Store

POLL_SECONDS = 0.2
LONGEST_WAIT = 60.0
DIRECT = build_opener(ProxyHandler({}))


async def deliver(ledger: Ledger, faults: Faults, url: str, secret: str) -> None:
    kept: dict[int, Announcement] = {}  # until a later one has arrived
    while True:
        due = await ledger.run(lambda store: store.due_announcements(time.time()))
        new = [announcement for announcement in due if announcement.number not in kept]
        going = await _disturb(ledger, faults, new, kept)
        await asyncio.gather(*(_deliver_one(ledger, url, secret, announcement) for announcement in going))
        if going and kept:
            await asyncio.gather(*(_deliver_one(ledger, url, secret, each) for each in kept.values()))
            kept.clear()
        if not new:
            await asyncio.sleep(POLL_SECONDS)


async def _disturb(
    ledger: Ledger, faults: Faults, new: list[Announcement], kept: dict[int, Announcement]
) -> list[Announcement]:
    """What to send now, after the faults that were asked for."""
    going = []
    for announcement in new:
        fault = faults.take("webhook")
        match fault.kind if fault else None:
            case "dropped":
                await ledger.run(partial(Store.delivered, number=announcement.number))
            case "delayed" if fault:
                due = time.time() + fault.seconds
                await ledger.run(partial(Store.postpone, number=announcement.number, due=due))
            case "reordered":
                kept[announcement.number] = announcement
            case "duplicated":
                # A row of its own: each of the two is repeated until it was taken.
                now, body = time.time(), announcement.body
                await ledger.run(partial(Store.add_announcement, body=body, due=now))
                going.append(announcement)
            case _:
                going.append(announcement)
    return going


def signature(body: bytes, secret: str, now: int) -> str:
    digest = hmac.new(secret.encode(), f"{now}.".encode() + body, "sha256").hexdigest()
    return f"t={now},v1={digest}"


async def _deliver_one(ledger: Ledger, url: str, secret: str, announcement: Announcement) -> None:
    number = announcement.number
    if await asyncio.to_thread(_post, url, secret, announcement.body):
        await ledger.run(lambda store: store.delivered(number))
        return
    due = time.time() + min(0.5 * 2 ** min(announcement.attempts, 10), LONGEST_WAIT)
    await ledger.run(lambda store: store.postpone(number, due=due))


def _post(url: str, secret: str, body: bytes) -> bool:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(body, secret, int(time.time())),
    }
    # Over TLS a certificate may have come since the process started: SSL_CERT_FILE is read again.
    opener = build_opener(ProxyHandler({})) if url.startswith("https:") else DIRECT
    try:
        with opener.open(Request(url, body, headers), timeout=5):  # noqa: S310 (checked on the command line)
            return True
    except (OSError, HTTPException):  # refused, timed out, not 2xx, not HTTP
        return False
