"""`zoco order` and `zoco events`: shown as tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from rich.table import Table

from zoco.operate import audit as audits
from zoco.operate import order as orders
from zoco.operate import promises, queues
from zoco.operate import replay as replays
from zoco.operate.order import Happening
from zoco.operate.promises import Word
from zoco.operate.reach import checked, reaching
from zoco.operate.replay import Selection
from zoco.screen import console
from zoco.stack import Stack, StackFailed

# So many findings of one kind are told one by one.
MOST = 50
OWN = ("order_id", "customer_id", "payment_id")


async def order(stack: Stack, order_id: UUID) -> int:
    """1 when something of it has not arrived."""
    async with reaching(stack) as reach:
        events = await orders.happenings(reach, order_id)
    table = Table("at", "what", "because of", "facts", "heard by")
    names, began = {str(event.event_id): event.type for event in events}, events[0].at
    for event in events:
        cause = names.get(event.causation_id or "") or f"request {event.correlation_id or '?'}"
        facts = ", ".join(f"{name} {_short(value)}" for name, value in event.body.items() if name not in OWN)
        table.add_row(_after(began, event.at), f"{event.type} v{event.version}", cause, facts, _heard(event))
    console.print(f"order {order_id}, first heard of at {began:%Y-%m-%d %H:%M:%S} UTC")
    console.print(table)
    return 1 if any(event.dead or None in event.heard.values() for event in events) else 0


def _heard(event: Happening) -> str:
    if event.attempts is not None:
        return f"[red]not published after {event.attempts} tries[/]"
    said = []
    for service, at in event.heard.items():
        if at is not None:
            said.append(f"{service} {_after(event.at, at)}")
        else:
            said.append(f"[red]{service} {'DEAD' if service in event.dead else 'not yet'}[/]")
    return ", ".join(said) or "nobody listens"


def _after(began: datetime, at: datetime) -> str:
    return f"+{(at - began).total_seconds():.3f} s"


def _short(value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    text = f"{len(value)} of them" if isinstance(value, list) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


async def lag(stack: Stack) -> int:
    async with reaching(stack) as reach:
        found = await queues.lags(reach)
    table = Table("service", "unpublished", "oldest", "queue", "in flight", "dead")
    for row in found:
        cells = (row.outbox, f"{row.oldest_seconds:.1f} s", row.waiting, row.in_flight, row.dead)
        table.add_row(row.service, *map(str, cells))
    console.print(table)
    return 0


async def list_dead(stack: Stack, service: str | None) -> int:
    async with reaching(stack) as reach:
        found = await queues.dead_letters(reach, *([checked(service)] if service else []))
    _show_letters(found)
    return 0


async def show_dead(stack: Stack, message_id: str) -> int:
    async with reaching(stack) as reach:
        found = await queues.dead_letters(reach)
    letter = next((letter for letter in found if letter.message_id == message_id), None)
    if letter is None:
        raise StackFailed(f"no dead letter is called {message_id}; `zoco events dlq list` shows them")
    _show_letters([letter])
    console.print(letter.body, markup=False, soft_wrap=True)
    return 0


async def redrive(stack: Stack, service: str, message_ids: tuple[str, ...]) -> int:
    async with reaching(stack) as reach:
        sent = await queues.redrive(reach, service, message_ids)
    console.print(f"{len(sent)} sent to {service} again")
    return 0


async def replay(
    stack: Stack, publisher: str, subscriber: str, which: Selection, *, again: bool, dry_run: bool
) -> int:
    async with reaching(stack) as reach:
        count = await replays.replay(reach, publisher, subscriber, which, again=again, dry_run=dry_run)
    console.print(f"{count} events of {publisher} {'would be sent' if dry_run else 'sent'} to {subscriber}")
    return 0


async def audit(stack: Stack, *, since: datetime, repair: bool) -> int:
    """1 when something is missing and was not sent."""
    async with reaching(stack) as reach:
        missing = await audits.audit(reach, since=since)
        if repair:
            await audits.repair(reach, missing)
    table = Table("subscriber", "never handled", "of", "announced at")
    for lost in missing:
        event = lost.event
        table.add_row(lost.subscriber, event.type, str(event.aggregate_id), f"{event.at:%Y-%m-%d %H:%M:%S}")
    console.print(table if missing else "Everybody has handled everything that they listen to")
    if missing and repair:
        console.print(f"{len(missing)} sent again")
    return 1 if missing and not repair else 0


async def judge(stack: Stack, *, repair: bool, yes: bool) -> int:
    """1 when something is wrong afterwards."""
    async with reaching(stack) as reach:
        words = await promises.judge(stack, reach, repair=repair, dry_run=not yes)
    table = Table("service", "what must hold", "checked", "wrong")
    for word in words:
        found, report = word.report.found, word.report
        wrong = f"[red]{len(found)}[/]" if found else "0"
        table.add_row(word.service, report.invariant, str(report.checked), wrong)
    console.print(table)
    for word in words:
        _show_findings(word, did="done" if yes else "would be done")
    is_over = all(yes and each.is_right for word in words for each in word.report.found)
    return 0 if is_over else 1


def _show_findings(word: Word, *, did: str) -> None:
    found = word.report.found
    lines = [] if not found else [f"{word.service}, {word.report.invariant}"]
    for each in found[:MOST]:
        lines.append(f"  {each.id}: {each.wrong}")
        if each.repair is not None:
            lines.append(f"    {did if each.is_right else 'not put right'}: {each.repair}")
    if found[MOST:]:
        lines.append(f"  and {len(found) - MOST} more")
    if lines:
        console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _show_letters(letters: Iterable[queues.DeadLetter]) -> None:
    table = Table("service", "message", "received", "what it is")
    for letter in letters:
        table.add_row(letter.service, letter.message_id, f"{letter.receives} times", letter.why)
    console.print(table)
