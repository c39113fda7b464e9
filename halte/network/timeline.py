"""What the register's tables and fields are called in a history (halte/core/timeline.py)."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halte.accounts.models import ApiToken, Invitation, Membership
from halte.core.i18n import language_name
from halte.core.timeline import Strand, Words, describe, in_languages, strands_of
from halte.network import models
from halte.network.enums import Accessibility, Service
from halte.network.hours import text
from halte.network.scopes import scope_of_organisation, scope_of_space

A_MONDAY = date(2024, 1, 1)
POSITION = {
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "coordinates_source": _("Where the position comes from"),
}
HOURS = {"opens": _("From"), "closes": _("Until"), "kind": _("What for")}


def strands_of_space(space: models.Space) -> list[Strand]:
    """A space with its sites, hours, outings, machines and team."""
    return [*strands_of(space), *_team(scope_of_space(space))]


def strands_of_organisation(organisation: models.Organisation) -> list[Strand]:
    """An organisation and its own team."""
    return [*strands_of(organisation), *_team(scope_of_organisation(organisation))]


def _team(scope) -> list[Strand]:
    rows = {"scope_kind": scope.kind, "scope_uuid": scope.uuid}
    return [Strand(model, Q(**rows)) for model in (Membership, Invitation, ApiToken)]


def _weekday(number: int) -> str:
    return text.weekday_text(A_MONDAY + timedelta(days=number))


def register() -> None:
    """Say it, once, when the app is ready."""
    describe(models.Organisation, _organisation())
    describe(models.Space, _space())
    describe(models.Site, _site())
    describe(models.EquipmentCount, _machines())
    describe(models.Season, _season())
    describe(models.OpeningPeriod, _period())
    describe(models.OpeningException, _exception())
    describe(models.SpecialSlot, _special_slot())
    describe(models.Outing, _outing())


def _organisation() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Organisation"),
        {
            **in_languages("name", _("Name")),
            "slug": _("Name in addresses"),
            "kind": _("Kind"),
            "enterprise_number": _("Enterprise number"),
            "sector": _("Sector"),
            "source": _("Source"),
        },
    )


def _space() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Space"),
        {
            **in_languages("name", _("Name")),
            **in_languages("description", _("Description")),
            **in_languages("audience_note", _("Who may come, in words")),
            **in_languages("price_note", _("Price, in words")),
            **in_languages("bring", _("What to bring")),
            **in_languages("welcome", _("Whom to ask for")),
            "slug": _("Name in addresses"),
            "organisation": _("Organisation"),
            "is_mobile": _("Travels"),
            "is_published": _("Visible to the public"),
            "audience": _("Who may come"),
            "price": _("Price"),
            "services": _("Services"),
            "languages": _("Languages of the team"),
            "phone": _("Telephone"),
            "email": _("E-mail address"),
            "website": _("Website"),
            "label_status": _("Label"),
            "label_since": _("Label since"),
            "confirmed_on": _("Everything confirmed on"),
            "created_at": _("Made on"),
            "updated_at": _("Changed on"),
            "source": _("Source"),
        },
        values={
            "services": lambda code: str(Service(code).label),
            "languages": language_name,
        },
    )


def _site() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Site"),
        {
            **in_languages("address_note", _("Note on the address")),
            **in_languages("directions", _("How to get there")),
            "position": _("Place in the list"),
            "street": _("Street and number"),
            "postcode": _("Postcode"),
            "municipality": _("Municipality"),
            **POSITION,
            "wheelchair": _("Entrance"),
            "accessibility": _("Accessibility"),
            "hours_confirmed_on": _("Hours confirmed on"),
            "closed_on": _("Given up on"),
        },
        title=("street", "postcode"),
        values={"accessibility": lambda code: str(Accessibility(code).label)},
        unsaid=("space",),
    )


def _machines() -> Words:
    return Words(
        _("Machines"),
        {"kind": _("Kind"), "count": _("How many")},
        title=("kind",),
        unsaid=("space",),
    )


def _season() -> Words:
    return Words(
        pgettext_lazy("part of the year", "Season"),
        {
            "site": _("Site"),
            "name": _("Name"),
            "first": _("First day"),
            "last": _("Last day"),
        },
        title=("name", "first", "last", "site"),
    )


def _period() -> Words:
    return Words(
        _("Weekly hours"),
        {
            "site": _("Site"),
            "season": pgettext_lazy("part of the year", "Season"),
            "weekday": _("Weekday"),
            **HOURS,
            "facilitator_present": _("Somebody helps"),
            "valid_from": _("First day"),
            "valid_until": _("Last day"),
        },
        title=("weekday", "opens", "closes", "kind", "season", "site"),
        values={"weekday": _weekday},
    )


def _exception() -> Words:
    return Words(
        _("Days with other hours"),
        {
            "site": _("Site"),
            "first": _("First day"),
            "last": _("Last day"),
            **in_languages("reason", _("Reason")),
        },
        title=("first", "last", "site"),
    )


def _special_slot() -> Words:
    return Words(
        _("Hours on these days"),
        {"exception": _("Days with other hours"), **HOURS},
        title=("exception", "opens", "closes"),
    )


def _outing() -> Words:
    return Words(
        _("Outing"),
        {
            "starts_at": _("From"),
            "ends_at": _("Until"),
            "place": _("Place"),
            "street": _("Street and number"),
            "postcode": _("Postcode"),
            "municipality": _("Municipality"),
            "partner": _("Partner"),
            **POSITION,
        },
        title=("place", "starts_at"),
        unsaid=("space",),
    )
