"""The pages on which a space plans: activities, dates, series; nothing foreign, nothing lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.workshops.enums import SessionState
from halte.workshops.models import Activity, EnrolmentRules, Series, Session
from halte.workshops.tests.factories import ActivityFactory, SessionFactory, soon

pytestmark = pytest.mark.django_db
BASE = "/en/work/spaces/here/workshops"
TOLD = {
    "title_fr": "Le téléphone",
    "theme": "phone",
    "level": "basic",
    "language": "fr",
    "price": "free",
    "minimum": "3",
    "maximum": "6",
    "framework": "digcomp-3.0",
    "competences": ["1.1", "4.2"],
    "is_shared": "True",
}


@pytest.fixture
def space() -> Space:
    space = SpaceFactory(slug="here")
    SiteFactory(space=space)
    return space


@pytest.fixture
def boss(client, space):
    """The browser of the space's coordinator."""
    client.boss = make_member(Role.COORDINATOR, scope_of_space(space)).user
    client.force_login(client.boss)
    return client


def next_year(month: int, day: int) -> date:
    return date(timezone.localdate().year + 1, month, day)


def dated(space: Space, **fields) -> dict:
    """A whole form for one date."""
    return {
        "shape": "one",
        "day": next_year(3, 2).isoformat(),
        "opens": "14h",
        "closes": "1630",
        "site": space.sites.first().pk,
        "capacity": "6",
        "computers_needed": "0",
        "kept_for_referrers": "0",
        "is_whole": "False",
        "act": "save",
        **fields,
    }


def saved(boss, address: str, data: dict):
    """Look at the preview, then save what it shows."""
    shown = boss.post(address, {**data, "act": "preview"})
    assert shown.status_code == 200, shown.context["form"].errors
    assert Session.objects.count() == 0
    return boss.post(address, {**data, "seen": shown.context["form"].shown})


# ---- Activities ---------------------------------------------------------------------------------


def test_activity_is_told_and_changed(boss, space):
    answer = boss.post(f"{BASE}/activities/new", TOLD)
    activity = Activity.objects.get()
    assert answer.url == f"{BASE}/activities/{activity.uuid}/plan"
    assert (activity.space, activity.competences, activity.maximum) == (space, ["1.1", "4.2"], 6)
    page = boss.get(f"{BASE}/activities/{activity.uuid}")
    data = {**TOLD, "read": page.context["form"].noted, "title_nl": "De telefoon"}
    assert boss.post(f"{BASE}/activities/{activity.uuid}", data).status_code == 302
    activity.refresh_from_db()
    assert activity.title_nl == "De telefoon"


def test_second_to_change_an_activity_is_told(boss, space):
    activity = ActivityFactory(space=space)
    address = f"{BASE}/activities/{activity.uuid}"
    read = boss.get(address).context["form"].noted
    Activity.objects.update(title_fr="Autre")
    answer = boss.post(address, {**TOLD, "read": read})
    assert answer.status_code == 409
    assert "Autre" in answer.content.decode()
    assert Activity.objects.get().title_fr == "Autre"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_fr": ""},
        {"minimum": "7"},
        {"maximum": "0"},
        {"maximum": "900"},
        {"theme": "dancing"},
        {"competences": ["9.9"]},
        {"language": "xx"},
        {"level": ""},
        {"framework": "source"},
    ],
)
def test_activity_that_makes_no_sense_is_not_saved(boss, wrong):
    answer = boss.post(f"{BASE}/activities/new", {**TOLD, **wrong})
    assert answer.status_code == 422
    assert not Activity.objects.exists()
    assert 'class="h-errors"' in answer.content.decode()


def test_nothing_but_the_form_reaches_an_activity(boss, space):
    other = SpaceFactory()
    data = {**TOLD, "space": other.pk, "copied_from": "1", "uuid": "0" * 32}
    boss.post(f"{BASE}/activities/new", data)
    activity = Activity.objects.get()
    assert (activity.space, activity.copied_from) == (space, None)


def test_shared_activity_is_taken_over_and_a_private_one_is_not_found(boss, space):
    shared, own = ActivityFactory(is_shared=True), ActivityFactory(space=space)
    private = ActivityFactory()
    codes = [
        boss.post(f"{BASE}/activities/{each.uuid}/copy").status_code
        for each in (shared, own, private)
    ]
    assert codes == [302, 302, 404]
    copies = Activity.objects.filter(space=space, copied_from__isnull=False)
    assert [(row.copied_from, row.is_shared) for row in copies.order_by("pk")] == [
        (shared, False),
        (own, False),
    ]
    page = boss.get(f"{BASE}/activities").content.decode()
    assert shared.title_en in page
    assert private.title_en not in page


# ---- Planning -----------------------------------------------------------------------------------


@pytest.fixture
def address(space) -> str:
    return f"{BASE}/activities/{ActivityFactory(space=space).uuid}/plan"


def test_series_by_rule_leaves_out_a_holiday(boss, space, address):
    rule = {"shape": "rule", "day": next_year(4, 20).isoformat(), "count": "3", "every": "1"}
    rule |= {"weekdays": [next_year(5, 1).weekday()], "skip_holidays": "on", "is_whole": "True"}
    rule |= {"kept_for_referrers": "2", "kept_days": "3", "closes_days": "1"}
    data = dated(space, **rule, trainers=[boss.boss.pk])
    shown = boss.post(address, {**data, "act": "preview"}).content.decode()
    assert "Left out:" in shown
    assert saved(boss, address, data).status_code == 302
    series = Series.objects.get()
    days = [timezone.localtime(row.starts_at).date() for row in series.sessions.all()]
    assert len(days) == 3
    assert next_year(5, 1) not in days
    first = series.sessions.first()
    assert (series.is_whole, first.state, first.kept_for_referrers) == (True, "draft", 2)
    assert first.starts_at - first.kept_until == timedelta(days=3)
    assert list(first.trainers.all()) == [boss.boss]
    page = boss.get(f"{BASE}/series/{series.uuid}").content.decode()
    assert "Publish all 3 drafts" in page
    boss.post(f"{BASE}/series/{series.uuid}/publish")
    assert set(series.sessions.values_list("state", flat=True)) == {SessionState.PUBLISHED}


def test_series_by_hand(boss, space, address):
    lines = [next_year(3, 9), next_year(3, 2), next_year(3, 9)]
    typed = "\n".join(f"{day:%d/%m/%Y}" for day in lines)
    assert saved(boss, address, dated(space, shape="hand", dates=typed)).status_code == 302
    days = [timezone.localtime(row.starts_at).date() for row in Session.objects.all()]
    assert days == [next_year(3, 2), next_year(3, 9)]


def test_nothing_is_saved_that_was_not_shown(boss, space, address):
    data = dated(space, shape="hand", dates=f"{next_year(3, 2):%d/%m/%Y}")
    shown = boss.post(address, data)
    assert (shown.status_code, Session.objects.count()) == (200, 0)
    data["seen"] = shown.context["form"].shown
    assert boss.post(address, {**data, "opens": "9"}).status_code == 200
    assert Session.objects.count() == 0


def test_closed_day_is_told_not_refused(boss, space, address):
    space.sites.update(hours_confirmed_on=timezone.localdate())
    shown = boss.post(address, dated(space))
    assert shown.status_code == 200
    assert "The space is closed on this day." in shown.content.decode()
    boss.post(address, dated(space, seen=shown.context["form"].shown))
    assert Session.objects.count() == 1


def spring_forward() -> date:
    """The last Sunday of next March: 02:30 does not exist."""
    last = next_year(3, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"opens": "noon"}, "is not a time"),
        ({"opens": ""}, "Say from when."),
        ({"closes": "14:00"}, "end at the time they start"),
        ({"day": ""}, "Say on which day."),
        ({"day": "2020-01-01"}, "very far away"),
        ({"day": "yesterday"}, "Choose a day"),
        ({"capacity": "0"}, "Write 1 or more."),
        ({"kept_for_referrers": "7", "kept_days": "1"}, "There are fewer seats than that."),
        ({"kept_for_referrers": "2"}, "Say until when these seats are kept."),
        ({"opens_days": "1", "closes_days": "2"}, "Enrolment closes before it opens."),
        ({"shape": "rule"}, "Say how many dates there are in all."),
        ({"shape": "rule", "count": "61"}, "Write 60 or fewer."),
        ({"shape": "hand"}, "Write the dates, one on each line."),
        ({"shape": "hand", "dates": "32/13/2027"}, "cannot be planned"),
        ({"shape": "maze"}, "Choose one of the answers"),
        ({"site": "999999"}, "Choose one of the answers in the list."),
        ({"trainers": ["999999"]}, "Choose people of your team."),
        ({"opens": "16:00", "closes": "14:00"}, "longer than 12 hours"),
        (
            {"opens": "2:30", "closes": "5:00", "day": spring_forward().isoformat()},
            "does not exist",
        ),
    ],
)
def test_what_cannot_be_planned_is_said_and_nothing_typed_is_lost(
    boss, space, address, wrong, sentence
):
    answer = boss.post(address, dated(space, room="Blue room", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Blue room" in page
    assert not Session.objects.exists()


def test_yesterday_cannot_be_planned(boss, space, address):
    day = timezone.localdate() - timedelta(days=1)
    answer = boss.post(address, dated(space, day=day.isoformat()))
    assert answer.status_code == 422
    assert "This date is over." in answer.content.decode()


def test_rows_of_other_spaces_are_refused(boss, space, address):
    theirs = SessionFactory()
    stranger = make_member(Role.FACILITATOR, scope_of_space(theirs.space)).user
    assert boss.post(address, dated(space, site=theirs.site.pk)).status_code == 422
    assert boss.post(address, dated(space, trainers=[stranger.pk])).status_code == 422
    codes = [
        boss.get(f"{BASE}/activities/{theirs.activity.uuid}").status_code,
        boss.get(f"{BASE}/activities/{theirs.activity.uuid}/plan").status_code,
        boss.post(f"{BASE}/{theirs.uuid}/state", {"verb": "withdraw"}).status_code,
        boss.post(f"{BASE}/{theirs.uuid}/cancel", {}).status_code,
        boss.post(f"{BASE}/{theirs.uuid}", {}).status_code,
    ]
    assert codes == [404] * 5


# ---- Programme and settings ---------------------------------------------------------------------


def test_programme_shows_every_state_and_filters(boss, space):
    activity = ActivityFactory(space=space)
    for state in SessionState:
        SessionFactory(activity=activity, state=state)
    past = SessionFactory(activity=activity, starts_at=soon(-9))
    page = boss.get(BASE).content.decode()
    assert "3 dates" in page
    assert all(str(state.label) in page for state in SessionState)
    assert str(past.uuid) not in page
    assert "1 date" in boss.get(f"{BASE}?state=draft").content.decode()
    assert "1 date" in boss.get(f"{BASE}?past=1").content.decode()
    assert "3 dates" in boss.get(f"{BASE}?activity={activity.uuid}").content.decode()
    nothing = boss.get(f"{BASE}?state=draft&site=999").content.decode()
    assert "No date fits" in nothing
    assert boss.get(f"{BASE}?state=x&site=y&activity=z&page=-1").status_code == 200


def test_empty_programme_says_what_to_do(boss):
    assert "Tell your first activity" in boss.get(BASE).content.decode()


@pytest.mark.parametrize("where", ["", "/activities"])
def test_programme_costs_the_same_for_one_and_for_three(boss, space, where):
    counts = []
    for _more in range(2):
        for _n in range(len(counts) + 1):
            SessionFactory(activity=ActivityFactory(space=space), space=space)
            ActivityFactory(is_shared=True)
        for row in Session.objects.all():
            row.trainers.set([boss.boss])
        boss.get(f"{BASE}{where}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            boss.get(f"{BASE}{where}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_series_page_costs_the_same_for_one_and_for_three(boss, space):
    series = Series.objects.create(space=space, activity=ActivityFactory(space=space))
    counts = []
    for _more in range(2):
        for _n in range(len(counts) + 1):
            SessionFactory(activity=series.activity, series=series, space=space)
        with CaptureQueriesContext(connection) as queries:
            boss.get(f"{BASE}/series/{series.uuid}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_hours_of_a_held_seat_are_set(boss, space):
    assert boss.post(f"{BASE}/settings", {"hold_hours": "48"}).status_code == 302
    assert EnrolmentRules.objects.get(space=space).hold_hours == 48
    for wrong in ("0", "169", "many", ""):
        assert boss.post(f"{BASE}/settings", {"hold_hours": wrong}).status_code == 422
    assert EnrolmentRules.objects.get(space=space).hold_hours == 48
