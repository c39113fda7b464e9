"""Writing checked records of the mediation standard into the register.

A cell that says something else than the register counts; an empty cell, or one that says the
same in other words, leaves the register as it is (docs/adr/013-csv-import.md).
"""

import uuid
from collections import Counter
from copy import copy
from datetime import date

from django.db import DatabaseError, transaction
from django.db import models as db
from django.utils.text import slugify

from halte.accounts.scopes import THE_REGION
from halte.network import models
from halte.network.enums import CoordinatesSource, OrganisationKind, Service
from halte.network.hours import OsmReading, Schedule, to_osm
from halte.network.loading.filling import one_load_at_a_time, values_of
from halte.network.loading.reading import LoadError
from halte.network.loading.standard_check import Record, price_of, services_of

LOAD = "spaces"
UNDER_CONDITION = "Gratuit sous condition"
KINDS = {
    "COMMUNE": OrganisationKind.MUNICIPALITY,
    "CCAS": OrganisationKind.WELFARE_CENTRE,
    "ASSO": OrganisationKind.NON_PROFIT,
}


def write(records: list[Record], *, commit: bool, today: date) -> Counter[str]:
    """Write all records or none; without `commit` everything is tried and undone."""
    with one_load_at_a_time():
        writer = _Writer(today)
        for record in records:
            try:
                writer.write(record)
            except (DatabaseError, ValueError) as error:
                raise LoadError(f"Line {record.line} cannot be kept: {error}") from error
        if not commit:
            transaction.set_rollback(True)
    return writer.done


class _Writer:
    """One file on its way into the register; counts what it makes and changes."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.done: Counter[str] = Counter()
        self._lines: dict[int, int] = {}
        # As the register was before the file: spaces, and single values of all rows.
        self._spaces: dict[int, models.Space] = {}
        self._stood: dict[tuple[str, int, str], object] = {}

    def write(self, record: Record) -> None:
        values = record.values
        site = self._known_site(str(values["id"]))
        before = self.done.copy()
        if site is None:
            site = self._new_site(values)
            self.done["spaces made"] += 1
        else:
            self._change_organisation(site.space, values)
            stood = self._spaces.setdefault(site.space.pk, copy(site.space))
            self._change(site.space, _space_values(values, stood))
            self._change(site, _site_values(values, site))
        if self._change_hours(site, values):
            self.done["hours changed"] += 1
        if self.done == before:
            self.done["rows unchanged"] += 1
        other = self._lines.setdefault(site.pk, record.line)
        if other != record.line:
            raise LoadError(f"Lines {other} and {record.line} mean the same space.")

    # ---- Which site ----

    def _known_site(self, ident: str) -> models.Site | None:
        """The site that a file called so before, or whose uuid or space's slug this is."""
        sites = models.Site.objects.select_related("space__organisation", "municipality")
        known = models.LoadedRow.objects.filter(load=LOAD, model="network.site", key=ident).first()
        if known:
            return sites.filter(pk=known.row_id).first()
        if _is_uuid(ident):
            return sites.filter(uuid=ident).first()
        return sites.filter(space__slug=ident).order_by("position").first()

    def _new_site(self, values: dict) -> models.Site:
        name = str(values["nom"])
        space = models.Space(
            slug=_free_slug(models.Space, name), organisation=self._organisation(values, name)
        )
        _set(space, _space_values(values, space))
        space.save()
        site = models.Site(space=space)
        _set(site, _site_values(values, site))
        if site.lat is None:
            _set(site, _area_of(site))
        site.save()
        models.LoadedRow.objects.update_or_create(
            load=LOAD,
            model="network.site",
            key=str(values["id"]),
            defaults={"row_id": site.pk},
        )
        return site

    # ---- Organisations ----

    def _organisation(self, values: dict, name: str) -> models.Organisation:
        """The organisation of a number, else of a name; made when there is none."""
        number, named = values.get("pivot", ""), values.get("structure_parente", "") or name
        found = _organisation_of(number, named)
        if found is None:
            found = models.Organisation(slug=_free_slug(models.Organisation, named))
            _set(found, {"name_fr": named, "source": values.get("source", "")})
            found.kind = _kind(values)
            found.enterprise_number = number
            found.save()
            self.done["organisations made"] += 1
        return found

    def _change_organisation(self, space: models.Space, values: dict) -> None:
        """Follow a number or a name that the file gives and that is another organisation's."""
        number, named = values.get("pivot", ""), values.get("structure_parente", "")
        own = space.organisation
        if number and not own.enterprise_number and not _organisation_of(number, ""):
            self._change(own, {"enterprise_number": number})
        elif number and number != own.enterprise_number:
            self._change(space, {"organisation": self._organisation(values, named or own.name_fr)})
        elif named and not number and named not in (own.name_fr, own.name_nl, own.name_en):
            self._change(space, {"organisation": self._organisation(values, named)})

    # ---- Changes ----

    def _change(self, row: db.Model, wanted: dict) -> None:
        """Save the row if that changes anything.

        Several lines may tell of one space: what stood there before the file changes nothing, so
        that the one line that says something new counts.
        """
        names, label = list(wanted), row._meta.label_lower
        before, target = values_of(row, names), values_of(type(row)(**wanted), names)
        changed = {}
        for name in names:
            stood = self._stood.setdefault((label, row.pk, name), before[name])
            if not any(_same(target[name], value) for value in (before[name], stood)):
                changed[name] = wanted[name]
        if changed:
            _set(row, changed)
            row.save()
            self.done[f"{row._meta.verbose_name_plural} changed"] += 1

    def _change_hours(self, site: models.Site, values: dict) -> bool:
        """Replace the hours when they are other hours, not only written in another way.

        Only other hours are a statement of the day of the file: `date_maj` is also the day of any
        other change.
        """
        reading = values.get("horaires")
        if not isinstance(reading, OsmReading):
            return False
        same = self._osm(site.schedule) == self._osm(reading.schedule)
        if same and site.hours_known:
            return False
        if not same:
            site.periods.all().delete()
            site.exceptions.all().delete()
            _write_hours(site, reading.schedule)
        site.hours_confirmed_on = values["date_maj"]
        site.save()
        return True

    def _osm(self, schedule: Schedule) -> str:
        return to_osm(schedule, self.today)


def _write_hours(site: models.Site, schedule: Schedule) -> None:
    models.OpeningPeriod.objects.bulk_create(
        models.OpeningPeriod(
            site=site,
            weekday=period.weekday,
            opens=period.opens,
            closes=period.closes,
            kind=period.kind,
            valid_from=period.valid_from,
            valid_until=period.valid_until,
        )
        for period in schedule.periods
    )
    for special in schedule.specials:
        row = models.OpeningException.objects.create(
            site=site, first=special.first, last=special.last, reason_fr=special.reason[:120]
        )
        models.SpecialSlot.objects.bulk_create(
            models.SpecialSlot(exception=row, opens=slot.opens, closes=slot.closes, kind=slot.kind)
            for slot in special.slots
        )


# ---- From cells to fields -----------------------------------------------------------------------


def _space_values(values: dict, space: models.Space) -> dict[str, object]:
    """The fields of a space for the cells that are filled in."""
    fields = {
        "name_fr": values.get("nom"),
        "phone": values.get("telephone"),
        "email": values.get("courriels"),
        "website": values.get("site_web"),
        "description_fr": values.get("presentation_detail") or values.get("presentation_resume"),
        # Where a space that is there comes from, no later file can say.
        "source": values.get("source") if space.pk is None else None,
    }
    if wordings := values.get("services"):
        # Several of our services share one wording: what already says the same stays.
        said = {service.standard for service in map(Service, space.services)}
        fields["services"] = None if said == set(wordings) else services_of(wordings)
    if wordings := values.get("frais_a_charge"):
        fields["price"] = price_of(wordings)
        if UNDER_CONDITION in wordings:
            fields["price_note_fr"] = UNDER_CONDITION
    if people := values.get("publics_specifiquement_adresses"):
        said = set(space.audience_note_fr.split(", "))
        fields["audience_note_fr"] = None if said == set(people) else ", ".join(people)
    if where := values.get("itinerance"):
        fields["is_mobile"] = "Itinérant" in where
    return {name: value for name, value in fields.items() if value is not None}


def _site_values(values: dict, site: models.Site) -> dict[str, object]:
    fields = {
        "street": values.get("adresse"),
        "address_note_fr": values.get("complement_adresse"),
        "postcode": values.get("code_postal"),
        "municipality_id": values.get("nis"),
    }
    place = (values.get("latitude"), values.get("longitude"))
    if None not in place and place != (site.lat, site.lon):
        fields |= {"lat": place[0], "lon": place[1]}
        fields["coordinates_source"] = CoordinatesSource.GEOCODER
    return {name: value for name, value in fields.items() if value is not None}


def _area_of(site: models.Site) -> dict[str, object]:
    """The centre of the postcode area, else the point of the municipality."""
    area = models.Postcode.objects.filter(code=site.postcode, lat__isnull=False).first()
    if area:
        source = CoordinatesSource.POSTCODE
        return {"lat": area.lat, "lon": area.lon, "coordinates_source": source}
    town = models.Municipality.objects.get(pk=site.municipality_id)
    source = CoordinatesSource.MUNICIPALITY
    return {"lat": town.lat, "lon": town.lon, "coordinates_source": source}


def _kind(values: dict) -> str:
    types = str(values.get("typologie", "")).split("|")
    return next((KINDS[one] for one in types if one in KINDS), "")


def _organisation_of(number: object, name: object) -> models.Organisation | None:
    rows = models.Organisation.objects
    if number:
        return rows.filter(enterprise_number=number).first()
    return rows.filter(name_fr=name).order_by("pk").first() if name else None


def _same(one: object, other: object) -> bool:
    """Whether two values say the same: texts, whatever the blanks between their words."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def _set(row: db.Model, values: dict) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _free_slug(model: type[db.Model], name: str) -> str:
    """A slug of the name that no row has yet."""
    stem = slugify(name)[:70] or "x"
    rows = model._default_manager.filter(slug__startswith=stem)
    taken = {*rows.values_list("slug", flat=True), THE_REGION.address}
    if stem not in taken:
        return stem
    return next(f"{stem}-{n}" for n in range(2, len(taken) + 3) if f"{stem}-{n}" not in taken)
