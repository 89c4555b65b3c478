"""What a person sees: progress while parts start, tables once they run."""

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from zoco.stack import Stack, Status

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

COLOURS = {
    "ready": "green",
    "running already": "green",
    "stopped": "dim",
    "starting": "yellow",
    "stopping": "yellow",
    "not ready": "red",
    "died": "red",
    "failed": "red",
}


class Progress:
    """One line that names what is still under way; a plain line per change where no terminal is."""

    def __init__(self) -> None:
        self._under_way: dict[str, str] = {}
        self._live = Live(console=console, refresh_per_second=8, transient=True)
        self._is_terminal = console.is_terminal

    def __enter__(self) -> "Progress":
        if self._is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_terminal:
            self._live.stop()

    def tell(self, part: str, what: str) -> None:
        """A part's state changed."""
        if what in ("starting", "stopping"):
            self._under_way[part] = what
        else:
            self._under_way.pop(part, None)
            (self._live.console if self._is_terminal else console).print(f"  {part:<10} {coloured(what)}")
        if self._is_terminal:
            waiting = ", ".join(f"{what} {part}" for part, what in self._under_way.items())
            self._live.update(Text(waiting, style="dim"))


def coloured(state: str) -> str:
    """A state in its colour."""
    colour = COLOURS.get(state)
    return f"[{colour}]{state}[/]" if colour else state


def parts_table(stack: Stack, statuses: list[Status]) -> Table:
    """What runs where. The gateway comes first: it is the address that a client needs."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title, width in (("part", 8), ("address", 21), ("state", 9), ("pid", 7), ("memory", 6)):
        right = title in ("pid", "memory")
        table.add_column(title, min_width=width, no_wrap=True, justify="right" if right else "left")
    table.add_column("what it is")
    for status in sorted(statuses, key=lambda status: status.part.name != "envoy"):
        record = status.record if status.state != "died" else None
        table.add_row(
            status.part.name,
            address(stack, status),
            coloured(status.state),
            str(record.pid) if record else "",
            f"{record.memory // 2**20} MB" if record else "",
            status.why if status.why else f"[dim]{status.part.about}[/]",
        )
    return table


def address(stack: Stack, status: Status) -> str:
    """Where a part listens."""
    if status.part.port is None:
        return ""
    if status.part.name == "envoy":
        return stack.url
    speaks_http = status.part.name not in ("postgres", "redis", "mail")
    return f"{'http://' if speaks_http else ''}127.0.0.1:{status.part.port}"


def fail(message: str) -> int:
    """Say it where errors go; answers the exit code."""
    errors.print(Text(message, style="red"), soft_wrap=True)
    return 1
