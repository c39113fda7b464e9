"""Rows for tests: each factory makes one plain, valid row and nothing that was not asked for.

Municipalities and postcodes are real, as tests read better with them; everything else is made up.
Nothing is random: the n-th row of a kind is always the same.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from halte.network import models
from halte.network.enums import (
    ActorCategory,
    CoordinatesSource,
    CorrectionTopic,
    EquipmentKind,
    OpeningKind,
    Severity,
)

BRUSSELS = ZoneInfo("Europe/Brussels")


class MunicipalityFactory(DjangoModelFactory):
    """Ixelles, once, unless told otherwise."""

    class Meta:
        model = models.Municipality
        django_get_or_create = ["nis_code"]

    nis_code = "21009"
    name_fr = "Ixelles"
    name_nl = "Elsene"
    lat = 50.82227
    lon = 4.37714
    source = "test"


class PostcodeFactory(DjangoModelFactory):
    """1050, once, unless told otherwise."""

    class Meta:
        model = models.Postcode
        django_get_or_create = ["code"]

    code = "1050"
    municipality = factory.SubFactory(MunicipalityFactory)
    is_ordinary = True
    locality_fr = factory.SelfAttribute("municipality.name_fr")
    locality_nl = factory.SelfAttribute("municipality.name_nl")
    lat = 50.82227
    lon = 4.37714
    source = "test"


class PlaceNameFactory(DjangoModelFactory):
    """The French name of Ixelles."""

    class Meta:
        model = models.PlaceName
        django_get_or_create = ["folded", "municipality", "postcode"]

    name = "Ixelles"
    folded = factory.LazyAttribute(lambda row: row.name.lower())
    municipality = factory.SubFactory(MunicipalityFactory)
    postcode = None


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name_fr = factory.Sequence(lambda n: f"Association {n}")
    source = "test"


class SpaceFactory(DjangoModelFactory):
    """A published space of which nobody has said anything more; it has no site."""

    class Meta:
        model = models.Space

    slug = factory.Sequence(lambda n: f"espace-{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    name_fr = factory.Sequence(lambda n: f"Espace {n}")
    name_nl = factory.Sequence(lambda n: f"Ruimte {n}")
    name_en = factory.Sequence(lambda n: f"Space {n}")
    source = "test"


class SiteFactory(DjangoModelFactory):
    """The next site of a space, in Ixelles, with a position placed on the map, without hours."""

    class Meta:
        model = models.Site

    space = factory.SubFactory(SpaceFactory)
    position = factory.LazyAttribute(lambda row: row.space.sites.count())
    street = factory.Sequence(lambda n: f"Rue du Test {n + 1}")
    postcode = "1050"
    municipality = factory.SubFactory(MunicipalityFactory)
    lat = 50.8279
    lon = 4.3715
    coordinates_source = CoordinatesSource.MAP


class OpeningPeriodFactory(DjangoModelFactory):
    """Mondays from 9 to 12, free access. The site's `hours_confirmed_on` stays as it is."""

    class Meta:
        model = models.OpeningPeriod

    site = factory.SubFactory(SiteFactory)
    weekday = 0
    opens = time(9)
    closes = time(12)
    kind = OpeningKind.FREE_ACCESS


class OpeningExceptionFactory(DjangoModelFactory):
    """Closed on one Christmas Day."""

    class Meta:
        model = models.OpeningException

    site = factory.SubFactory(SiteFactory)
    first = date(2026, 12, 25)
    last = factory.SelfAttribute("first")


class SpecialSlotFactory(DjangoModelFactory):
    """From 10 to 12 during an exception."""

    class Meta:
        model = models.SpecialSlot

    exception = factory.SubFactory(OpeningExceptionFactory)
    opens = time(10)
    closes = time(12)
    kind = OpeningKind.FREE_ACCESS


class OutingFactory(DjangoModelFactory):
    """A mobile space on a square in Ixelles, for three hours."""

    class Meta:
        model = models.Outing

    space = factory.SubFactory(SpaceFactory, is_mobile=True)
    starts_at = datetime(2026, 11, 25, 14, tzinfo=BRUSSELS)
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=3))
    place = "Place du Test"
    postcode = "1050"
    municipality = factory.SubFactory(MunicipalityFactory)


class EquipmentCountFactory(DjangoModelFactory):
    class Meta:
        model = models.EquipmentCount

    space = factory.SubFactory(SpaceFactory)
    kind = EquipmentKind.DESKTOP
    count = 8


class ActorFactory(DjangoModelFactory):
    """A referring organisation."""

    class Meta:
        model = models.Actor

    slug = factory.Sequence(lambda n: f"acteur-{n}")
    category = ActorCategory.REFERRER
    name_fr = factory.Sequence(lambda n: f"Acteur {n}")
    source = "test"


class CorrectionFactory(DjangoModelFactory):
    """A reader says that the hours of a space are wrong."""

    class Meta:
        model = models.Correction

    space = factory.SubFactory(SpaceFactory)
    topic = CorrectionTopic.HOURS
    language = "fr"


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = models.Finding

    load = "brussels"
    code = "phone_missing"
    severity = Severity.NOTE
    subject = factory.Sequence(lambda n: f"Espace {n}")
    facts = factory.LazyFunction(lambda: {"printed": "test"})
    source = "test"


class SampleTraceFactory(DjangoModelFactory):
    class Meta:
        model = models.SampleTrace

    model = "network.space"
    row_id = factory.Sequence(lambda n: n + 1)


class LoadedRowFactory(DjangoModelFactory):
    class Meta:
        model = models.LoadedRow

    load = "brussels"
    model = "network.space"
    key = factory.Sequence(lambda n: f"espace-{n}")
    row_id = factory.Sequence(lambda n: str(n + 1))
    values = factory.LazyFunction(lambda: {"name_fr": "Espace"})
