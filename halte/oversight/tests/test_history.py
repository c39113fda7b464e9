"""The history of records: complete, readable, masked, and free for those who only read."""

from datetime import date, time, timedelta

import pghistory
import pytest
from django.apps import apps
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from halte.accounts.enums import Role
from halte.accounts.models import User
from halte.accounts.tests.factories import make_member, make_user
from halte.core.history import acting
from halte.core.models import LogEntry
from halte.core.timeline import WORDS, Question, Timeline, strands_of, told_fields
from halte.network import domain
from halte.network.loading.filling import one_load_at_a_time
from halte.network.models import OpeningPeriod, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import (
    CorrectionFactory,
    EquipmentCountFactory,
    OpeningPeriodFactory,
    OutingFactory,
    SiteFactory,
    SpaceFactory,
    SpecialSlotFactory,
)
from halte.network.timeline import strands_of_space
from halte.network.views import register

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org"


@pytest.fixture
def officer() -> User:
    return make_user(is_superuser=True, name="Ana")


def acts(row, open_to=True, **asked) -> list:
    strands = strands_of_space(row) if isinstance(row, Space) else strands_of(row)
    return Timeline(strands, open_to=open_to, question=Question(**asked))[0:100]


def told(row, open_to=True, **asked) -> list[tuple]:
    return [
        (item.verb, item.kind, [(one.label, one.before, one.after) for one in item.changes])
        for act in acts(row, open_to, **asked)
        for item in act.items
    ]


# ---- What is written down -----------------------------------------------------------------------


def test_one_request_is_one_act_in_words(officer):
    period = OpeningPeriodFactory(weekday=5, opens=time(9), closes=time(12))
    with pghistory.context(user=officer.pk):
        period.closes = time(13)
        period.save()
        Space.objects.update(price="free")
    act, *_before = acts(period.site.space)
    assert act.by == "Ana"
    assert [(item.verb, item.kind) for item in act.items] == [
        ("update", "Space"),
        ("update", "Weekly hours"),
    ]
    title = f"Saturday · 09:00 · 13:00 · Free access · {period.site}"
    assert act.items[1].title == title
    changes = [(one.label, one.before, one.after) for item in act.items for one in item.changes]
    assert changes == [("Price", "–", "Free"), ("Until", "12:00", "13:00")]


def test_words_are_the_readers(officer):
    period = OpeningPeriodFactory(weekday=5, facilitator_present=True)
    with acting("x"):
        OpeningPeriod.objects.update(facilitator_present=False, weekday=6)
    with override("fr"):
        changes = acts(period.site.space)[0].items[0].changes
        said = [(one.before, one.after) for one in changes]
    assert said == [("samedi", "dimanche"), ("oui", "non")]


@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if hasattr(model, "pgh_event_model")]
)
def test_every_watched_field_has_a_name_for_people(model):
    assert model in WORDS, "Describe it: halte/core/timeline.py"
    names = {one.name for one in told_fields(model)}
    assert names - set(WORDS[model].fields) == set()
    fields = {one.name for one in model._meta.fields}
    assert {*WORDS[model].fields, *WORDS[model].title, *WORDS[model].values} <= fields


def test_saving_without_a_change_leaves_no_event():
    space = SpaceFactory()
    space.save()
    assert [verb for verb, *_ in told(space)] == ["insert"]


def test_everything_of_a_space_is_in_its_timeline():
    space = SpaceFactory(is_mobile=True)
    site = SiteFactory(space=space)
    OpeningPeriodFactory(site=site)
    SpecialSlotFactory(exception__site=site)
    OutingFactory(space=space)
    EquipmentCountFactory(space=space)
    make_member(Role.FACILITATOR, scope_of_space(space))
    OpeningPeriodFactory()  # of another space
    make_member(Role.FACILITATOR, scope_of_space(SpaceFactory()))
    assert sorted(kind for _verb, kind, _changes in told(space)) == [
        "Days with other hours",
        "Hours on these days",
        "Machines",
        "Outing",
        "Role in the team",
        "Site",
        "Space",
        "Weekly hours",
    ]


def test_console_cannot_escape():
    period = OpeningPeriodFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE network_openingperiod SET weekday = 6")
        cursor.execute("DELETE FROM network_openingperiod")
    verbs = [verb for verb, kind, _changes in told(period.site.space) if kind == "Weekly hours"]
    assert sorted(verbs) == ["delete", "insert", "update"]


def test_many_rows_in_one_statement_are_each_told():
    spaces = [SpaceFactory(), SpaceFactory()]
    with acting("x"):
        Space.objects.update(website=ADDRESS)
    for space in spaces:
        assert told(space)[0] == ("update", "Space", [("Website", "–", ADDRESS)])


def test_rows_made_at_once_are_each_told():
    site = SiteFactory()
    with acting("x"):
        OpeningPeriod.objects.bulk_create(
            OpeningPeriod(site=site, weekday=day, opens=time(9), closes=time(12)) for day in (1, 2)
        )
    assert [item.verb for item in acts(site.space)[0].items] == ["insert", "insert"]


def test_who_is_known_in_a_request(client, officer, monkeypatch):
    client.force_login(officer)
    correction = CorrectionFactory()
    space = correction.space

    def apply(row, **given):
        Space.objects.filter(pk=space.pk).update(website=ADDRESS)
        return domain.apply_correction(row, **given)

    monkeypatch.setitem(register.VERBS, "apply", apply)
    client.post(f"/fr/work/corrections/{correction.pk}", {"verb": "apply"})
    assert acts(space)[0].by == "Ana"
    event = Space.pgh_event_model.objects.latest("pgh_id")
    assert sorted(event.pgh_context) == ["request", "user"]


def test_loads_are_named():
    space = SpaceFactory()
    with one_load_at_a_time():
        Space.objects.update(website=ADDRESS)
    assert acts(space)[0].by == "Program: load"


def test_reading_tells_nobody_and_asks_nothing_more(client):
    space = SpaceFactory()
    client.get(f"/fr/spaces/{space.slug}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/fr/spaces/{space.slug}")
    # The revision, and the seats of the next workshops.
    assert len(queries) == 2
    assert not any("pghistory" in query["sql"] for query in queries)


def test_passwords_are_never_copied(officer):
    officer.set_password("another long password")
    officer.save()
    assert len(told(officer)) == 1
    names = {field.name for field in User.pgh_event_model._meta.fields}
    assert {"password", "last_login"} & names == set()


def test_sign_in_is_written_down(client, officer):
    client.force_login(officer)
    (entry,) = LogEntry.objects.all()
    assert (entry.verb, entry.by, entry.object_id) == ("sign_in", officer, officer.pk)


# ---- Who reads what -----------------------------------------------------------------------------


def test_personal_values_and_names_are_masked_for_the_auditor(officer):
    space = SpaceFactory(email="old@example.org")
    with pghistory.context(user=officer.pk):
        Space.objects.update(email="new@example.org", website=ADDRESS)
    act = acts(space, open_to=False)[0]
    assert act.by == "•••"
    assert told(space, open_to=False)[0][2] == [
        ("E-mail address", "•••", "•••"),
        ("Website", "–", ADDRESS),
    ]


def test_names_of_a_team_are_masked_for_the_auditor():
    space = SpaceFactory()
    make_member(Role.FACILITATOR, scope_of_space(space), make_user(name="Bea"))
    item = acts(space, open_to=False)[0].items[-1]
    assert "Bea" not in f"{item.title}{item.changes}"
    assert "Bea" in acts(space)[0].items[-1].title


def test_auditor_cannot_ask_who(officer):
    space = SpaceFactory()
    assert len(acts(space, open_to=False, who="user:999")) == 1
    assert Timeline(strands_of_space(space), open_to=False).doers() == []


# ---- Asking -------------------------------------------------------------------------------------


def test_filters_narrow(officer):
    site = SiteFactory()
    space = site.space
    with pghistory.context(user=officer.pk):
        Space.objects.update(price="free")
    with acting("load"):
        Space.objects.update(website=ADDRESS)
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    assert len(acts(space, who=f"user:{officer.pk}")) == 1
    assert [act.by for act in acts(space, who="source:load")] == ["Program: load"]
    assert acts(space, who="user:0") == acts(space, who="nonsense") == []
    assert [kind for _verb, kind, _changes in told(space, what="network.site")] == ["Site"]
    assert [verb for verb, *_ in told(space, what="network.space.price")] == ["update", "insert"]
    assert told(space, what="network.space.nonsense") == told(space, what="nonsense") == []
    assert told(space, since=today) == told(space, until=today) == told(space)
    assert told(space, until=yesterday) == []
    assert len(told(space, until=date.max)) == len(told(space, since=date.min)) == len(told(space))


@pytest.mark.parametrize("text", ["", "nonsense", "2026-02-31", "9999-99-99", "2026-1", "\x00"])
def test_days_that_are_none_ask_nothing(text):
    assert Question.read({"since": text, "until": text}) == Question()


def test_choices_name_everybody_who_changed_it(officer):
    space = SpaceFactory()
    with pghistory.context(user=officer.pk):
        Space.objects.update(price="free")
    with acting("load"):
        Space.objects.update(website=ADDRESS)
    doers = Timeline(strands_of_space(space), open_to=True).doers()
    assert doers == [(f"user:{officer.pk}", "Ana"), ("source:load", "Program: load")]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_whatever_their_length(number, officer, django_assert_num_queries):
    space = SpaceFactory()
    for _ in range(number):
        with pghistory.context(user=officer.pk):
            OpeningPeriodFactory(site=SiteFactory(space=space))
            Space.objects.update(website=f"{ADDRESS}/{number}")
    told = Timeline(strands_of_space(space), open_to=True)
    with django_assert_num_queries(10):
        list(Paginator(told, 30).get_page("1"))


def test_pages_follow_each_other(officer):
    space = SpaceFactory()
    for number in range(5):
        with acting("x"):
            Space.objects.update(website=f"{ADDRESS}/{number}")
    pages = Paginator(Timeline(strands_of_space(space), open_to=True), 2)
    said = [act.items[0].changes[0].after for page in pages for act in page if act.source == "x"]
    assert said == [f"{ADDRESS}/{number}" for number in (4, 3, 2, 1, 0)]


def test_page_keeps_its_filters_and_says_when_nothing_fits(client, officer):
    space = SpaceFactory()
    client.force_login(officer)
    address = f"/en/work/spaces/{space.slug}/history"
    page = client.get(f"{address}?what=network.space.price&since=2026-01-02").content.decode()
    assert '<option value="network.space.price" selected>' in page
    assert 'value="2026-01-02"' in page
    page = client.get(f"{address}?until=2001-01-01").content.decode()
    assert "Nothing fits these filters" in page
    assert client.get(f"{address}?page=x&who=%00&what=%27&since=%00").status_code == 200


def test_who_manages_one_place_sees_only_these_roles_of_a_person(client):
    here, there = SpaceFactory(), SpaceFactory()
    boss = make_member(Role.COORDINATOR, scope_of_space(here)).user
    person = make_member(Role.FACILITATOR, scope_of_space(here)).user
    make_member(Role.COORDINATOR, scope_of_space(there), person)
    client.force_login(boss)
    page = client.get(f"/en/work/people/{person.pk}/history").content.decode()
    assert ("Facilitator" in page, "Coordinator</ins>" in page) == (True, False)
    assert "Account since" not in page
