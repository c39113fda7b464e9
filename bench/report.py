"""The table, the targets and `var/bench.json`."""

import os
from dataclasses import asdict, dataclass
from typing import Any

from bench.load import Tally
from bench.processor import Usage
from bench.size import FirstLoad

HEADINGS = (
    "workload", "requests", "per s", "p50 ms", "p95 ms", "CPU ms", "others", "SQL", "bytes",
    "bare view/s", "ratio", "bare SQL/s", "ratio",
)  # fmt: skip


@dataclass
class Row:
    """One workload at one size of the register. A ratio is our rate, divided by the floor's."""

    spaces: int
    name: str
    about: str
    requests: int
    rate: float
    p50: float
    p95: float
    # Processor milliseconds of web and database server for one answer, and what part of the
    # machine was busy with something else meanwhile.
    cpu: float | None
    others: float | None
    size: int
    statements: int | None = None
    bare_rate: float | None = None
    query_rate: float | None = None

    @classmethod
    def of(
        cls,
        spaces: int,
        name: str,
        about: str,
        tally: Tally,
        usage: Usage | None = None,
        **more: Any,
    ) -> "Row":
        count = len(tally.latencies)
        cores = os.cpu_count() or 1
        return cls(
            spaces=spaces,
            name=name,
            about=about,
            requests=count,
            cpu=round(usage.ours * 1000 / count, 1) if usage and usage.ours else None,
            others=round(usage.others / cores / tally.seconds, 2) if usage else None,
            rate=round(tally.rate, 1),
            p50=round(tally.percentile(0.5), 1),
            p95=round(tally.percentile(0.95), 1),
            size=tally.mean_size,
            **more,
        )

    def cells(self) -> list[str]:
        return [
            self.name,
            f"{self.requests:,}",
            f"{self.rate:,.0f}" if self.rate >= 10 else f"{self.rate:.1f}",
            f"{self.p50:,.1f}",
            f"{self.p95:,.1f}",
            "" if self.cpu is None else f"{self.cpu:,.1f}",
            "" if self.others is None else f"{self.others:.0%}",
            "" if self.statements is None else str(self.statements),
            f"{self.size:,}",
            *_beside(self.rate, self.bare_rate),
            *_beside(self.rate, self.query_rate),
        ]


def _beside(rate: float, floor: float | None) -> list[str]:
    return [f"{floor:,.0f}", f"{rate / floor:.2f}"] if floor else ["", ""]


@dataclass
class Target:
    """One sentence of the issue, and what was measured."""

    sentence: str
    measured: str
    met: bool


def table(rows: list[Row]) -> str:
    """The rows as text, a heading before each size of the register."""
    lines = [list(HEADINGS), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    parts = [_line(lines[0], widths)]
    spaces = None
    for row in rows:
        if row.spaces != spaces:
            spaces = row.spaces
            parts.append(f"-- {spaces:,} spaces ".ljust(sum(widths) + 2 * len(widths) - 2, "-"))
        parts.append(_line(row.cells(), widths))
    return "\n".join(parts)


def _line(cells: list[str], widths: list[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)])


def targets(rows: list[Row], loads: dict[str, FirstLoad]) -> list[Target]:
    """Which targets are met. A page counts as kept pages do and, apart, when it is made anew."""
    found = []
    for row in rows:
        kind = row.name.split("-")[0]
        if kind in {"search", "space"}:
            sentence = f"{row.name}, {row.spaces:,} spaces: p95 < 50 ms and 300 a second or more"
            measured = f"{row.p95:.1f} ms, {row.rate:.0f} a second"
            found.append(Target(sentence, measured, row.p95 < 50 and row.rate >= 300))
        elif kind == "api" and row.spaces > 1000:
            sentence = f"{row.name}, {row.spaces:,} spaces: p95 < 60 ms"
            found.append(Target(sentence, f"{row.p95:.1f} ms", row.p95 < 60))
        elif row.name == "programme" and row.spaces < 1000:
            sentence = f"programme of 200 sessions, {row.spaces} spaces: p95 < 60 ms"
            found.append(Target(sentence, f"{row.p95:.1f} ms", row.p95 < 60))
        elif row.name == "sessions-filter" and row.spaces > 1000:
            sentence = f"list of sessions by filter, {row.spaces:,} spaces: p95 < 100 ms"
            found.append(Target(sentence, f"{row.p95:.1f} ms", row.p95 < 100))
        elif row.name == "enrol-crowd":
            total = row.requests / row.rate if row.rate else 0.0
            sentence = "200 at once for 12 seats, all in order: < 1.5 s"
            measured = f"{total:.2f} s, p50 {row.p50:.0f} ms, p95 {row.p95:.0f} ms"
            found.append(Target(sentence, measured, total < 1.5))
        elif row.name == "enrol":
            floor = row.bare_rate or 0.0
            sentence = "enrolling: 100 a second or more, and 0.2 of the floor or more"
            measured = f"{row.rate:.0f} a second, {row.rate / floor:.2f} of {floor:.0f}"
            found.append(Target(sentence, measured, row.rate >= max(100, 0.2 * floor)))
    for name, load in loads.items():
        alone = load.hosts <= {"127.0.0.1"}
        sentence = f"first load of {name}: < 100 kB, nothing from third parties"
        measured = f"{load.total / 1000:.1f} kB in {len(load.files)} files, hosts: "
        measured += ", ".join(sorted(load.hosts))
        found.append(Target(sentence, measured, load.total < 100_000 and alone))
    return found


def verdicts(found: list[Target]) -> str:
    width = max(len(target.sentence) for target in found)
    words = {True: "met    ", False: "NOT met"}
    return "\n".join(
        f"{words[target.met]}  {target.sentence.ljust(width)}  {target.measured}"
        for target in found
    )


def as_json(
    machine: dict, rows: list[Row], loads: dict[str, FirstLoad], found: list[Target]
) -> dict:
    return {
        "machine": machine,
        "workloads": [asdict(row) for row in rows],
        "first_load": {
            name: {"total": load.total, "files": load.files, "hosts": sorted(load.hosts)}
            for name, load in loads.items()
        },
        "targets": [asdict(target) for target in found],
    }
