"""What a run found, for a person to read."""

from collections import Counter

from rich.console import Console
from rich.table import Table

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
    for violation in report.violations[:SHOWN]:
        console.print(f"  {violation.invariant:4} {violation.what}  {violation.about}", markup=False)
    if len(report.violations) > SHOWN:
        console.print(f"  … and {len(report.violations) - SHOWN} more")
    console.print(f"[bold]{verdict(report)}[/bold]")


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
