"""Sites with all that an answer shows, read by three statements that never change.

`SiteQuerySet.for_answers` says the same through the ORM, which takes five times longer to write
its statements than PostgreSQL takes to answer them. A test holds the two together.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from halte.core.i18n import localized
from halte.network.hours import Period, Schedule, Slot, Special
from halte.network.models import Municipality, Organisation, Site, Space

# Large, and shown nowhere.
LEFT_OUT = {"place", "boundary", "folded"}
JOINED = (Site, Space, Organisation, Municipality)
FROM = """
    FROM network_site
    JOIN network_space ON network_space.id = network_site.space_id
    JOIN network_organisation ON network_organisation.id = network_space.organisation_id
    JOIN network_municipality ON network_municipality.nis_code = network_site.municipality_id
    WHERE network_site.id = ANY(%s)"""
PERIODS = """
    SELECT site_id, weekday, opens, closes, kind, valid_from, valid_until, facilitator_present
    FROM network_openingperiod WHERE site_id = ANY(%s)
    ORDER BY weekday, opens, closes, id"""
SPECIALS = """
    SELECT exception.site_id, exception.id, exception.first, exception.last,
           reason_fr, reason_nl, reason_en, slot.opens, slot.closes, slot.kind
    FROM network_openingexception exception
    LEFT JOIN network_specialslot slot ON slot.exception_id = exception.id
    WHERE exception.site_id = ANY(%s) AND exception.last >= %s
    ORDER BY exception.first, exception.id, slot.opens, slot.id"""


class _SpecialRow(NamedTuple):
    site_id: int
    id: int
    first: date
    last: date
    reason_fr: str
    reason_nl: str
    reason_en: str
    opens: Any
    closes: Any
    kind: str


def shown_sites(ids: Sequence[int]) -> list[Site]:
    """The sites in the order of their ids, each with its schedule; those deleted are left out."""
    if not ids:
        return []
    ids = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(_select(), [ids])
        sites = {site.pk: site for site in map(_site, cursor.fetchall())}
        cursor.execute(PERIODS, [ids])
        periods: dict[int, list[Period]] = defaultdict(list)
        for site_id, *values in cursor.fetchall():
            periods[site_id].append(Period(*values))
        cursor.execute(SPECIALS, [ids, timezone.localdate() - timedelta(days=1)])
        specials: dict[int, list[Special]] = defaultdict(list)
        for site_id, special in _specials(cursor.fetchall()):
            specials[site_id].append(special)
    zone = ZoneInfo(settings.TIME_ZONE)
    for key, site in sites.items():
        site.schedule = Schedule(tuple(periods[key]), tuple(specials[key]), zone)
    return [sites[key] for key in ids if key in sites]


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if field.name not in LEFT_OUT]


@lru_cache(maxsize=1)
def _select() -> str:
    columns = [
        f"{model._meta.db_table}.{field.column}" for model in JOINED for field in _fields(model)
    ]
    return f"SELECT {', '.join(columns)} {FROM}"


@lru_cache(maxsize=1)
def _slices() -> list[tuple[type[models.Model], list[str], slice]]:
    """Of a row: whose fields stand where."""
    found, start = [], 0
    for model in JOINED:
        names = [field.attname for field in _fields(model)]
        found.append((model, names, slice(start, start + len(names))))
        start += len(names)
    return found


def _site(row: tuple) -> Site:
    site, space, organisation, municipality = (
        model.from_db("default", names, row[part]) for model, names, part in _slices()
    )
    space.organisation = organisation
    site.space, site.municipality = space, municipality
    return site


def _specials(rows: list[tuple]) -> Iterator[tuple[int, Special]]:
    for _, group in groupby(map(_SpecialRow._make, rows), key=attrgetter("id")):
        one, *others = group
        slots = [Slot(row.opens, row.closes, row.kind) for row in (one, *others) if row.opens]
        yield one.site_id, Special(one.first, one.last, tuple(slots), localized(one, "reason"))
