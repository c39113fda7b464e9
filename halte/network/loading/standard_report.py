"""`halte load spaces FILE.csv`: reads, checks, tells, and writes when asked to."""

from collections.abc import Callable, Iterator

from django.utils import timezone

from halte.network.loading import sample, standard, standard_check, standard_write
from halte.network.loading.printing import text_table
from halte.network.loading.reading import LoadError
from halte.network.loading.standard import Problem, Row
from halte.network.loading.standard_check import Places

WIDTHS = {"line": 5, "column": 20, "value": 28, "problem": 46, "write instead": 40}
# More problems than this are one problem: the wrong file.
MOST = 200


def run(path: str, *, write: bool, say: Callable[[str], None]) -> None:
    """Report on a file line by line; write it, all or nothing, if it has no problem."""
    today = timezone.localdate()
    table = standard.read(path)
    records, problems = standard_check.check(table, Places.known(), today)
    if not sample.is_sample_loaded():
        problems = sorted([*problems, *_invented(table.rows)], key=lambda one: one.line)
    for note in standard_check.notes(table, records):
        say(f"Note: {note}")
    if problems:
        say(_report(problems))
        raise LoadError(f"{len(problems)} problems in {len(table.rows)} rows; nothing was written.")
    done = standard_write.write(records, commit=write, today=today)
    say(", ".join(f"{count} {what}" for what, count in sorted(done.items())))
    if write:
        say(f"{len(records)} rows are written.")
    else:
        say(f"{len(records)} rows are right. Nothing was written yet: add --write to write them.")


def _invented(rows: list[Row]) -> Iterator[Problem]:
    """Lines exported while sample data were loaded: nobody ever said what they say."""
    for row in rows:
        source = row.cells.get("source", "")
        if any(notice in source for notice in sample.NOTICE.values()):
            problem = "The values of this line are invented: it was exported with sample data."
            yield Problem(row.line, "source", source, problem, "an export made without sample data")


def _report(problems: list[Problem]) -> str:
    shown = [
        (one.line, one.column, _short(one.value), one.problem, one.instead)
        for one in problems[:MOST]
    ]
    more = len(problems) - len(shown)
    return text_table(WIDTHS, shown) + (f"\n... and {more} more" if more else "")


def _short(value: str) -> str:
    """A cell on one line, without signs that would move the cursor of a terminal."""
    printable = "".join(sign if sign.isprintable() else "�" for sign in value)
    return printable if len(printable) <= 60 else f"{printable[:57]}..."
