"""`python -m bench [--quick] [--spaces N] [workload ...]`: measures, prints, writes bench.json.

Ends with 0 whatever the speed, with 1 when an answer was wrong, with 2 when nothing could start.
"""

import argparse
import itertools
import json
import os
import platform
import random
import sys
from dataclasses import dataclass
from pathlib import Path

from bench import enrolling, export, load, nearest, report, size, statements, teaching, wall
from bench.answers import check
from bench.installation import PROJECT, Installation, Server, SetupFailed, installation
from bench.load import CLIENTS, Tally, WrongAnswer
from bench.processor import Meter, Usage
from bench.workloads import KEPT_ADDRESSES, WORKLOADS, Register, Workload, register

SEED = 20_261_122
GENERATED = 25_000
# Coming sessions: of the network as it is, and of so many spaces.
SESSIONS, MANY_SESSIONS = 200, 200_000
OTHERS = ["csv", "visit", "enrol"]
ROUNDS = 3  # of ours and its floors in turn
LOOKED_AT = 12
WARM_UP = 2.0
HEAD = 200  # bytes of headers that the bare view sends too
PAGES = {"home in French": ("/fr/", "fr"), "home in Arabic": ("/ar/", "ar")}


def main() -> int:
    options = _options()
    names = options.workload or [work.name for work in WORKLOADS] + OTHERS
    seconds = 2.0 if options.quick else 7.0
    results = _results_file()
    machine = _machine()
    print(
        f"{CLIENTS} clients on this machine's {machine['cores']} cores, which the server, the "
        f"database and the clients share; load before the start: {machine['load']}.",
        flush=True,
    )
    try:
        rows, loads = _measure(names, seconds, options.spaces)
    except WrongAnswer as error:
        print(f"A wrong answer: {error}", file=sys.stderr)
        return 1
    except SetupFailed as error:
        print(f"Nothing could be measured: {error}", file=sys.stderr)
        return 2
    found = report.targets(rows, loads)
    print(f"\n{report.table(rows)}\n\n{report.verdicts(found)}" if rows else "")
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(report.as_json(machine, rows, loads, found), indent=1) + "\n")
    print(f"\nAll of it, as data: {results}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known = [work.name for work in WORKLOADS] + OTHERS
    parser.add_argument("--quick", action="store_true", help="2 seconds for each, not 7")
    parser.add_argument("--spaces", type=int, default=GENERATED, help="generated in the second run")
    parser.add_argument("workload", nargs="*", help=f"all, or some of: {', '.join(known)}")
    options = parser.parse_args()
    if unknown := set(options.workload) - set(known):
        parser.error(f"no such workload: {', '.join(sorted(unknown))}")
    return options


def _results_file() -> Path:
    """Beside everything else that is made at run time, before HALTE_VAR becomes ours."""
    return Path(os.environ.get("HALTE_VAR") or PROJECT / "var").absolute() / "bench.json"


def _machine() -> dict:
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _measure(
    names: list[str], seconds: float, generated: int
) -> tuple[list[report.Row], dict[str, size.FirstLoad]]:
    with installation() as made:
        made.halte("load", "brussels")
        made.halte("load", "sample")
        taught = teaching.made(SESSIONS)
        with made.serving() as server:
            loads = _first_loads(server.port) if set(names) != {"enrol"} else {}
            rows = _round(made, server, names, seconds)
            if "enrol" in names:
                rows += _enrolments(made, server, taught, seconds)
        if generated:
            made.halte("load", "generated", "--count", str(generated))
            teaching.made(round(MANY_SESSIONS * generated / GENERATED))
            with made.serving() as server:
                rows += _round(made, server, names, seconds)
    return rows, loads


def _first_loads(port: int) -> dict[str, size.FirstLoad]:
    loads = {}
    for name, (path, language) in PAGES.items():
        loads[name] = size.first_load(port, path)
        seen = size.in_chromium(port, path, language)
        if seen:
            loads[f"{name}, in Chromium, with headers"] = seen
    return loads


def _round(
    made: Installation, server: Server, names: list[str], seconds: float
) -> list[report.Row]:
    """Every workload against the data as it is now."""
    known, spaces = register(made.database), made.count_spaces()
    chosen = [work for work in WORKLOADS if work.name in names]
    counts = statements.counted({work.name: _sample(work, known) for work in chosen})
    rows = []
    with made.bare() as floor:
        for work in chosen:
            trial = Trial(made, server, floor, known, spaces, seconds)
            rows.append(trial.row(work, counts[work.name]))
            print(".", end="", flush=True)
        if "csv" in names:
            rows += _export(server, seconds, spaces)
        if "visit" in names:
            rows.append(_visits(made, seconds, spaces))
    return rows


def _sample(work: Workload, known: Register) -> list[str]:
    """Addresses to count statements of; a repeated one is found finished the second time."""
    addresses = work.addresses(known, random.Random(SEED - 1))
    return [next(addresses)] * 2 if work.kept else list(itertools.islice(addresses, LOOKED_AT))


@dataclass(frozen=True)
class Trial:
    """Everything that stays the same from workload to workload."""

    made: Installation
    server: Server
    floor: int
    known: Register
    spaces: int
    seconds: float

    def row(self, work: Workload, count: int) -> report.Row:
        """Ours and its floors in turn, so that a busy moment of the machine touches both."""
        addresses = work.addresses(self.known, random.Random(SEED))
        looked_at = KEPT_ADDRESSES if work.kept else LOOKED_AT
        check(self.server.port, list(itertools.islice(addresses, looked_at)), work.holds)
        # Each web process keeps pages of its own: let both make them.
        load.drive(self.server.port, addresses, WARM_UP if work.kept else self.seconds / 10)
        ours, bare, query, usage = Tally(), Tally(), Tally(), Usage()
        turn = self.seconds / ROUNDS
        for _ in range(ROUNDS):
            meter = Meter(self.server.processes)
            ours.add(load.drive(self.server.port, addresses, turn))
            usage.add(meter.stop())
            same = itertools.repeat(f"/{max(1, ours.mean_size - HEAD)}")
            bare.add(load.drive(self.floor, same, turn / 3))
            if work.beside_query:
                query.add(nearest.drive(self.made.database, turn / 3))
        return report.Row.of(
            self.spaces,
            work.name,
            work.about,
            ours,
            usage,
            statements=count,
            bare_rate=round(bare.rate, 1),
            query_rate=round(query.rate, 1) or None,
        )


def _export(server: Server, seconds: float, spaces: int) -> list[report.Row]:
    meter = Meter(server.processes)
    first, whole = export.drive(server.port, seconds)
    usage = meter.stop()
    return [
        report.Row.of(spaces, "csv: first byte", "one client", first),
        report.Row.of(spaces, "csv: last byte", "one client", whole, usage),
    ]


def _enrolments(
    made: Installation, server: Server, taught: dict, seconds: float
) -> list[report.Row]:
    """A crowd for few seats; then people for many, beside a view that inserts one row."""
    spaces = made.count_spaces()
    enrolling.sustained(server.port, taught, seconds / 10)
    crowd = enrolling.crowd(server.port, taught, made.database)
    ours, bare, usage = Tally(), Tally(), Usage()
    with made.bare("bench.inserting:application") as floor:
        enrolling.inserts(floor, taught, seconds / 10)
        for _ in range(ROUNDS):
            meter = Meter(server.processes)
            ours.add(enrolling.sustained(server.port, taught, seconds / ROUNDS))
            usage.add(meter.stop())
            bare.add(enrolling.inserts(floor, taught, seconds / ROUNDS))
    about, rate = "by API, a key each, beside a bare view that inserts", round(bare.rate, 1)
    return [
        report.Row.of(spaces, "enrol-crowd", "200 at once for 12 seats", crowd),
        report.Row.of(spaces, "enrol", about, ours, usage, bare_rate=rate),
    ]


def _visits(made: Installation, seconds: float, spaces: int) -> report.Row:
    """The second wall beside the same work without it, in turn."""
    places = wall.prepare(made.database)
    walled, free = Tally(), Tally()
    for _ in range(ROUNDS):
        walled.add(wall.drive(made.database, places, wall.WALLED, seconds / ROUNDS))
        free.add(wall.drive(made.database, places, wall.FREE, seconds / ROUNDS))
    about = "SQL of a visit behind the wall, beside the same without"
    return report.Row.of(spaces, "visit", about, walled, query_rate=round(free.rate, 1))


if __name__ == "__main__":
    sys.exit(main())
