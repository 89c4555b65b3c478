"""`zoco`: run a shop on this machine, look into it, put it on AWS."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from cyclopts import App, Parameter
from rich.prompt import Confirm
from rich.table import Table

from chassis.process import PartFailed
from zoco import aws, screen
from zoco import doctor as machine
from zoco import logs as journal
from zoco.environment import LOCAL_AWS, repository
from zoco.home import Home
from zoco.screen import Progress, console
from zoco.stack import Stack, StackFailed

app = App(
    name="zoco", help="All of Zoco on this machine.", version_flags=[], suppress_keyboard_interrupt=False
)

catalog = App(name="catalog", help="The shop's products.")
app.command(catalog)

events = App(name="events", help="Queues, dead letters, and events sent again.")
app.command(events)
dlq = App(name="dlq", help="Messages that nobody could handle.")
events.command(dlq)

keys = App(name="keys", help="The keys that sign tokens.")
app.command(keys)

# These speak to the shop's AWS; everything else to the one on this machine.
ON_AWS = (aws.infra, aws.release)
for each in ON_AWS:
    app.command(each)

Parts = Annotated[tuple[str, ...], Parameter(negative=())]


def folder() -> Path:
    """Where this checkout keeps its state, or the folder that ZOCO_HOME names."""
    return Path(os.environ.get("ZOCO_HOME") or repository() / ".zoco")


def stack() -> Stack:
    """The stack in that folder."""
    home = Home(folder())
    return Stack(folder(), home.ports(os.environ), edge=home.edge(os.environ))


@app.command
def up(*parts: str) -> int:
    """Start everything, or the parts that are named and what they need. What runs already is left alone."""
    from zoco import seed, welcome

    mine = stack()
    with mine.home.lock():
        with Progress() as progress:
            _run(mine.up(parts, tell=progress.tell))
        if not parts:
            _run(seed.sow(mine))
    console.print("" if parts else f"\nZoco is at [bold]{mine.url}[/]\n")
    console.print(screen.parts_table(mine, _run(mine.status())))
    if not parts:
        _run(welcome.show(mine))
    return 0


@app.command
def down(*parts: str) -> int:
    """Stop everything, or the parts that are named. Data stays."""
    mine = stack()
    with mine.home.lock(), Progress() as progress:
        _run(mine.down(parts, tell=progress.tell))
    return 0


@app.command
def status() -> int:
    """What runs, where, and how it is. The exit code is 0 when all of it is ready."""
    mine = stack()
    statuses = _run(mine.status())
    console.print(screen.parts_table(mine, statuses))
    return 0 if all(status.state == "ready" for status in statuses) else 1


@app.command
def logs(*parts: str, lines: int = 20, follow: bool = True) -> int:
    """Show what parts write, and what they go on to write.

    Parameters
    ----------
    lines
        How many of each part's last lines come first.
    follow
        Go on until Ctrl-C.
    """
    mine = stack()
    chosen = {part.name: mine.home.log(part.name) for part in mine.chosen(parts)}
    with contextlib.suppress(KeyboardInterrupt):
        journal.show(chosen, lines=lines, follow=follow)
    return 0


@app.command
def reset(*, yes: bool = False) -> int:
    """Stop everything and delete its data. Asks first."""
    home = Home(folder())
    question = f"Delete all data, accounts and secrets in {home.folder}?"
    if not yes and not sys.stdin.isatty():
        return screen.fail(f"{question} Nobody can be asked here: say `zoco reset --yes`.")
    if not yes and not Confirm.ask(question, default=False, console=console):
        console.print("Nothing was deleted.")
        return 1
    with home.lock(), Progress() as progress:
        for name in home.drop_unreadable():
            console.print(f"{name} could not be read; a process it told of may still run")
        _run(stack().down(tell=progress.tell))
        home.erase()
    console.print("Everything is gone; `zoco up` starts over.")
    return 0


@app.command
def doctor() -> int:
    """Check the machine: what would keep Zoco from running here, and what to do about it."""
    findings = machine.examine(stack())
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        mark = "[red]✗[/]" if finding.advice else "[green]✓[/]"
        table.add_row(mark, finding.what, finding.fact)
        if finding.advice:
            table.add_row("", "", f"[yellow]→ {finding.advice}[/]")
    console.print(table)
    return 1 if any(finding.advice for finding in findings) else 0


@app.command(name="seed")
def sow() -> int:
    """Create the demo accounts and a small catalogue, as far as they are missing."""
    from zoco import people, seed

    mine = stack()
    _run(seed.sow(mine, always=True))
    console.print(f"Seeded; the accounts are in {mine.home.path(people.ACCOUNTS)}")
    return 0


@app.command
def code(email: str, /) -> int:
    """Print what the authenticator app of a demo account shows now. It is good for one login."""
    from zoco import people

    account = next((each for each in people.accounts(stack()) if each.email == email), None)
    if account is None or not account.totp_secret:
        raise StackFailed(f"{email} is no demo account with an authenticator; `zoco up` shows them")
    console.print(people.code(account))
    return 0


@catalog.command(name="import")
def import_products(
    file: Path,
    /,
    *,
    currency: str = "EUR",
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    fetch_images: bool = True,
    token: Annotated[str | None, Parameter(env_var="ZOCO_TOKEN")] = None,
) -> int:
    """Create and update products from a file. Running it again changes nothing.

    Parameters
    ----------
    file
        The CSV that Shopify exports, or our own JSON Lines (.jsonl). Rows that are wrong are named with their
        line, the other products still go in.
    currency
        What the prices of a CSV are in; the file does not say.
    dry_run
        Only say what would happen.
    fetch_images
        Copy the pictures that the file links into the shop.
    token
        The access token of a catalogue manager; without one, the demo admin logs in.
    """
    from zoco.catalog import command

    work = command.import_file(
        stack(),
        file,
        currency=currency.upper(),
        dry_run=dry_run,
        fetch_images=fetch_images,
        token=token,
    )
    return int(_run(work))


@catalog.command(name="export")
def export_products(
    file: Path,
    /,
    *,
    currency: str = "EUR",
    token: Annotated[str | None, Parameter(env_var="ZOCO_TOKEN")] = None,
) -> int:
    """Write all products to a file that an import takes.

    Parameters
    ----------
    file
        Shopify's CSV (.csv), which has one price and one language, or our own JSON Lines (.jsonl).
    currency
        The prices of a CSV.
    token
        The access token of a catalogue manager; without one, the demo admin logs in.
    """
    from zoco.catalog import command

    return int(_run(command.export_file(stack(), file, currency=currency.upper(), token=token)))


@app.command
def order(order_id: UUID, /) -> int:
    """Show the way of an order through all services: what was announced, why, and who has heard of it."""
    from zoco.operate import commands

    return int(_run(commands.order(stack(), order_id)))


@app.command(name="audit")
def judge(
    *,
    repair: Annotated[bool, Parameter(negative=())] = False,
    yes: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Look at everything that must hold of stock, orders and money, in every service and between them.

    Parameters
    ----------
    repair
        Say what would be done about what is wrong; it is tried, and undone again.
    yes
        Do it. Safe to repeat.
    """
    from zoco.operate import commands

    return int(_run(commands.judge(stack(), repair=repair, yes=repair and yes)))


@events.command
def lag() -> int:
    """Show what waits: unpublished events with the age of the oldest, messages in queues, dead letters."""
    from zoco.operate import commands

    return int(_run(commands.lag(stack())))


@events.command
def audit(*, hours: float = 24, repair: Annotated[bool, Parameter(negative=())] = False) -> int:
    """Look for events that a subscriber should have handled and has not.

    Parameters
    ----------
    hours
        How far back; the last five minutes are left out, they may be on their way.
    repair
        Send them again, not only say what is missing. Safe to repeat.
    """
    from zoco.operate import commands

    since = datetime.now(UTC) - timedelta(hours=hours)
    return int(_run(commands.audit(stack(), since=since, repair=repair)))


@dlq.command(name="list")
def list_dead(service: str | None = None, /) -> int:
    """Show the dead letters of a service, or of all."""
    from zoco.operate import commands

    return int(_run(commands.list_dead(stack(), service)))


@dlq.command
def show(message_id: str, /) -> int:
    """Show one dead letter whole."""
    from zoco.operate import commands

    return int(_run(commands.show_dead(stack(), message_id)))


@dlq.command
def redrive(service: str, /, *message_ids: str) -> int:
    """Send dead letters to their service again: those that are named, or all. Safe to repeat."""
    from zoco.operate import commands

    return int(_run(commands.redrive(stack(), service, message_ids)))


@events.command
def replay(
    publisher: str,
    /,
    *,
    to: str,
    of: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    again: Annotated[bool, Parameter(negative=())] = False,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Send stored events of a publisher to one subscriber again. Safe to repeat: what it handled it drops.

    Parameters
    ----------
    to
        The subscriber; only what it listens to is sent.
    of
        Only those of this aggregate.
    since
        Only those from this time on, in UTC.
    until
        Only those before this time, in UTC.
    again
        Have it handle anew what it has handled before.
    dry_run
        Only say how many they are.
    """
    from zoco.operate import commands
    from zoco.operate.replay import Selection

    which = Selection(of, _utc(since), _utc(until))
    work = commands.replay(stack(), publisher, to, which, again=again, dry_run=dry_run)
    return int(_run(work))


def _utc(time: datetime | None) -> datetime | None:
    return time if time is None or time.tzinfo else time.replace(tzinfo=UTC)


@keys.command
def rotate() -> int:
    """Publish the next key that signs tokens. It takes over by itself once every verifier knows it."""
    mine = stack()
    console.print(_run(mine.command("users", "rotate-keys")), highlight=False)
    return 0


@app.command
def gateway(*arguments: Annotated[str, Parameter(allow_leading_hyphen=True)]) -> int:
    """Speak to the gateway: `routes`, `check`, `reload`."""
    wiring = stack().wiring
    os.execve(  # noqa: S606
        sys.executable,
        [sys.executable, "-m", "gateway", *arguments],
        wiring.common() | wiring.gateway(),
    )


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def main() -> int:
    """Run a command; what a person can mend is said in words, not in a traceback."""
    os.umask(0o077)
    if not any(sys.argv[1:2] == list(each.name) for each in ON_AWS):
        os.environ.pop("AWS_PROFILE", None)
        os.environ.update(LOCAL_AWS)
    try:
        return int(app(result_action="return_value") or 0)
    except (StackFailed, PartFailed, ValueError) as failure:
        return screen.fail(str(failure))
    except KeyboardInterrupt:
        return screen.fail("interrupted; what was started goes on (`zoco status`, `zoco down`)")


if __name__ == "__main__":
    raise SystemExit(main())
