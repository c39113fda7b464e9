"""All public sites, a few hundred at a time: exports never hold the whole register."""

import uuid
from collections.abc import Iterator
from datetime import date

from django.db.models import Max
from django.utils import timezone

from halte.network.models import Site, Space
from halte.network.schedules import osm_text

CHUNK = 500


def public_sites() -> Iterator[Site]:
    """Published sites in the order of their entry, with all that an export shows."""
    last = 0
    while True:
        rows = list(_after(last))
        yield from rows
        if len(rows) < CHUNK:
            return
        last = rows[-1].pk


def _after(last: int):
    return Site.objects.published().for_answers().filter(pk__gt=last).order_by("pk")[:CHUNK]


def osm_hours(site: Site, today: date) -> str:
    """The hours as OSM text; empty when nobody has confirmed them."""
    return osm_text(site.schedule, today) if site.hours_known else ""


def changed_on(site: Site) -> date:
    """The last day on which the space was changed or confirmed, or the hours of this site."""
    days = [timezone.localdate(site.space.updated_at), site.space.confirmed_on]
    return max(day for day in [*days, site.hours_confirmed_on] if day)


def last_change() -> date | None:
    """The last day on which a public space or hours of its sites were changed or confirmed."""
    last = Space.objects.published().aggregate(
        changed=Max("updated_at"),
        confirmed=Max("confirmed_on"),
        hours=Max("sites__hours_confirmed_on"),
    )
    changed = last["changed"] and timezone.localdate(last["changed"])
    return max(filter(None, (changed, last["confirmed"], last["hours"])), default=None)


def derived_id(row_id: uuid.UUID, *parts: str) -> str:
    """A UUID for something that has no row of its own: always the same for the same thing."""
    return str(uuid.uuid5(row_id, "/".join(parts)))
