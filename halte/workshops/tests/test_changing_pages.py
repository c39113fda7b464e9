"""A date is changed, moved, cancelled on its page: everybody concerned is told, nothing is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import rows
from halte.core.mail.models import Message
from halte.core.rows import roles
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.workshops import plans
from halte.workshops.domain import enrolments
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Call, Enrolment, Session
from halte.workshops.tests.factories import (
    ActivityFactory,
    SeriesFactory,
    SessionFactory,
    somebody,
    soon,
)

pytestmark = pytest.mark.django_db
BASE = "/en/work/spaces/here/workshops"


@pytest.fixture
def space():
    space = SpaceFactory(slug="here")
    SiteFactory(space=space)
    return space


@pytest.fixture
def session(space):
    """The first of three dates; two people have a seat, one waits; one of them reads mails."""
    series = SeriesFactory(activity=ActivityFactory(space=space))
    dates = [
        SessionFactory(activity=series.activity, series=series, starts_at=soon(7 * n), capacity=2)
        for n in (1, 2, 3)
    ]
    first = dates[0]
    enrolments.enrol([first], somebody(1, phone="", email="one@example.org"), language="fr")
    enrolments.enrol([first], somebody(2, name="Two"), language="fr")
    enrolments.enrol([first], somebody(3, name="Three"), language="fr")
    Message.objects.all().delete()
    return first


@pytest.fixture
def boss(client, space):
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(space)).user)
    return client


def typed(session, **fields) -> dict:
    """The form as it is shown, with some fields typed differently."""
    now = plans.as_typed(session)
    shown = {name: "" if value is None else value for name, value in now.items()}
    shown |= {name: f"{now[name]:%H:%M}" for name in ("opens", "closes")}
    return {**shown, "scope": "only", "read": plans_note(session), **fields}


def plans_note(session) -> str:
    from halte.core.conflicts import note

    return note(plans.as_typed(session))


def state_of(number: int) -> str:
    return Enrolment.objects.order_by("pk")[number - 1].state


def test_page_says_who_is_told_how(boss, session):
    page = boss.get(f"{BASE}/{session.uuid}").content.decode()
    assert "1 person gets a mail." in page
    assert "2 people have to be called" in page
    assert "one@example.org" not in page


def test_moved_date_is_told_by_mail_or_call(boss, session):
    day = plans.as_typed(session)["day"] + timedelta(days=1)
    answer = boss.post(f"{BASE}/{session.uuid}", typed(session, day=day, opens="14", closes="16"))
    assert answer.status_code == 302
    session.refresh_from_db()
    assert timezone.localtime(session.starts_at).date() == day
    assert Message.objects.count() == 1
    assert Call.objects.filter(reason="moved").count() == 2


def test_nothing_changed_tells_nobody(boss, session):
    assert boss.post(f"{BASE}/{session.uuid}", typed(session)).status_code == 302
    session.refresh_from_db()
    assert (session.sequence, Message.objects.count(), Call.objects.count()) == (0, 0, 0)


def test_rest_of_the_series_moves_along_and_keeps_what_was_not_typed(boss, session):
    later = list(Session.objects.filter(series=session.series).order_by("pk"))[1:]
    Session.objects.filter(pk=later[0].pk).update(room="Its own")
    before = [timezone.localtime(each.starts_at) for each in later]
    data = typed(session, opens="14", closes="16", scope="rest", kept_for_referrers="1")
    assert boss.post(f"{BASE}/{session.uuid}", {**data, "kept_days": "2"}).status_code == 302
    after = list(Session.objects.filter(series=session.series).order_by("pk"))[1:]
    starts = [timezone.localtime(each.starts_at) for each in after]
    assert [each.date() for each in starts] == [each.date() for each in before]
    assert {each.hour for each in starts} == {14}
    assert after[0].room == "Its own"
    assert [(each.starts_at - each.kept_until).days for each in after] == [2, 2]


def test_fewer_seats_ask_whom_to_move_and_nothing_typed_is_lost(boss, session):
    first = boss.post(f"{BASE}/{session.uuid}", typed(session, capacity="1", room="Blue"))
    page = first.content.decode()
    assert first.status_code == 422
    assert "choose 1 person who waits again" in page
    assert "Two" in page
    assert 'value="Blue"' in page
    assert [person[3] for person in first.context["giving"][0].people] == [True, False]
    last = Enrolment.objects.order_by("pk")[1]
    data = typed(session, capacity="1", room="Blue", giving_up=[str(last.uuid)])
    assert boss.post(f"{BASE}/{session.uuid}", data).status_code == 302
    session.refresh_from_db()
    assert (session.capacity, session.taken, session.waiting, session.room) == (1, 1, 2, "Blue")
    assert state_of(2) == EnrolmentState.WAITING
    assert Call.objects.filter(enrolment=last, reason="given_up").exists()


@pytest.mark.parametrize("chosen", ["none", "both", "waiting", "foreign", "nonsense"])
def test_wrong_choice_of_who_waits_moves_nobody(boss, session, chosen):
    one, two, three = (str(row.uuid) for row in Enrolment.objects.order_by("pk"))
    elsewhere = SessionFactory(capacity=1)
    [foreign] = enrolments.enrol([elsewhere], somebody(9), language="fr")
    given = {
        "none": [],
        "both": [one, two],
        "waiting": [three],
        "foreign": [str(foreign.uuid)],
        "nonsense": ["x"],
    }[chosen]
    data = typed(session, capacity="1", giving_up=given)
    assert boss.post(f"{BASE}/{session.uuid}", data).status_code == 422
    session.refresh_from_db()
    assert (session.capacity, session.taken) == (2, 2)


def test_manager_chooses_without_names(client, space, session):
    scope = scope_of_organisation(space.organisation)
    client.force_login(make_member(Role.MANAGER, scope).user)
    page = client.post(f"{BASE}/{session.uuid}", typed(session, capacity="1")).content.decode()
    assert "Name hidden" in page
    assert "Two" not in page


def test_second_to_change_a_date_is_told(boss, session):
    data = typed(session, room="Mine")
    Session.objects.filter(pk=session.pk).update(room="Theirs")
    answer = boss.post(f"{BASE}/{session.uuid}", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert 'value="Mine"' in page
    again = {**data, "read": answer.context["form"]["read"].value()}
    assert boss.post(f"{BASE}/{session.uuid}", again).status_code == 302
    session.refresh_from_db()
    assert session.room == "Mine"


def test_foreign_site_is_refused(boss, session):
    other = SessionFactory()
    answer = boss.post(f"{BASE}/{session.uuid}", typed(session, site=other.site_id))
    assert answer.status_code == 422


def test_cancelling_asks_once_and_tells_everybody(boss, session):
    page = boss.get(f"{BASE}/{session.uuid}/cancel").content.decode()
    assert "1 person gets a mail." in page
    data = {"scope": "only", "note": "The trainer is ill."}
    answer = boss.post(f"{BASE}/{session.uuid}/cancel", data, follow=True)
    assert "2 people have to be called" in answer.content.decode()
    session.refresh_from_db()
    assert (session.state, session.public_note) == ("cancelled", "The trainer is ill.")
    assert "The trainer is ill." in Message.objects.get().text
    assert Call.objects.filter(reason="cancelled").count() == 2
    assert Session.objects.filter(state=SessionState.CANCELLED).count() == 1


def test_rest_of_a_series_is_cancelled_with_one_mail_each(boss, session):
    dates = list(Session.objects.filter(series=session.series).order_by("pk"))
    contact = somebody(7, phone="", email="seven@example.org")
    enrolments.enrol(dates[1:], contact, language="fr")
    Message.objects.all().delete()
    boss.post(f"{BASE}/{dates[1].uuid}/cancel", {"scope": "rest"})
    states = list(Session.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["published", "cancelled", "cancelled"]
    assert Message.objects.filter(to="seven@example.org").count() == 1


def test_too_long_a_note_is_not_lost(boss, session):
    answer = boss.post(f"{BASE}/{session.uuid}/cancel", {"scope": "only", "note": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()


def test_date_goes_back_to_a_draft_only_while_nobody_is_enrolled(boss, space, session):
    boss.post(f"{BASE}/{session.uuid}/state", {"verb": "withdraw"})
    free = Session.objects.filter(series=session.series).last()
    boss.post(f"{BASE}/{free.uuid}/state", {"verb": "withdraw"})
    session.refresh_from_db()
    free.refresh_from_db()
    assert (session.state, free.state) == ("published", "draft")
    boss.post(f"{BASE}/{free.uuid}/state", {"verb": "publish"})
    free.refresh_from_db()
    assert free.state == "published"
    assert boss.post(f"{BASE}/{free.uuid}/state", {"verb": "cancel"}).status_code == 400


@pytest.mark.parametrize("gone", ["cancelled", "past"])
def test_what_is_over_is_not_changed(boss, space, gone):
    when = {"starts_at": soon(-3)} if gone == "past" else {"state": "cancelled"}
    row = SessionFactory(activity=ActivityFactory(space=space), **when)
    assert "can no longer be changed" in boss.get(f"{BASE}/{row.uuid}").content.decode()
    boss.post(f"{BASE}/{row.uuid}", typed(row, room="x"))
    boss.post(f"{BASE}/{row.uuid}/cancel", {"scope": "only"})
    told = boss.post(f"{BASE}/{row.uuid}/state", {"verb": "withdraw"}, follow=True)
    assert told.status_code == 200
    row.refresh_from_db()
    assert (row.room, row.sequence) == ("", 0)
    assert row.state == when.get("state", "published")


def test_manager_of_the_organisation_cancels_behind_the_wall(client, space, session):
    """She knows nobody, and yet everybody is told."""
    scope = scope_of_organisation(space.organisation)
    client.force_login(make_member(Role.MANAGER, scope).user)
    with roles.web():
        answer = client.post(f"{BASE}/{session.uuid}/cancel", {"scope": "only"})
    assert answer.status_code == 302
    with rows.of([space.uuid]):
        assert Call.objects.filter(reason="cancelled").count() == 2
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"called_off"}
