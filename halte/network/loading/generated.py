"""`halte load generated`: many invented spaces, to measure speed with. Never for real use.

The same count gives the same spaces every time.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta

from django.db import connection
from django.utils import timezone

from halte.core.history import unwatched
from halte.network import models
from halte.network.enums import (
    Accessibility,
    Audience,
    CoordinatesSource,
    OpeningKind,
    Price,
    Service,
    Wheelchair,
)
from halte.network.loading.filling import one_load_at_a_time
from halte.network.loading.reading import LoadError

SLUG = "generated-"
BATCH = 2_000
MOST = 1_000_000
SPACES_PER_ORGANISATION = 25
# Names as various as real ones: were they all alike, each would resemble every other.
KINDS = ("Espace", "Maison", "Atelier", "Relais", "Cyber", "Point")
WORDS = (
    "Ancre", "Boussole", "Canal", "Chêne", "Clairière", "Colline", "Digue", "Écluse", "Étoile",
    "Fontaine", "Forge", "Grange", "Horloge", "Jardin", "Lanterne", "Lilas", "Marché", "Moulin",
    "Passage", "Phare", "Platane", "Pont", "Prairie", "Puits", "Rivage", "Ruisseau", "Saule",
    "Sentier", "Soleil", "Source", "Tilleul", "Tramway", "Verger", "Viaduc", "Vigne", "Voilier",
)  # fmt: skip
LANGUAGES = ("fr", "nl", "en", "ar", "tr", "ro", "pl", "es", "pt", "sq")
# From, until, and how likely a day has such hours.
HOURS = ((9, 12, 0.6), (13, 17, 0.5), (18, 20, 0.1))


def load(count: int, say: Callable[[str], None]) -> None:
    """Make `count` spaces, each with a site, hours, services and languages."""
    if not 1 <= count <= MOST:
        raise LoadError(f"The count must be from 1 to {MOST}.")
    towns = list(
        models.Municipality.objects.filter(postcodes__is_ordinary=True)
        .distinct()
        .prefetch_related("postcodes")
    )
    if not towns:
        raise LoadError("There are no municipalities yet. First: halte load brussels")
    with one_load_at_a_time(), unwatched():
        if models.Space.objects.filter(slug__startswith=SLUG).exists():
            raise LoadError("There are generated spaces already. First: halte unload generated")
        _Generator(towns, timezone.localdate()).make(count)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or the first minute is measured without statistics
    say(f"{count} generated spaces made. To take them away: halte unload generated")


def unload(say: Callable[[str], None]) -> None:
    """Remove all generated spaces and their organisations."""
    ours = {"slug__startswith": SLUG}
    with one_load_at_a_time(), unwatched():
        count = models.Space.objects.filter(**ours).count()
        models.OpeningPeriod.objects.filter(site__space__slug__startswith=SLUG).delete()
        models.Site.objects.filter(space__slug__startswith=SLUG).delete()
        models.Space.objects.filter(**ours).delete()
        models.Organisation.objects.filter(**ours, spaces__isnull=True).delete()
    say(f"{count} generated spaces removed.")


class _Generator:
    def __init__(self, towns: list[models.Municipality], today: date) -> None:
        self.towns = towns
        self.today = today
        self.chance = random.Random(1)  # noqa: S311 - nothing here is a secret
        self.box = {
            axis: (
                min(getattr(town, axis) for town in towns),
                max(getattr(town, axis) for town in towns),
            )
            for axis in ("lat", "lon")
        }

    def make(self, count: int) -> None:
        organisations = models.Organisation.objects.bulk_create(
            models.Organisation(slug=f"{SLUG}{n}", name_fr=f"{self._words()} {n} (generated)")
            for n in range(1, count // SPACES_PER_ORGANISATION + 2)
        )
        for first in range(1, count + 1, BATCH):
            numbers = range(first, min(first + BATCH, count + 1))
            spaces = models.Space.objects.bulk_create(
                self._space(n, organisations[n // SPACES_PER_ORGANISATION]) for n in numbers
            )
            sites = models.Site.objects.bulk_create(self._site(space) for space in spaces)
            models.OpeningPeriod.objects.bulk_create(
                period for site in sites for period in self._periods(site)
            )

    def _words(self) -> str:
        return " ".join(self.chance.sample(WORDS, 2))

    def _space(self, number: int, organisation: models.Organisation) -> models.Space:
        chance = self.chance
        return models.Space(
            slug=f"{SLUG}{number}",
            organisation=organisation,
            name_fr=f"{chance.choice(KINDS)} {self._words()} {number} (generated)",
            name_nl=f"Ruimte {number} (generated)",
            name_en=f"Space {number} (generated)",
            services=chance.sample(Service.values, chance.randint(2, 6)),
            languages=chance.sample(LANGUAGES, chance.randint(1, 5)),
            price=chance.choice(Price.values),
            audience=Audience.EVERYONE,
            is_mobile=chance.random() < 0.02,
            confirmed_on=self.today - timedelta(days=chance.randint(0, 600)),
            source="generated",
        )

    def _site(self, space: models.Space) -> models.Site:
        chance = self.chance
        lat, lon = (round(chance.uniform(*self.box[axis]), 6) for axis in ("lat", "lon"))
        town = min(self.towns, key=lambda town: (town.lat - lat) ** 2 + (town.lon - lon) ** 2)
        codes = [row.code for row in town.postcodes.all() if row.is_ordinary]
        return models.Site(
            space=space,
            street=f"Rue générée {chance.randint(1, 300)}",
            postcode=chance.choice(codes),
            municipality=town,
            lat=lat,
            lon=lon,
            coordinates_source=CoordinatesSource.MAP,
            wheelchair=chance.choice([*Wheelchair.values, ""]),
            accessibility=chance.sample(Accessibility.values, chance.randint(0, 3)),
            hours_confirmed_on=space.confirmed_on if chance.random() < 0.9 else None,
        )

    def _periods(self, site: models.Site) -> Iterator[models.OpeningPeriod]:
        for weekday in range(6):
            for opens, closes, likely in HOURS:
                if self.chance.random() < (likely if weekday < 5 else likely / 4):
                    yield models.OpeningPeriod(
                        site=site,
                        weekday=weekday,
                        opens=time(opens),
                        closes=time(closes),
                        kind=self.chance.choice(OpeningKind.values),
                    )
