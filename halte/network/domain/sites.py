"""The doors of a space: added, moved, given up, taken up again."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from halte.core.models import LogEntry
from halte.network.domain.editing import Saved, change_row, check, settle, write
from halte.network.domain.spaces import LANGUAGES, locked_space
from halte.network.enums import CoordinatesSource
from halte.network.models import Postcode, Site, Space

WORDS = ("address_note", "directions")
SITE_FIELDS = {
    *(f"{name}_{code}" for name in WORDS for code in LANGUAGES),
    "street",
    "postcode",
    "municipality",
    "wheelchair",
    "accessibility",
}
# No space has so many sites; while they change places, they wait beyond.
ASIDE = 10_000


class LastSite(Exception):
    """A space that does not move needs a door: hide the space, or add the new door first."""


@transaction.atomic
def add_site(space: Space, values: Mapping[str, object], *, by) -> Site:
    """Add a door, after the others, by names of `SITE_FIELDS`; its pin is the postcode's centre.

    Raises `ValidationError` by field.
    """
    row = locked_space(space)
    last = row.sites.aggregate(last=Max("position"))["last"]
    site = Site(space=row, position=0 if last is None else last + 1)
    for name in values:
        if name not in SITE_FIELDS:
            raise ValueError(f"not to be changed here: {name}")
        field = Site._meta.get_field(name)
        setattr(site, getattr(field, "attname", name), values[name])
    found = centre_of(site.postcode)
    if found:
        site.lat, site.lon = found
        site.coordinates_source = CoordinatesSource.POSTCODE
    check(site, values)
    site.save()
    LogEntry.record(site, "add", by=by)
    return site


@transaction.atomic
def change_site(site: Site, values: Mapping[str, object], *, by, read: str | None = None) -> Saved:
    """Change a door, by names of `SITE_FIELDS`. Raises as `change_space`."""
    return change_row(_locked(site), values, allowed=SITE_FIELDS, by=by, read=read)


@transaction.atomic
def place_site(
    site: Site, where: tuple[float, float] | None, *, source: str, by, read: str | None = None
) -> Saved:
    """Put the pin of a door somewhere on the map, or take it away. Raises `Clash`.

    A position is one value: two people who move a pin never make a third place together.
    """
    row = _locked(site)
    known = row.coordinates_source
    typed = {"position": list(where) if where else None}
    _written, saved = settle(position_of(row), typed, read)
    row.lat, row.lon = where or (None, None)
    row.coordinates_source = source if where else ""
    if saved.changed or row.coordinates_source != known:
        write(row, ["lat", "lon", "coordinates_source"], by=by, note="position")
    return saved


def position_of(site: Site) -> dict[str, object]:
    """The pin as one value."""
    return {"position": None if site.lat is None else [site.lat, site.lon]}


def centre_of(postcode: str) -> tuple[float, float] | None:
    """The middle of a postcode's area, or of its municipality; None for an unknown one."""
    row = Postcode.objects.select_related("municipality").filter(pk=postcode).first()
    if row is not None and row.lat is not None and row.lon is not None:
        return row.lat, row.lon
    town = row.municipality if row else None
    return (town.lat, town.lon) if town else None


@transaction.atomic
def make_main(site: Site, *, by) -> Site:
    """Show this door first."""
    row = _locked(site)
    others = list(row.space.sites.exclude(pk=row.pk).values_list("pk", flat=True))
    # Two doors never have one place, not even for a moment: all step aside first.
    row.space.sites.update(position=F("position") + ASIDE)
    for position, key in enumerate([row.pk, *others]):
        Site.objects.filter(pk=key).update(position=position)
    row.refresh_from_db()
    LogEntry.record(row, "make_main", by=by)
    return row


@transaction.atomic
def close_site(site: Site, *, by) -> Site:
    """Give a door up: the public does not see it any more, its hours and history stay.

    Raises `LastSite`.
    """
    row = _locked(site)
    if not row.space.is_mobile and not row.space.sites.in_use().exclude(pk=row.pk).exists():
        raise LastSite
    return _set_closed(row, timezone.localdate(), "close", by)


@transaction.atomic
def reopen_site(site: Site, *, by) -> Site:
    """Take a door up again, as it was."""
    return _set_closed(_locked(site), None, "reopen", by)


def _set_closed(row: Site, day, verb: str, by) -> Site:
    if (row.closed_on is None) != (day is None):
        row.closed_on = day
        row.save(update_fields=["closed_on"])
        LogEntry.record(row, verb, by=by)
    return row


def _locked(site: Site) -> Site:
    """The row, behind the lock of its space."""
    rows = Site.objects.select_for_update(of=("self",)).select_related("space")
    return rows.get(pk=site.pk, space=locked_space(site.space))
