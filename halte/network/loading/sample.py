"""`halte load sample`: invented hours, services and words over the real spaces, clearly marked.

So that the product can be tried while nobody has confirmed anything yet. `unload` takes all of it
away again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import yaml
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connection
from django.utils import timezone

from halte.network import models
from halte.network.enums import Audience, CoordinatesSource, OpeningKind
from halte.network.hours.osm import WEEKDAYS
from halte.network.loading import sample_accounts
from halte.network.loading.filling import one_load_at_a_time
from halte.network.loading.layer import Layer, take_off
from halte.network.loading.reading import DATA, LoadError

LOAD = "sample"
LANGUAGES = ("fr", "nl", "en")
# What open data say of themselves while the sample is loaded.
NOTICE = {
    "fr": "Données d’exemple : horaires, services et langues inventés.",
    "nl": "Voorbeeldgegevens: openingsuren, diensten en talen zijn verzonnen.",
    "en": "Sample data: opening hours, services and languages are invented.",
}
KINDS = {
    "access": OpeningKind.FREE_ACCESS,
    "training": OpeningKind.TRAINING,
    "appointment": OpeningKind.APPOINTMENT,
    "awareness": OpeningKind.AWARENESS,
}
# Outings: for how many weeks, on which weekdays, from when to when.
WEEKS = 8
OUTING_TIMES = ((2, time(14), time(17)), (4, time(10), time(12, 30)))


@dataclass(frozen=True)
class Part:
    """What another app adds to the sample: how many rows it laid, or took away."""

    lay: Callable[[date], int]
    take_away: Callable[[], int]


# Apps above this one add theirs by name, from `ready`.
PARTS: dict[str, Part] = {}


def is_sample_loaded() -> bool:
    """Whether sample values stand in the register; every page then says so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM network_sampletrace)")
        return cursor.fetchone()[0]


def was_unloaded() -> bool:
    """Whether somebody took the sample away on purpose."""
    return models.LoadedRow.objects.filter(load=LOAD).exists()


def load(say: Callable[[str], None], today: date | None = None) -> None:
    """Lay the sample over the spaces; all or nothing."""
    today = today or timezone.localdate()
    texts, samples = _read("texts"), _read("spaces")
    with one_load_at_a_time():
        if is_sample_loaded():
            say("The sample layer is loaded already. To renew it: halte unload sample, then load.")
            return
        spaces = {space.slug: space for space in models.Space.objects.filter(slug__in=samples)}
        if not spaces:
            raise LoadError(
                "There are no spaces to lay the sample over. First: halte load brussels"
            )
        layer = Layer()
        for slug, space in spaces.items():
            _lay_space(layer, space, samples[slug], texts, today)
        layer.finish()
        layer.done.update({name: part.lay(today) for name, part in PARTS.items()})
        models.LoadedRow.objects.filter(load=LOAD).delete()
    done = ", ".join(f"{count} {what}" for what, count in layer.done.items())
    say(f"Sample layer over {len(spaces)} spaces: {done}. To take it away: halte unload sample")


def unload(say: Callable[[str], None]) -> None:
    """Take the sample away without a trace, but for the note that it was taken away."""
    with one_load_at_a_time():
        if not is_sample_loaded():
            say("The sample layer is not loaded.")
            return
        told = _told_by_sample()
        parts = {f"{name} taken away": part.take_away() for name, part in PARTS.items()}
        done = take_off()
        done.update(parts)
        done["confirmations taken back"] += _take_back(*told)
        done["accounts taken away"] = sample_accounts.take_away()
        models.LoadedRow.objects.create(load=LOAD, model="", key="unloaded", row_id="")
    say("Sample layer: " + ", ".join(f"{count} {what}" for what, count in done.items() if count))


def _told_by_sample() -> tuple[set[int], set[int]]:
    """The sites that have hours of the sample, and the spaces that it confirmed."""
    traces = models.SampleTrace.objects
    periods = traces.filter(model="network.openingperiod", field="").values("row_id")
    sites = models.OpeningPeriod.objects.filter(pk__in=periods).values_list("site", flat=True)
    spaces = traces.filter(model="network.space", field="confirmed_on")
    return set(sites), set(spaces.values_list("row_id", flat=True))


def _take_back(sites: set[int], spaces: set[int]) -> int:
    """What was confirmed of hours that are gone, by whomever, is confirmed no more."""
    bare = sites - set(models.OpeningPeriod.objects.values_list("site", flat=True))
    others = models.OpeningPeriod.objects.values("site__space")
    emptied = models.Space.objects.filter(pk__in=spaces, sites__in=bare).exclude(pk__in=others)
    told = models.Site.objects.filter(pk__in=bare, hours_confirmed_on__isnull=False)
    return emptied.exclude(confirmed_on=None).update(confirmed_on=None) + told.update(
        hours_confirmed_on=None
    )


def _read(name: str) -> dict:
    return yaml.safe_load((DATA / LOAD / f"{name}.yaml").read_text(encoding="utf-8"))


# ---- Spaces -------------------------------------------------------------------------------------


def _lay_space(layer: Layer, space: models.Space, sample: dict, texts: dict, today: date) -> None:
    layer.fill(
        space,
        services=sample["services"],
        languages=sample["languages"],
        price=sample["price"],
        audience=Audience.EVERYONE,
        confirmed_on=_months_ago(sample, today),
        **_words("description", texts, sample),
        **_words("price_note", texts, sample),
        **_words("audience_note", texts, sample),
        **_words("bring", texts, sample),
        **_welcome(texts, sample),
    )
    counts = sample.get("equipment", {})
    if not space.equipment.exists():
        layer.make(
            models.EquipmentCount(space=space, kind=kind, count=count)
            for kind, count in counts.items()
        )
    for site, given in zip(space.sites.all(), sample.get("sites", []), strict=False):
        _lay_site(layer, site, given, texts, today)
    if space.is_mobile:
        layer.make(_outings(space, texts["outing"], today))


def _words(field: str, texts: dict, sample: dict) -> dict[str, str]:
    """The three columns of a field, from the sentence that the sample names."""
    chosen = texts[field].get(sample.get(field), {})
    return {f"{field}_{language}": chosen.get(language, "") for language in LANGUAGES}


def _welcome(texts: dict, sample: dict) -> dict[str, str]:
    if "welcome" not in sample:
        return {}
    return {
        f"welcome_{language}": sentence.format(name=sample["welcome"])
        for language, sentence in texts["welcome"].items()
    }


def _months_ago(sample: dict, today: date) -> date | None:
    if "confirmed" not in sample:
        return None
    return today - relativedelta(months=sample["confirmed"], days=3)


# ---- Sites --------------------------------------------------------------------------------------


def _lay_site(layer: Layer, site: models.Site, sample: dict, texts: dict, today: date) -> None:
    steps = [texts["directions"][name] for name in sample.get("directions", [])]
    layer.fill(
        site,
        wheelchair=sample.get("wheelchair", ""),
        accessibility=sample.get("accessibility", []),
        **{
            f"directions_{language}": "\n".join(step[language] for step in steps)
            for language in LANGUAGES
        },
    )
    if site.hours_confirmed_on or site.periods.exists() or site.exceptions.exists():
        return
    layer.fill(site, hours_confirmed_on=_months_ago(sample, today))
    layer.make(period for line in sample["hours"] for period in _periods(site, line, today))
    for name in sample.get("closed", []):
        _lay_exceptions(layer, site, name, texts, today)


def _periods(site: models.Site, line: str, today: date) -> Iterator[models.OpeningPeriod]:
    """The periods of a line such as `Mo We 09:00-12:00 training 10-6` (October to June)."""
    words = line.split()
    times = next(index for index, word in enumerate(words) if ":" in word)
    opens, closes = (time.fromisoformat(part) for part in words[times].split("-"))
    kind, *season = words[times + 1 :]
    first, last = _season(season[0], today) if season else (None, None)
    for weekday in _weekdays(words[:times]):
        yield models.OpeningPeriod(
            site=site,
            weekday=weekday,
            opens=opens,
            closes=closes,
            kind=KINDS[kind],
            valid_from=first,
            valid_until=last,
        )


def _weekdays(words: list[str]) -> Iterator[int]:
    for word in words:
        ends = [WEEKDAYS.index(day) for day in word.split("-")]
        yield from range(ends[0], ends[-1] + 1)


def _season(months: str, today: date) -> tuple[date, date]:
    """From the first day of one month to the last of another; the season of now, or the next."""
    begin, end = map(int, months.split("-"))
    first = date(today.year, begin, 1)
    if today.month <= end < begin:
        first -= relativedelta(years=1)
    after = date(first.year, end, 1) + relativedelta(years=int(end < begin), months=1)
    return first, after - timedelta(days=1)


def _lay_exceptions(layer: Layer, site: models.Site, name: str, texts: dict, today: date) -> None:
    """The coming winter holidays, with one short morning inside, or a day of the team."""
    reasons = {f"reason_{language}": texts["reason"][name][language] for language in LANGUAGES}
    if name == "inventory":
        day = today + timedelta(days=21)
        layer.make([models.OpeningException(site=site, first=day, last=day, **reasons)])
        return
    year = today.year if (today.month, today.day) < (12, 27) else today.year + 1
    days = (
        (date(year, 12, 24), date(year, 12, 26)),
        (date(year, 12, 30), date(year, 12, 30)),
        (date(year, 12, 31), date(year + 1, 1, 2)),
    )
    rows = [
        models.OpeningException(site=site, first=first, last=last, **reasons)
        for first, last in days
    ]
    _, short, _ = layer.make(rows)
    layer.make([models.SpecialSlot(exception=short, opens=time(10), closes=time(12, 30))])


# ---- Outings ------------------------------------------------------------------------------------


def _outings(space: models.Space, places: list[dict], today: date) -> Iterator[models.Outing]:
    """Twice a week for the coming weeks, from one place to the next."""
    monday = today + timedelta(days=7 - today.weekday())
    zone = ZoneInfo(settings.TIME_ZONE)
    towns = {
        row.code: row.municipality
        for row in models.Postcode.objects.select_related("municipality")
        if row.municipality
    }
    stops = [place for place in places if place["postcode"] in towns]
    turns = [(week, *turn) for week in range(WEEKS) for turn in OUTING_TIMES] if stops else []
    for number, (week, weekday, begin, end) in enumerate(turns):
        stop = stops[number % len(stops)]
        town = towns[stop["postcode"]]
        day = monday + timedelta(weeks=week, days=weekday)
        yield models.Outing(
            space=space,
            starts_at=datetime.combine(day, begin, zone),
            ends_at=datetime.combine(day, end, zone),
            place=stop["place"],
            postcode=stop["postcode"],
            municipality=town,
            partner=stop["partner"],
            lat=town.lat,
            lon=town.lon,
            coordinates_source=CoordinatesSource.MUNICIPALITY,
        )
