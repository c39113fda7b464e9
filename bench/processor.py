"""Processor time, which other work on the machine stretches far less than it stretches waiting.

Read from Linux's /proc; elsewhere nothing is counted.
"""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass
class Usage:
    """Seconds of processor time: of the server with its database, and of everything else."""

    ours: float = 0.0
    others: float = 0.0

    def add(self, other: "Usage") -> None:
        self.ours += other.ours
        self.others += other.others


class Meter:
    """Counts what the processes below some roots, and this one, use from now on."""

    def __init__(self, roots: list[int]) -> None:
        self.roots = roots
        self.start = self._read()

    def _read(self) -> tuple[float, float, float]:
        return _of_trees(self.roots), _of_machine(), sum(os.times()[:2])

    def stop(self) -> Usage:
        ours, machine, generator = (
            now - then for now, then in zip(self._read(), self.start, strict=True)
        )
        return Usage(ours, max(0.0, machine - ours - generator))


def _of_trees(roots: list[int]) -> float:
    """Seconds used so far by processes that run, from these roots down."""
    children, used = defaultdict(list), {}
    for folder in PROC.glob("[0-9]*"):
        try:
            # The name in brackets may hold anything: what follows it is counted from its end.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        children[int(fields[1])].append(int(folder.name))
        used[int(folder.name)] = int(fields[11]) + int(fields[12])
    total, waiting = 0, list(roots)
    while waiting:
        process = waiting.pop()
        total += used.get(process, 0)
        waiting += children[process]
    return total / os.sysconf("SC_CLK_TCK")


def _of_machine() -> float:
    """Seconds during which a core was not idle."""
    try:
        user, nice, system, _, _, *more = (PROC / "stat").read_text().split("\n")[0].split()[1:]
    except OSError:
        return 0.0
    busy = [user, nice, system, *more[:2]]
    return sum(map(int, busy)) / os.sysconf("SC_CLK_TCK")
