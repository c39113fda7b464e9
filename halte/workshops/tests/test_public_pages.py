"""What the public sees and does, as a browser without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from halte.workshops.codes import new_code
from halte.workshops.domain import attendance, enrolments
from halte.workshops.enums import SessionState
from halte.workshops.models import Enrolment, Session
from halte.workshops.tests.factories import (
    ActivityFactory,
    SeriesFactory,
    SessionFactory,
    somebody,
    soon,
)

pytestmark = pytest.mark.django_db

ANSWERS = {"whom": "me", "name": "Ana", "channel": "phone", "phone": "02 555 12 12"}
ANSWERS |= {"help_level": "much"}


def address(session) -> str:
    return f"/en/workshops/{session.uuid}"


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def enrol(session, number=1):
    return enrolments.enrol([session], somebody(number), language="en")[0]


def test_programme_shows_what_comes_with_seats_in_words(client):
    activity = ActivityFactory(title_en="My first e-mail", space__name_en="Here")
    SessionFactory(activity=activity, capacity=3)
    SessionFactory(activity=activity, capacity=1, starts_at=soon(8))
    full = SessionFactory(activity=activity, capacity=1, starts_at=soon(9))
    for number in (1, 2, 3):
        enrol(full, number)
    SessionFactory(activity=activity, starts_at=soon(-3))
    SessionFactory(activity=activity, state=SessionState.DRAFT)
    SessionFactory(activity=activity, state=SessionState.CANCELLED, starts_at=soon(10))
    page = client.get("/en/programme").content.decode()
    seats = re.findall(r'class="h-seats \w+">.*?</svg>([^<]+)<', page)
    assert seats == ["3 seats left", "1 last seat", "Full, 2 people wait", "Cancelled"]


def test_kept_seats_are_not_shown_as_free(client):
    until = timezone.now() + timedelta(days=1)
    session = SessionFactory(capacity=3, kept_for_referrers=2, kept_until=until)
    assert "1 last seat" in text(client.get("/en/programme"))
    enrol(session)
    assert "Full, nobody waits yet" in text(client.get("/en/programme"))
    assert "No workshop fits" in text(client.get("/en/programme?seats=true"))
    assert "Put me on the waiting list" in text(client.get(address(session)))
    Session.objects.update(kept_until=timezone.now())
    assert "2 seats left" in text(client.get("/en/programme?seats=true"))


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_day_at_the_end_of_all_days_is_refused(client, name, day):
    session = SessionFactory()
    for page in ("/en/programme", f"/en/spaces/{session.space.slug}/programme"):
        told = text(client.get(f"{page}?{name}={day}"))
        assert "This day is too far away. Choose one in these years." in told


def test_programme_of_a_space_shows_its_own(client):
    mine = SessionFactory()
    SessionFactory()
    page = client.get(f"/en/spaces/{mine.space.slug}/programme").content.decode()
    assert re.findall(r"/en/workshops/([0-9a-f-]{36})\"", page) == [str(mine.uuid)]
    assert client.get("/en/spaces/nowhere/programme").status_code == 404


def test_seat_that_goes_shows_at_once_though_the_page_is_kept(client):
    session = SessionFactory(capacity=2)
    assert "2 seats left" in text(client.get("/en/programme"))
    enrol(session)
    assert "1 last seat" in text(client.get("/en/programme"))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("theme=email", 1),
        ("theme=jobs", 1),
        ("level=advanced", 0),
        ("language=nl", 1),
        ("near=1050", 2),
        ("near=Ixelles&theme=email", 1),
        ("from=2000-01-01&to=2000-02-01", 0),
        ("seats=true", 1),
        ("theme=%00&level=x&from=x&seats=x&language=xxx&near=zzz&cursor=!", 2),
    ],
)
def test_filters(client, query, count):
    from halte.network.tests.factories import PlaceNameFactory, PostcodeFactory

    PostcodeFactory()
    PlaceNameFactory()
    SessionFactory(activity__theme="email", activity__language="nl")
    full = SessionFactory(activity__theme="jobs", capacity=1)
    enrol(full)
    page = client.get(f"/en/programme?{query}").content.decode()
    assert page.count('<li class="h-session">') == count


def test_long_programme_has_pages_that_lose_and_repeat_nothing(client):
    activity = ActivityFactory()
    made = [SessionFactory(activity=activity, starts_at=soon(7)) for _n in range(60)]
    seen, address_ = [], "/en/programme"
    while address_:
        page = client.get(address_).content.decode()
        seen += re.findall(r"<h2><a href=\"/en/workshops/([0-9a-f-]{36})\"", page)
        more = re.search(r'href="(\?cursor=[^"]+)"', page)
        address_ = f"/en/programme{more[1]}" if more else ""
    assert seen == [str(session.uuid) for session in made]


@pytest.mark.parametrize("count", [1, 3])
def test_programme_costs_the_same_for_one_and_for_many(client, count, django_assert_num_queries):
    activity = ActivityFactory()
    for _n in range(count):
        SessionFactory(activity=activity)
    with django_assert_num_queries(5):
        client.get("/en/programme")


def test_enrolling_leads_to_ones_own_seat(client):
    session = SessionFactory()
    answer = client.post(address(session), ANSWERS)
    row = Enrolment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/seat/{row.code}")
    page = client.get(answer["Location"])
    assert "You have a seat" in text(page)
    assert "noindex" in page.content.decode()
    assert (row.help_level, row.relative, row.source) == ("much", "", "public")
    assert (row.visitor.identity.phone, row.visitor.language) == ("+3225551212", "en")


@pytest.mark.parametrize("way", [{}, {"channel": "paper", "phone": ""}])
def test_form_sent_twice_leads_to_the_same_seat(client, way):
    page = address(SessionFactory())
    number = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())[1]
    answers = [client.post(page, {**ANSWERS, **way, "once": number}) for _time in (1, 2)]
    row = Enrolment.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/en/seat/{row.code}"] * 2
    # Somebody else at the same computer, who went back to the form.
    client.post(page, {**ANSWERS, **way, "name": "Bea", "once": number})
    assert Enrolment.objects.count() == 2


def test_form_of_another_browser_leads_to_no_seat_of_the_first(client):
    page = address(SessionFactory())
    answers = {**ANSWERS, "once": "1"}
    client.post(page, answers)
    other = type(client)()
    assert other.post(page, answers).status_code == 409


def test_form_that_was_refused_may_be_sent_again(client):
    session = SessionFactory(enrolment_opens_at=soon(1))
    client.get(address(session))
    answers = {**ANSWERS, "once": "1"}
    assert client.post(address(session), answers).status_code == 409
    Session.objects.update(enrolment_opens_at=None)
    assert client.post(address(session), answers).status_code == 302


def test_somebody_without_anything_gets_a_code_on_paper(client):
    client.post(address(SessionFactory()), {**ANSWERS, "channel": "paper", "phone": ""})
    assert Enrolment.objects.get().visitor.identity.channel == "paper"


def test_child_gets_a_seat(client):
    client.post(address(SessionFactory()), {**ANSWERS, "whom": "child"})
    assert Enrolment.objects.get().relative == "child"


def test_all_dates_of_a_series(client):
    series = SeriesFactory()
    rows = [
        SessionFactory(activity=series.activity, series=series, starts_at=soon(days))
        for days in (7, 14, 21)
    ]
    client.post(address(rows[0]), {**ANSWERS, "dates": "all"})
    assert Enrolment.objects.count() == 3


def test_course_is_enrolled_for_as_a_whole(client):
    series = SeriesFactory(is_whole=True)
    rows = [
        SessionFactory(activity=series.activity, series=series, starts_at=soon(days))
        for days in (7, 14)
    ]
    client.post(address(rows[1]), ANSWERS)
    assert Enrolment.objects.count() == 2


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": ""}, "Write a name, or a first name."),
        ({"phone": "0470 12 34"}, "There are 8 digits here. Look at the number again."),
        ({"phone": ""}, "Write your telephone number."),
        ({"channel": "mail", "email": "nobody"}, "This is not an e-mail address."),
        ({"channel": "mail"}, "Write your e-mail address."),
        ({"help_level": ""}, "Choose one answer."),
        ({"help_level": "x"}, "Choose one of the answers in the list."),
        ({"channel": "pigeon"}, "Choose one of the answers in the list."),
        ({"website": "http://robot.example"}, "You are not enrolled."),
    ],
)
def test_bad_answers_are_told_and_nothing_typed_is_lost(client, answers, sentence):
    answer = client.post(address(SessionFactory()), {**ANSWERS, "name": "Ana 日", **answers})
    assert (answer.status_code, sentence in text(answer)) == (422, True)
    assert Enrolment.objects.count() == 0
    if "name" not in answers:
        assert 'value="Ana 日"' in answer.content.decode()


def test_refusals_are_told(client):
    session = SessionFactory()
    client.post(address(session), ANSWERS)
    again = client.post(address(session), ANSWERS)
    assert (again.status_code, "on the list already" in text(again)) == (409, True)
    other = SessionFactory(activity=session.activity, starts_at=session.starts_at)
    overlapping = client.post(address(other), ANSWERS)
    assert (overlapping.status_code, "Yes, enrol for both" in text(overlapping)) == (409, True)
    meant = client.post(address(other), {**ANSWERS, "overlap_is_meant": "true"})
    assert meant.status_code == 302


@pytest.mark.parametrize("fields", [{"state": "cancelled"}, {"starts_at": soon(-1)}])
def test_closed_session_has_no_form_and_takes_nobody(client, fields):
    session = SessionFactory(**fields)
    assert 'name="name"' not in client.get(address(session)).content.decode()
    assert client.post(address(session), ANSWERS).status_code == 409


def test_draft_and_hidden_space_are_not_found(client):
    draft = SessionFactory(state=SessionState.DRAFT)
    hidden = SessionFactory(activity__space__is_published=False)
    assert [client.get(address(row)).status_code for row in (draft, hidden)] == [404, 404]


# ---- One's own seat -----------------------------------------------------------------------------


def test_seat_is_given_back_and_passed_on(client):
    session = SessionFactory(capacity=1)
    first, second = enrol(session, 1), enrol(session, 2)
    client.post(f"/en/seat/{first.code}", {"verb": "cancel"})
    assert "A seat is free for you" in text(client.get(f"/en/seat/{second.code}"))
    client.post(f"/en/seat/{second.code}", {"verb": "confirm"})
    assert "You have a seat" in text(client.get(f"/en/seat/{second.code}"))
    again = client.post(f"/en/seat/{second.code}", {"verb": "confirm"}, follow=True)
    assert "not possible any more" in text(again)


def test_who_waits_reads_her_place_in_words(client):
    session = SessionFactory(capacity=1)
    rows = [enrol(session, number) for number in (1, 2, 3)]
    pages = [text(client.get(f"/en/seat/{row.code}")) for row in rows[1:]]
    assert "You are the first on the waiting list." in pages[0]
    assert "1 person is before you on the waiting list." in pages[1]


def test_one_date_of_several_is_given_back(client):
    one = SessionFactory()
    two = SessionFactory(activity=one.activity, starts_at=soon(14))
    rows = enrolments.enrol([one, two], somebody(), language="en")
    client.post(f"/en/seat/{rows[0].code}", {"verb": "cancel", "seat": str(rows[1].uuid)})
    assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == [
        "confirmed",
        "cancelled",
    ]


def test_absence_is_shown_to_the_person(client):
    row = enrol(SessionFactory())
    past = timezone.now() - timedelta(hours=1)
    Session.objects.update(starts_at=past - timedelta(hours=2), ends_at=past)
    attendance.mark_absent(Enrolment.objects.select_related("session").get())
    assert "you had 1 seat and did not come" in text(client.get(f"/en/seat/{row.code}"))


def test_forged_codes_find_nothing(client):
    row = enrol(SessionFactory())
    forged = [new_code(row.space_id), new_code(999_999_999), "x", "A" * 11, "%00", "A" * 300]
    assert [client.get(f"/en/seat/{code}").status_code for code in forged] == [404] * 6


def test_guessing_ends_soon(client):
    statuses = {client.get("/en/seat/AAAAAAAAAAA").status_code for _n in range(61)}
    assert statuses == {404, 429}


def test_code_is_typed_in_any_way(client):
    row = enrol(SessionFactory())
    typed = " ".join(row.code.lower())
    answer = client.post("/en/seat", {"code": typed})
    assert answer["Location"] == f"/en/seat/{row.code}"
    wrong = client.post("/en/seat", {"code": "abc<"})
    assert (wrong.status_code, "This is not a whole code." in text(wrong)) == (422, True)


def test_unknown_verb_is_refused(client):
    row = enrol(SessionFactory())
    assert client.post(f"/en/seat/{row.code}", {"verb": "x"}).status_code == 400
