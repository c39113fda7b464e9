"""`halte load sample` and `halte unload sample`: a layer that comes off without a trace."""

import io
from datetime import date, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from halte.network import models
from halte.network.enums import Audience, OpeningKind, Wheelchair
from halte.network.freshness import Freshness, freshness
from halte.network.hours import ordinary, weekly_hours
from halte.network.loading import sample
from halte.network.tests.factories import OpeningPeriodFactory, SpaceFactory
from halte.network.tests.test_load_brussels import dump

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
MONTHS = range(1, 13)


@pytest.fixture
def network():
    call_command("load", "brussels", stdout=io.StringIO())


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def rows_without_memory() -> dict[str, list]:
    """All rows but the revision, which counts every change, and the note of the unloading."""
    rows = dump()
    del rows["Revision"]
    rows["LoadedRow"] = [row for row in rows["LoadedRow"] if row["load"] != "sample"]
    return rows


# ---- There and back -----------------------------------------------------------------------------


def test_unload_removes_every_trace(network):
    before = rows_without_memory()
    run("load", "sample")
    assert sample.is_sample_loaded()
    assert rows_without_memory() != before
    run("unload", "sample")
    assert not sample.is_sample_loaded()
    assert rows_without_memory() == before


def test_unload_leaves_what_somebody_edited(network):
    run("load", "sample")
    space = models.Space.objects.get(slug="sks")
    models.Space.objects.filter(slug="sks").update(price="symbolic", bring_fr="Un crayon")
    period = models.OpeningPeriod.objects.filter(site__space=space).first()
    models.OpeningPeriod.objects.filter(pk=period.pk).update(closes=time(23))
    models.Site.objects.filter(space=space).update(hours_confirmed_on=TODAY)
    run("unload", "sample")
    space.refresh_from_db()
    assert (space.price, space.bring_fr, space.bring_nl) == ("symbolic", "Un crayon", "")
    assert space.sites.get().hours_confirmed_on == TODAY
    assert list(space.sites.get().periods.values_list("pk", flat=True)) == [period.pk]


def test_unload_takes_back_what_was_confirmed_of_hours_that_are_gone(network):
    run("load", "sample")
    models.Site.objects.filter(hours_confirmed_on__isnull=False).update(hours_confirmed_on=TODAY)
    models.Space.objects.filter(confirmed_on__isnull=False).update(confirmed_on=TODAY)
    kept = models.Site.objects.get(space__slug="arc")
    kept.periods.all().delete()
    own = OpeningPeriodFactory(site=kept)
    run("unload", "sample")
    confirmed = models.Site.objects.filter(hours_confirmed_on__isnull=False)
    assert list(confirmed) == [kept]
    assert list(models.Space.objects.filter(confirmed_on__isnull=False)) == [kept.space]
    assert list(models.OpeningPeriod.objects.all()) == [own]


def test_unload_leaves_a_confirmation_older_than_the_sample(network):
    models.Space.objects.filter(slug="sks").update(confirmed_on=TODAY)
    run("load", "sample")
    run("unload", "sample")
    assert models.Space.objects.get(slug="sks").confirmed_on == TODAY


def test_unload_keeps_an_exception_that_got_other_hours(network):
    run("load", "sample")
    slot = models.SpecialSlot.objects.first()
    models.SpecialSlot.objects.filter(pk=slot.pk).update(closes=time(23))
    run("unload", "sample")
    assert list(models.OpeningException.objects.values_list("pk")) == [(slot.exception_id,)]


def test_unload_after_somebody_deleted_a_space(network):
    run("load", "sample")
    models.Space.objects.get(slug="sks").delete()
    run("unload", "sample")
    assert models.SampleTrace.objects.count() == 0
    assert models.OpeningPeriod.objects.count() == 0


def test_sample_fills_only_what_is_empty(network):
    models.Space.objects.filter(slug="sks").update(languages=["nl"], bring_fr="Un crayon")
    site = models.Site.objects.get(space__slug="arc")
    kept = OpeningPeriodFactory(site=site)
    run("load", "sample")
    space = models.Space.objects.get(slug="sks")
    assert (space.languages, space.bring_fr) == (["nl"], "Un crayon")
    assert list(site.periods.all()) == [kept]
    site.refresh_from_db()
    assert site.hours_confirmed_on is None


def test_a_second_load_changes_nothing(network):
    run("load", "sample")
    before = dump()
    assert run("load", "sample").startswith("The sample layer is loaded already.")
    assert dump() == before


def test_load_brussels_leaves_the_sample_alone(network):
    run("load", "sample")
    before = dump()
    run("load", "brussels")
    assert dump() == before


def test_if_empty_respects_that_it_was_taken_away(network):
    run("load", "sample", "--if-empty")
    run("unload", "sample")
    before = dump()
    run("load", "sample", "--if-empty")
    assert dump() == before
    run("load", "sample")
    assert sample.is_sample_loaded()


def test_unload_without_a_sample_says_so():
    assert run("unload", "sample") == "The sample layer is not loaded.\n"
    assert not sample.was_unloaded()


def test_sample_without_spaces_is_refused():
    with pytest.raises(CommandError, match="halte load brussels"):
        run("load", "sample")


def test_sample_does_not_touch_other_spaces(network):
    other = SpaceFactory()
    run("load", "sample")
    other.refresh_from_db()
    assert (other.services, other.price) == ([], "")


# ---- What it shows ------------------------------------------------------------------------------


def test_sample_leaves_five_spaces_unconfirmed(network):
    run("load", "sample")
    unknown = models.Space.objects.exclude(sites__hours_confirmed_on__isnull=False)
    assert sorted(unknown.values_list("slug", flat=True)) == [
        "cyberogier",
        "goujons",
        "neve-andertech",
        "phare",
        "watermael-boitsfort",
    ]


def test_sample_hours_are_believable(network):
    """15 to 30 hours a week, as the label asks at least 15."""
    run("load", "sample")
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    for site in models.Site.objects.filter(hours_confirmed_on__isnull=False):
        hours = weekly_hours(ordinary(site.schedule, monday), monday).total
        assert timedelta(hours=15) <= hours <= timedelta(hours=30), f"{site}: {hours}"


def test_sample_shows_every_kind_of_thing(network):
    run("load", "sample")
    periods = models.OpeningPeriod.objects
    assert set(periods.values_list("kind", flat=True)) == set(OpeningKind)
    assert periods.filter(weekday=5).exists()
    assert periods.filter(weekday=2, closes__gt=time(14)).exists()
    assert periods.filter(closes__gt=time(19)).exists()
    assert periods.filter(valid_from__isnull=False).exists()
    shown = set(models.Site.objects.values_list("wheelchair", flat=True))
    assert shown == {*Wheelchair.values, ""}
    today = timezone.localdate()
    ages = {freshness(space.confirmed_on, today) for space in models.Space.objects.all()}
    assert ages == {
        Freshness.UP_TO_DATE,
        Freshness.TO_WATCH,
        Freshness.TO_CHECK,
        Freshness.NEVER,
    }


def test_sample_outings_are_to_come(network):
    run("load", "sample")
    outings = models.Outing.objects.all()
    assert len(outings) == 16
    assert all(outing.starts_at > timezone.now() for outing in outings)


def test_every_sample_row_is_valid(network):
    run("load", "sample")
    for name in ("Space", "Site", "OpeningPeriod", "OpeningException", "Outing", "EquipmentCount"):
        for row in getattr(models, name).objects.all():
            row.full_clean()


def test_sample_is_in_three_languages(network):
    """Where one language has a text, the two others have it too."""
    run("load", "sample")
    for field in ("description", "price_note", "bring", "welcome", "audience_note"):
        for space in models.Space.objects.all():
            filled = [bool(getattr(space, f"{field}_{code}")) for code in ("fr", "nl", "en")]
            assert len(set(filled)) == 1, f"{space.slug} {field}"


def test_sample_is_open_to_everyone(network):
    run("load", "sample")
    assert set(models.Space.objects.values_list("audience", flat=True)) == {Audience.EVERYONE}


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("season", ["10-6", "9-6", "6-8"])
def test_seasons_run_forwards_and_end_in_the_future(season, month):
    today = date(2026, month, 15)
    first, last = sample._season(season, today)
    assert first < last
    assert timedelta(days=80) < last - first < timedelta(days=310)
    assert last.month == int(season.split("-")[1])


@pytest.mark.parametrize(
    ("today", "season"),
    [
        (date(2026, 11, 15), (date(2026, 10, 1), date(2027, 6, 30))),
        (date(2027, 3, 15), (date(2026, 10, 1), date(2027, 6, 30))),
        (date(2027, 8, 15), (date(2027, 10, 1), date(2028, 6, 30))),
    ],
)
def test_season_is_that_of_today_or_the_next(today, season):
    assert sample._season("10-6", today) == season


@pytest.mark.parametrize("day", [date(2026, 12, 26), date(2026, 12, 27), date(2027, 1, 1)])
def test_sample_can_be_loaded_on_any_day(network, day):
    sample.load(lambda line: None, today=day)
    assert models.OpeningException.objects.filter(last__lt=day).count() == 0
