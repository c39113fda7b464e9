"""What the team does with one session: enrol at the desk, confirm, give back, mark, call."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import work
from halte.network.scopes import scope_of_space
from halte.visitors.models import Identity, Visitor
from halte.workshops import work as desk_work
from halte.workshops.domain import attendance, enrolments
from halte.workshops.domain.calls import call_done
from halte.workshops.models import Call, Enrolment
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody
from halte.workshops.views import calls

pytestmark = pytest.mark.django_db
ONCE = "0a7d4c2e-5a61-4ab6-9d4b-3f6b54ad8a11"


@pytest.fixture
def session():
    return SessionFactory(capacity=2)


@pytest.fixture
def team(client, session):
    """The browser of a facilitator of the space."""
    client.user = make_member(Role.FACILITATOR, scope_of_space(session.space)).user
    client.force_login(client.user)
    return client


def base(session) -> str:
    return f"/en/work/spaces/{session.space.slug}"


def address(session, *parts) -> str:
    return "/".join([f"{base(session)}/sessions/{session.uuid}", *map(str, parts)])


def put_in(session, number, **fields) -> Enrolment:
    [row] = enrolments.enrol([session], somebody(number, **fields), language="fr", source="desk")
    return row


def press(team, row, verb, **more):
    if verb == "cancel":
        more = {"sure": "yes"} | more
    found = team.post(address(row.session, "people", row.uuid), {"verb": verb, **more})
    row.refresh_from_db()
    return found


# ---- Enrolling at the desk ----


def test_name_alone_is_enough_and_gives_a_paper_in_the_persons_language(team, session):
    answer = team.post(address(session, "enrol"), {"name": "Moussa", "speaks": "ar"}, follow=True)
    row = Enrolment.objects.select_related("visitor").get()
    page = answer.content.decode()
    assert (row.state, row.source, row.visitor.language) == ("confirmed", "desk", "ar")
    assert f"/ar/seat/{row.code}" in page
    assert "Enrolled: there is a seat." in page


def test_form_sent_twice_enrols_once(team, session):
    data = {"name": "Moussa", "speaks": "fr", "once": ONCE}
    team.post(address(session, "enrol"), data)
    again = team.post(address(session, "enrol"), data, follow=True)
    assert Enrolment.objects.count() == Visitor.objects.count() == 1
    assert "counts once" in again.content.decode()


def test_form_that_died_counts_when_it_is_sent_again(team, session, monkeypatch):
    data = {"name": "Moussa", "speaks": "fr", "once": ONCE}
    with monkeypatch.context() as broken:
        broken.setattr("halte.workshops.telling.enrolled", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            team.post(address(session, "enrol"), data)
    team.post(address(session, "enrol"), data)
    team.post(address(session, "enrol"), data | {"name": "Awa"})
    assert Enrolment.objects.count() == 2


def test_what_was_typed_stays_when_it_cannot_be_used(team, session):
    data = {"name": "Moussa", "phone": "12", "email": "no address", "once": ONCE}
    answer = team.post(address(session, "enrol"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'value="{data[field]}"' in page for field in data)
    assert page.count('href="#phone"') == page.count('href="#email"') == 1


def test_overlap_is_noticed_and_can_be_meant_with_the_same_form(team, session):
    put_in(session, 1)
    other = SessionFactory(activity__space=session.space, starts_at=session.starts_at)
    data = {"name": "Person 1", "phone": somebody(1).phone, "speaks": "fr", "once": ONCE}
    refused = team.post(address(other, "enrol"), data)
    assert (refused.status_code, other.enrolments.count()) == (409, 0)
    assert 'name="overlap_is_meant"' in refused.content.decode()
    assert (
        team.post(address(other, "enrol"), data | {"overlap_is_meant": "true"}).status_code == 302
    )
    assert other.enrolments.count() == 1


def test_person_on_the_list_is_not_put_there_twice(team, session):
    put_in(session, 1)
    data = {"name": "person 1", "phone": "02 555 10 001", "speaks": "fr"}
    data["phone"] = somebody(1).phone
    answer = team.post(address(session, "enrol"), data)
    assert answer.status_code == 409
    assert "on the list already" in answer.content.decode()


def test_whole_series_is_asked_for_at_once(team, session):
    series = SeriesFactory(activity=session.activity)
    dates = [
        SessionFactory(
            activity=session.activity,
            series=series,
            starts_at=session.starts_at + timedelta(days=days),
        )
        for days in (7, 14)
    ]
    team.post(address(dates[0], "enrol"), {"name": "Moussa", "speaks": "fr", "dates": "all"})
    rows = Enrolment.objects.all()
    assert [row.session for row in rows] == dates
    assert len({row.code for row in rows}) == 1


def test_relative_and_help_are_told(team, session):
    data = {"name": "Moussa", "speaks": "fr", "whom": "child", "help_level": "much"}
    page = team.post(address(session, "enrol"), data, follow=True).content.decode()
    assert "For the child of the one who asked" in page
    assert "Much help" in page
    assert "1 person asks for much help." in page


def test_every_question_has_its_answers_on_the_page(team, session):
    series = SeriesFactory(activity=session.activity)
    first, _second = (
        SessionFactory(
            activity=session.activity,
            series=series,
            starts_at=session.starts_at + timedelta(days=days),
        )
        for days in (7, 14)
    )
    page = team.get(address(first, "enrol")).content.decode()
    for question, answers in {
        "whom": ["self", "child", "parent", "other"],
        "help_level": ["much", "some", "little", ""],
        "dates": ["one", "all"],
    }.items():
        for answer in answers:
            assert f'type="radio" name="{question}" value="{answer}"' in page


@pytest.mark.parametrize(("page", "day"), [("enrol", 7), ("walk-in", 0)])
def test_same_name_is_asked_about_before_it_is_written_twice(team, session, page, day):
    session = SessionFactory(activity=session.activity, starts_at=timezone.now() + timedelta(day))
    put_in(session, 1, name="Moussa Diop", phone="")
    data = {"name": "moussa  DIOP", "speaks": "fr", "once": ONCE}
    asked = team.post(address(session, page), data)
    assert (asked.status_code, session.enrolments.count()) == (409, 1)
    assert 'name="is_other_person"' in asked.content.decode()
    assert 'href="#namesake"' in asked.content.decode()
    done = team.post(address(session, page), data | {"is_other_person": "true"})
    assert (done.status_code, session.enrolments.count()) == (302, 2)


# ---- One tap for one person ----


def test_place_is_given_back_only_after_a_question_that_says_who_gets_it(team, session):
    row, _second = put_in(session, 1), put_in(session, 2)
    put_in(session, 3, name="Rosa Prima")
    asked = team.post(address(session, "people", row.uuid), {"verb": "cancel"})
    row.refresh_from_db()
    assert (asked.status_code, row.state) == (200, "confirmed")
    page = asked.content.decode()
    assert "Give the seat of Person 1 back?" in page
    assert "held for Rosa Prima" in page
    press(team, row, "cancel")
    assert row.state == "cancelled"


def test_held_seat_is_taken_by_telephone_and_given_back(team, session):
    first, _second, third = (put_in(session, number) for number in (1, 2, 3))
    page = team.get(address(session)).content.decode()
    assert "First on the waiting list" in page
    press(team, first, "cancel")
    third.refresh_from_db()
    assert third.state == "held"
    assert "Held until" in team.get(address(session)).content.decode()
    press(team, third, "confirm")
    assert third.state == "confirmed"
    press(team, third, "cancel")
    assert third.state == "cancelled"


def test_same_button_pressed_twice_does_no_harm(team, session):
    row = put_in(session, 1)
    press(team, row, "cancel")
    answer = team.post(address(session, "people", row.uuid), {"verb": "cancel"}, follow=True)
    assert "not possible any more" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_verb_that_nobody_offers_is_refused(team, session):
    row = put_in(session, 1)
    assert press(team, row, "expire").status_code == 400
    assert row.state == "confirmed"


def test_free_seats_are_offered_to_who_asked_first(team, session):
    rows = [put_in(session, number) for number in (1, 2, 3, 4)]
    # A seat became free without anybody passing it on.
    Enrolment.objects.filter(pk=rows[0].pk).delete()
    assert "Offer the free seats" in team.get(address(session)).content.decode()
    team.post(address(session, "offer"))
    assert [row.state for row in session.enrolments.order_by("pk")] == [
        "confirmed",
        "held",
        "waiting",
    ]


def test_messages_name_nobody(team, session):
    row = put_in(session, 1)
    answer = press(team, row, "cancel")
    assert "Person" not in str(answer.cookies)


# ---- The day ----


def let_begin(session) -> None:
    """The session began an hour ago."""
    now = timezone.now()
    session.starts_at, session.ends_at = now - timedelta(hours=1), now + timedelta(hours=1)
    session.save(update_fields=["starts_at", "ends_at"])


def test_nobody_is_marked_before_the_day(team, session):
    row = put_in(session, 1)
    page = team.get(address(session, "attendance")).content.decode()
    assert "from the day of the session on" in page
    assert 'value="attend"' not in page
    assert "walk-in" not in page
    for verb in ("attend", "miss"):
        press(team, row, verb, next="attendance")
        assert row.state == "confirmed"
    data = {"name": "Moussa", "speaks": "fr"}
    answer = team.post(address(session, "walk-in"), data)
    assert (answer.status_code, session.enrolments.count()) == (409, 1)
    assert "The session is not today." in answer.content.decode()


def test_mark_is_made_and_taken_back(team, session):
    row = put_in(session, 1)
    let_begin(session)
    answer = press(team, row, "attend", next="attendance")
    assert row.state == "attended"
    assert answer.url == f"{address(session, 'attendance')}#p-{row.pk}"
    press(team, row, "unmark", next="attendance")
    assert row.state == "confirmed"


def test_who_walked_in_is_typed_in_after_the_end(team, session):
    past = timezone.now() - timedelta(days=3)
    session.starts_at, session.ends_at = past, past + timedelta(hours=1)
    session.save()
    assert "/walk-in" in team.get(address(session, "attendance")).content.decode()
    team.post(address(session, "walk-in"), {"name": "Moussa", "speaks": "fr"})
    assert session.enrolments.get().source == "walk_in"


def test_everybody_marked_is_said(team, session):
    rows = [put_in(session, number) for number in (1, 2)]
    let_begin(session)
    page = team.get(address(session, "attendance")).content.decode()
    assert "2 people are not marked yet." in page
    press(team, rows[0], "attend")
    press(team, rows[1], "miss")
    page = team.get(address(session, "attendance")).content.decode()
    assert "Everybody is marked. 1 came. 1 did not come." in page


def test_walk_in_takes_a_seat_and_no_more_than_there_are(team, session):
    put_in(session, 1)
    let_begin(session)
    data = {"name": "Moussa", "speaks": "fr", "once": ONCE}
    for _time in (1, 2):
        assert team.post(address(session, "walk-in"), data).status_code == 302
    assert sorted(row.state for row in session.enrolments.all()) == ["attended", "confirmed"]
    answer = team.post(address(session, "walk-in"), {"name": "Awa", "speaks": "fr"})
    assert answer.status_code == 409
    assert "Every seat is taken" in answer.content.decode()


def test_sheet_has_everybody_who_is_expected_and_lines_for_others(team, session):
    put_in(session, 1)
    put_in(session, 2)
    put_in(session, 3)
    page = team.get(address(session, "sheet")).content.decode()
    assert all(f"Person {number}" in page for number in (1, 2, 3))
    assert somebody(1).phone not in page
    assert page.count('<li><span class="d-box"></span></li>') == 4


def test_recent_absence_is_shown_and_fades(team, session):
    past = SessionFactory(activity__space=session.space, starts_at=timezone.now())
    missed = put_in(past, 1)
    attendance.mark_absent(missed)
    past.starts_at = timezone.now() - timedelta(days=10)
    past.ends_at = past.starts_at + timedelta(hours=2)
    past.save()
    put_in(session, 1)
    assert "Did not come 1 time" in team.get(address(session)).content.decode()
    past.starts_at -= timedelta(days=184)
    past.ends_at -= timedelta(days=184)
    past.save()
    assert "Did not come 1 time" not in team.get(address(session)).content.decode()


def test_forgotten_people_still_have_their_line(team, session):
    put_in(session, 1)
    Identity.objects.all().delete()
    assert "Name deleted" in team.get(address(session)).content.decode()
    Enrolment.objects.update(visitor=None)
    for part in ("", "/attendance", "/sheet"):
        assert team.get(address(session) + part).status_code == 200


# ---- To call ----


@pytest.fixture
def to_call(session):
    """Somebody for whom a seat is held and who has a telephone."""
    rows = [put_in(session, number) for number in (1, 2, 3)]
    enrolments.cancel(rows[0])
    return Call.objects.get()


def test_call_is_done_once_by_whoever_was_first(team, to_call):
    page = team.get(f"{base(to_call)}/calls").content.decode()
    assert 'href="tel:+32255510003"' in page
    assert "A seat is free" in page
    colleague = make_member(Role.COORDINATOR, scope_of_space(to_call.space)).user
    assert call_done(to_call, by=colleague)
    answer = team.post(f"{base(to_call)}/calls/{to_call.pk}", follow=True)
    to_call.refresh_from_db()
    assert to_call.done_by == colleague
    assert "Nobody has to be called" in answer.content.decode()
    assert colleague.shown_name in answer.content.decode()


def test_who_has_no_telephone_is_told_in_person(team, to_call):
    Identity.objects.update(phone="")
    page = team.get(f"{base(to_call)}/calls").content.decode()
    assert "No telephone: tell this person when she or he comes by." in page


def test_seat_is_taken_on_the_telephone_from_the_list(team, to_call):
    row = to_call.enrolment
    answer = press(team, row, "confirm", next="calls")
    assert (answer.url, row.state) == (f"{base(to_call)}/calls", "confirmed")
    assert "No longer needed" in team.get(answer.url).content.decode()


def test_late_calls_stand_below(team, to_call):
    Call.objects.update(until=timezone.now() - timedelta(hours=1))
    page = team.get(f"{base(to_call)}/calls").content.decode()
    assert page.index("Nobody has to be called") < page.index("Too late to call")


def test_ten_dates_are_one_call_and_the_heading_counts_people(team, session):
    dates = [
        SessionFactory(activity=session.activity, starts_at=session.starts_at + timedelta(days=n))
        for n in range(3)
    ]
    rows = enrolments.enrol(dates, somebody(1), language="fr", source="desk")
    other = put_in(session, 2)
    for row in [*rows, other]:
        Call.objects.create(
            enrolment=row, space=session.space, reason="moved", until=session.starts_at
        )
    where = f"{base(session)}/calls"
    page = team.get(where).content.decode()
    assert '<span class="n">2</span>' in page
    assert page.count("The session has moved") == page.count('name="also"') - 2 == 2
    mine = [call.pk for call in Call.objects.filter(enrolment__in=rows)]
    strange = Call.objects.get(enrolment=other)
    team.post(f"{where}/{mine[0]}", {"also": [*mine, strange.pk, "x", "²"]})
    assert list(Call.objects.filter(done_at=None)) == [strange]
    [told] = desk_work.notices(team.user)
    assert told.text == "1 person has to be told something by telephone."


def test_every_open_call_is_counted_and_found(team, session, monkeypatch):
    monkeypatch.setattr(calls, "A_PAGE", 1)
    for number in (1, 2):
        Call.objects.create(
            enrolment=put_in(session, number),
            space=session.space,
            reason="moved",
            until=session.starts_at,
        )
    pages = [team.get(f"{base(session)}/calls?page={n}").content.decode() for n in (1, 2)]
    assert all('<span class="n">2</span>' in page for page in pages)
    assert ["<bdi>Person 1<" in page for page in pages] == [True, False]
    assert ["<bdi>Person 2<" in page for page in pages] == [False, True]


def test_one_person_is_called_once_about_everything(team, to_call):
    Call.objects.create(
        enrolment=to_call.enrolment,
        space=to_call.space,
        reason="moved",
        until=to_call.until + timedelta(days=1),
    )
    page = team.get(f"{base(to_call)}/calls").content.decode()
    assert page.count('href="tel:') == 1
    assert "The session has moved" in page


# ---- What waits, and what it costs ----


def test_frame_tells_of_calls_and_of_sessions_without_marks(team, to_call, session):
    assert desk_work.notices in work.notices
    [told] = desk_work.notices(team.user)
    assert told.link.endswith(f"/work/spaces/{session.space.slug}/calls")
    session.starts_at = timezone.now() - timedelta(hours=3)
    session.ends_at = timezone.now() - timedelta(hours=1)
    session.save()
    links = [notice.link for notice in desk_work.notices(team.user)]
    assert links[1].endswith("/attendance")
    manager = make_member(Role.MANAGER, scope_of_space(session.space).above[0]).user
    assert list(desk_work.notices(manager)) == []


@pytest.mark.parametrize("part", ["", "/attendance", "/sheet"])
def test_queries_do_not_grow_with_the_people(team, session, django_assert_max_num_queries, part):
    session.capacity = 3
    session.save()
    put_in(session, 1)
    team.get(address(session) + part)
    with django_assert_max_num_queries(50) as one:
        team.get(address(session) + part)
    put_in(session, 2)
    put_in(session, 3)
    with django_assert_max_num_queries(len(one)):
        team.get(address(session) + part)
    assert len(one) <= 11


def test_queries_do_not_grow_with_the_calls(team, session, django_assert_max_num_queries):
    rows = [put_in(session, number) for number in (1, 2)]

    def add(row):
        Call.objects.create(
            enrolment=row, space=session.space, reason="moved", until=session.starts_at
        )

    add(rows[0])
    team.get(f"{base(session)}/calls")
    with django_assert_max_num_queries(50) as one:
        team.get(f"{base(session)}/calls")
    add(rows[1])
    add(rows[1])
    with django_assert_max_num_queries(len(one)):
        team.get(f"{base(session)}/calls")
