"""The end of personal data: what has reached its term ends, and each run leaves a record.

Each declaration is a transaction of its own. A run that is killed has done a part of the work; the
next one finds what is left.
"""

import logging
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from halte.core import rows
from halte.core.models import Restriction, TermRun
from halte.core.privacy import IN_HISTORY, AtTerm, Personal, Term, all_declared, emptied

logger = logging.getLogger("halte.privacy")


def apply_terms(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """End what has reached its term; counts by what was done, also as a log line each.

    A dry run counts without changing anything.
    """
    with rows.everything("terms of personal data"):
        return _apply(now, dry_run=dry_run)


def _apply(now: datetime, *, dry_run: bool) -> dict[str, int]:
    run = None if dry_run else TermRun.objects.create(started_at=timezone.now())
    counts: dict[str, int] = {}
    for model, declaration, term, end in _work():
        ended = _end(model, declaration, term, end, now, dry_run=dry_run)
        key = f"{end.value} {model._meta.label} {' '.join(declaration.fields)}"
        counts[key] = ended
        if run:
            _note(run, counts)
            logger.info("term applied", extra={"facts": {"what": key, "rows": ended}})
    if run:
        run.ended_at = timezone.now()
        run.save(update_fields=["ended_at"])
    return counts


def _work() -> list[tuple[type[models.Model], Personal, Term, AtTerm]]:
    """Every declaration with a term, and the history of every declared table."""
    work = []
    for model, declaration in all_declared():
        if declaration.term:
            work.append((model, declaration, declaration.term, AtTerm(declaration.at_term)))
        events = getattr(model, "pgh_event_model", None)
        if events and emptied(events, declaration):
            work.append((events, declaration, IN_HISTORY, AtTerm.BLANK))
    return work


def _note(run: TermRun, counts: dict[str, int]) -> None:
    run.counts = {key: rows for key, rows in counts.items() if rows}
    run.save(update_fields=["counts"])


@transaction.atomic
def _end(
    model, declaration: Personal, term: Term, end: AtTerm, now: datetime, *, dry_run: bool
) -> int:
    rows = model._base_manager.filter(term.reached(now - timedelta(days=term.days)))
    rows = rows.exclude(pk__in=Restriction.objects.keys_of(model))
    if end == AtTerm.BLANK and dry_run:
        return blank(model, declaration, rows, dry_run=True)
    if end == AtTerm.BLANK:
        return _blank(model, declaration, rows)
    if dry_run:
        return rows.count()
    if declaration.aggregate:
        declaration.aggregate(rows)
    return delete(model, rows)


def _blank(model, declaration: Personal, rows: models.QuerySet) -> int:
    """Empty the fields of rows; what their history says in the same fields ends with it."""
    keys = list(rows.exclude(**emptied(model, declaration)).values_list("pk", flat=True))
    blank(model, declaration, model._base_manager.filter(pk__in=keys))
    if events := getattr(model, "pgh_event_model", None):
        copies = events._base_manager.filter(pgh_obj__in=keys)
        blank(events, declaration, copies)
    return len(keys)


def blank(model, declaration: Personal, rows: models.QuerySet, *, dry_run: bool = False) -> int:
    """Empty the fields of a declaration; returns how many rows were not empty yet."""
    blanks = emptied(model, declaration)
    rows = rows.exclude(**blanks)
    return rows.count() if dry_run else rows.update(**blanks)


def delete(model, rows: models.QuerySet) -> int:
    """Delete rows, and what their history says about people."""
    keys = list(rows.values_list("pk", flat=True))
    model._base_manager.filter(pk__in=keys).delete()
    blank_history(model, keys)
    return len(keys)


def blank_history(model, keys: list) -> None:
    """Empty what the history of some rows says about people."""
    if events := getattr(model, "pgh_event_model", None):
        blanks: dict[str, object] = {}
        for declaration in getattr(model, "PERSONAL", []):
            blanks |= emptied(events, declaration)
        if blanks:
            events._base_manager.filter(pgh_obj__in=keys).update(**blanks)
