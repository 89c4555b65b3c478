"""Processor time of the stack's processes."""

import os
from pathlib import Path

from zoco.stack import Stack

MS_PER_TICK = 1000 // os.sysconf("SC_CLK_TCK")


def cpu_ms(stack: Stack) -> dict[str, int]:
    """Milliseconds that each part and its children have used so far."""
    records = {name: stack.record(name) for name in stack.parts}
    return {name: process_ms(record.pid) for name, record in records.items() if record is not None}


def process_ms(pid: int) -> int:
    """Milliseconds that a process and its children have used so far."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            used[int(entry.name)] = sum(int(ticks) for ticks in fields[11:15]) * MS_PER_TICK

    def of(pid: int) -> int:
        return used.get(pid, 0) + sum(of(child) for child in children.get(pid, []))

    return of(pid)
