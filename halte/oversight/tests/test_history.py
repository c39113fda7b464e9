"""The history of records: complete, readable, masked, and free for those who only read."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from halte.accounts.models import User
from halte.core import history
from halte.core.models import LogEntry
from halte.network import domain
from halte.network.enums import Price
from halte.network.loading.filling import one_load_at_a_time
from halte.network.models import OpeningPeriod, Space
from halte.network.tests.factories import (
    CorrectionFactory,
    EquipmentCountFactory,
    OpeningPeriodFactory,
    OutingFactory,
    SiteFactory,
    SpaceFactory,
    SpecialSlotFactory,
)
from halte.network.views import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_superuser("cin@example.org", "a long password", name="Ana")


def told(row, open_to=True) -> list[tuple[str, str, str, list[tuple[str | None, str | None]]]]:
    return [
        (entry.act, entry.kind, entry.by, [(one.before, one.after) for one in entry.changes])
        for entry in history.timeline(row, open_to=open_to)
    ]


def test_change_tells_from_what_to_what(officer):
    period = OpeningPeriodFactory()
    period.closes = time(13)
    period.save()
    space = period.site.space
    space.price = "free"
    space.save()
    assert told(space)[:2] == [
        ("update", "space", "", [("–", str(Price.FREE.label))]),
        ("update", "opening period", "", [("12:00:00", "13:00:00")]),
    ]


def test_saving_without_a_change_leaves_no_event(officer):
    space = SpaceFactory()
    count = len(told(space))
    space.save()
    assert len(told(space)) == count == 1


def test_everything_of_a_space_is_in_its_timeline(officer):
    space = SpaceFactory(is_mobile=True)
    site = SiteFactory(space=space)
    OpeningPeriodFactory(site=site)
    SpecialSlotFactory(exception__site=site)
    OutingFactory(space=space)
    EquipmentCountFactory(space=space)
    OpeningPeriodFactory()  # of another space
    kinds = sorted(kind for act, kind, _by, _changes in told(space) if act == "insert")
    assert kinds == [
        "equipment count",
        "opening exception",
        "opening period",
        "outing",
        "site",
        "space",
        "special slot",
    ]


def test_removed_rows_stay_in_the_timeline(officer):
    period = OpeningPeriodFactory()
    OpeningPeriod.objects.all().delete()
    acts = [(act, kind) for act, kind, *_ in told(period.site.space)]
    assert ("delete", "opening period") in acts


def test_many_rows_in_one_statement_are_each_told(officer):
    spaces = [SpaceFactory(), SpaceFactory()]
    Space.objects.update(website="https://example.org")
    for space in spaces:
        assert told(space)[0][3] == [("–", "https://example.org")]


def test_who_is_known_in_a_request(client, officer, monkeypatch):
    client.force_login(officer)
    correction = CorrectionFactory()
    space = correction.space

    def apply(row, **given):
        Space.objects.filter(pk=space.pk).update(website="https://example.org")
        return domain.apply_correction(row, **given)

    monkeypatch.setitem(register.VERBS, "apply", apply)
    client.post(f"/fr/work/corrections/{correction.pk}", {"verb": "apply"})
    assert told(space)[0][2] == "Ana"
    event = Space.pgh_event_model.objects.latest("pgh_id")
    assert sorted(event.pgh_context) == ["request", "user"]


def test_loads_are_named(officer):
    space = SpaceFactory()
    with one_load_at_a_time():
        Space.objects.update(website="https://example.org")
    assert told(space)[0][2] == "load"


def test_reading_tells_nobody_and_asks_nothing_more(client):
    space = SpaceFactory()
    client.get(f"/fr/spaces/{space.slug}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"/fr/spaces/{space.slug}")
    assert len(queries) == 1
    assert "pghistory" not in queries[0]["sql"]


@pytest.mark.parametrize("number", [1, 3])
def test_timeline_asks_the_same_whatever_its_length(officer, number, django_assert_num_queries):
    space = SpaceFactory()
    for _ in range(number):
        OpeningPeriodFactory(site=SiteFactory(space=space))
    with django_assert_num_queries(8):
        history.timeline(space, open_to=True)


def test_passwords_are_never_copied(officer):
    officer.set_password("another long password")
    officer.save()
    assert len(told(officer)) == 1
    names = {field.name for field in User.pgh_event_model._meta.fields}
    assert {"password", "last_login"} & names == set()


def test_personal_values_are_masked_for_who_may_not_read_them(officer):
    officer.email = "new@example.org"
    officer.save()
    (shown,) = history.timeline(officer, open_to=True)[0].changes
    assert (shown.before, shown.after) == ("cin@example.org", "new@example.org")
    (masked,) = history.timeline(officer, open_to=False)[0].changes
    assert (masked.before, masked.after) == ("•••", "•••")


def test_sign_in_is_written_down(client, officer):
    data = {"username": officer.email, "password": "a long password"}
    client.post("/fr/work/sign-in", data)
    (entry,) = LogEntry.objects.all()
    assert (entry.verb, entry.by, entry.object_id) == ("sign_in", officer, officer.pk)
