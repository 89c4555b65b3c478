"""Shows what the parts write, and goes on showing it."""

import time
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from chassis.process import last_lines
from zoco.screen import console

PAUSE_SECONDS = 0.2
COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")


class Follower:
    """One growing file, also after it was begun anew."""

    def __init__(self, part: str, path: Path, colour: str) -> None:
        self._label = Text(f"{part:<9} ", style=colour)
        self._path = path
        self._position = path.stat().st_size if path.exists() else 0
        self._rest = b""

    def show_last(self, count: int) -> None:
        if count > 0 and self._position:
            for line in last_lines(self._path, count).splitlines():
                self._show(line[2:])

    def show_new(self) -> None:
        for line in self._new_lines():
            self._show(line.decode(errors="replace"))

    def _new_lines(self) -> Iterator[bytes]:
        if not self._path.exists():
            return
        if self._path.stat().st_size < self._position:
            self._position, self._rest = 0, b""
        with self._path.open("rb") as file:
            file.seek(self._position)
            *lines, self._rest = (self._rest + file.read()).split(b"\n")
            self._position = file.tell()
        yield from lines

    def _show(self, line: str) -> None:
        console.print(self._label + Text(line), soft_wrap=True)


def show(logs: dict[str, Path], *, lines: int, follow: bool) -> None:
    """The last lines of each, then every new one until interrupted."""
    followers = [
        Follower(part, path, COLOURS[number % len(COLOURS)])
        for number, (part, path) in enumerate(logs.items())
    ]
    for follower in followers:
        follower.show_last(lines)
    while follow:
        time.sleep(PAUSE_SECONDS)
        for follower in followers:
            follower.show_new()
