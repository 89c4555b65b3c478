"""What a run found, for a person to read."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from chaos import overload
from chaos.checker.facts import Violation
from chaos.overload import percentile
from chaos.plan import kinds
from chaos.run import Report

SHOWN = 25


def show(report: Report, console: Console) -> None:
    """The faults, the figures, and every broken promise."""
    table = Table("fault", "times", title=f"chaos {report.profile}, seed {report.seed}", title_justify="left")
    for kind, times in sorted(kinds(report.plan).items()):
        table.add_row(kind, str(times))
    console.print(table)
    orders = ", ".join(f"{count} {status}" for status, count in sorted(report.orders.items()))
    calls = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.calls.items()))
    console.print(f"orders    {sum(report.orders.values())}: {orders}")
    console.print(f"calls     {sum(report.calls.values())}: {calls}")
    console.print(
        f"faults    {len(report.done)} of {len(kinds(report.plan))} kinds; {report.deaths} processes died, "
        f"the slowest was ready again after {report.slowest_start:.1f} s; "
        f"{report.broker_wrongs} calls of SNS and SQS went wrong"
    )
    console.print(f"looked    {report.looks} times while it ran, then at everything")
    console.print(
        f"settled   {report.settled.seconds:.1f} s after the last fault {report.settled.left or ''}"
    )
    console.print(f"took      {report.seconds:.0f} s")
    _list(report.violations, console)
    console.print(f"[bold]{verdict(report)}[/bold]")


def _list(violations: list[Violation], console: Console) -> None:
    for violation in violations[:SHOWN]:
        console.print(f"  {violation.invariant:4} {violation.what}  {violation.about}", markup=False)
    if len(violations) > SHOWN:
        console.print(f"  … and {len(violations) - SHOWN} more")


def show_overload(report: overload.Report, console: Console) -> None:
    """What each flood met, in milliseconds, and every broken promise."""
    names = [wave.what for wave in report.waves]
    table = Table("three times too much", *names, title="chaos overload", title_justify="left")
    columns = [_figures(wave) for wave in report.waves]
    for label in columns[0]:
        table.add_row(label, *(column[label] for column in columns))
    console.print(table)
    console.print(f"orders    {report.orders}")
    console.print(f"took      {report.seconds:.0f} s")
    broken = [*report.violations, *(found for wave in report.waves for found in wave.violations)]
    _list(broken, console)
    console.print(f"[bold]{'BROKEN' if broken else 'KEPT every promise'}[/bold]")


def _figures(wave: overload.Wave) -> dict[str, str]:
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(wave.statuses.items()))
    grown = ", ".join(f"{name} {old}→{new}" for name, (old, new) in wave.megabytes.items() if new > old + 1)
    return {
        "can do, per second": f"{wave.capacity:.0f}",
        "asked, per second": f"{wave.offered:.0f}",
        "answers": statuses,
        "accepted, per second": f"{len(wave.accepted) / wave.seconds:.0f}",
        "accepted p50, p99, longest": _times(wave.accepted),
        "refused p50, p99, longest": _times(wave.refused),
        "alone before, after": f"{wave.calm_before * 1000:.0f}, {wave.calm_after * 1000:.0f} ms",
        "as before after": f"{wave.recovered:.1f} s",
        "MB": grown or "none grew",
    }


def _times(seconds: list[float]) -> str:
    return ", ".join(f"{percentile(seconds, share) * 1000:.0f}" for share in (0.5, 0.99, 1.0)) + " ms"


def verdict(report: Report) -> str:
    """One line."""
    if report.is_clean:
        return f"KEPT every promise (seed {report.seed})"
    broken = Counter(violation.invariant for violation in report.violations)
    said = ", ".join(f"{name} ×{count}" for name, count in sorted(broken.items()))
    late = "" if not report.settled.left else f"; not settled: {report.settled.left}"
    slow = f"; settled only after {report.settled.seconds:.0f} s" if report.settled.seconds > 60 else ""
    again = f"(replay: make chaos PROFILE={report.profile} SEED={report.seed})"
    return f"BROKEN: {said or 'no invariant'}{late}{slow} {again}"
