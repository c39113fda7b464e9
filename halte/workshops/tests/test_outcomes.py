"""How a series ended, the certificate, counted groups."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone
from django.utils.translation import override

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.network.scopes import scope_of_space
from halte.workshops.certificates import certificate, presence
from halte.workshops.domain import attendance, enrolments
from halte.workshops.models import Enrolment, GroupVisit, HeadCount, Outcome, Session
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    """A series of two dates; the first is now."""
    series = SeriesFactory(activity__competences=["1.1", "2.3"])
    for days in (0, 7):
        SessionFactory(
            activity=series.activity,
            series=series,
            capacity=5,
            starts_at=timezone.now() + timedelta(days=days),
        )
    return series


@pytest.fixture
def team(client, series):
    client.force_login(make_member(Role.FACILITATOR, scope_of_space(series.space)).user)
    return client


def learner(series, number=1, *, language="fr", **fields):
    """Somebody who came to the first date."""
    dates, who = list(series.sessions.all()), somebody(number, **fields)
    rows = enrolments.enrol(dates, who, language=language, source="desk")
    attendance.mark_attended(rows[0])
    return rows[0].visitor


def results(series) -> str:
    return f"/en/work/spaces/{series.space.slug}/series/{series.uuid}/results"


# ---- Results ----


def test_results_are_noted_together_and_corrected(team, series):
    one, two = learner(series, 1), learner(series, 2)
    data = {
        f"result-{one.uuid}": "finished",
        f"certificate-{one.uuid}": "on",
        f"exit-{one.uuid}": "on",
        f"result-{two.uuid}": "",
    }
    assert team.post(results(series), data).status_code == 302
    [row] = Outcome.objects.all()
    assert (row.visitor, row.result, row.has_certificate, row.is_positive_exit) == (
        one,
        "finished",
        True,
        True,
    )
    page = team.get(results(series)).content.decode()
    assert "Came 1 of 2 times" in page
    assert f"/certificates/{one.uuid}" in page
    team.post(results(series), {f"result-{one.uuid}": "left"})
    row.refresh_from_db()
    assert (row.result, row.has_certificate) == ("left", False)
    team.post(results(series), {f"result-{one.uuid}": ""})
    assert Outcome.objects.count() == 0


def test_who_never_came_has_not_finished(team, series):
    [row] = enrolments.enrol([series.sessions.first()], somebody(5), language="fr", source="desk")
    visitor = row.visitor
    answer = team.post(results(series), {f"result-{visitor.uuid}": "finished"})
    assert (answer.status_code, Outcome.objects.count()) == (422, 0)
    assert "never came" in answer.content.decode()


def test_certificate_for_who_left_is_refused_and_nothing_is_lost(team, series):
    one, two = learner(series, 1), learner(series, 2)
    data = {
        f"result-{one.uuid}": "left",
        f"certificate-{one.uuid}": "on",
        f"result-{two.uuid}": "finished",
    }
    answer = team.post(results(series), data)
    assert (answer.status_code, Outcome.objects.count()) == (422, 0)
    page = answer.content.decode()
    assert "A certificate is for those who finished." in page
    assert page.count('value="finished" selected') == page.count('value="left" selected') == 1


def test_queries_of_results_do_not_grow(team, series, django_assert_max_num_queries):
    learner(series, 1)
    team.get(results(series))
    with django_assert_max_num_queries(50) as one:
        team.get(results(series))
    learner(series, 2)
    learner(series, 3)
    with django_assert_max_num_queries(len(one)):
        team.get(results(series))


# ---- The certificate ----


@pytest.mark.parametrize(
    ("language", "lang", "title"),
    [
        ("fr", "fr-BE", "Attestation de présence"),
        ("nl", "nl-BE", "Attest van aanwezigheid"),
        ("en", "en-GB", "Certificate of attendance"),
        ("ar", "fr-BE", "Attestation de présence"),
    ],
)
def test_certificate_is_tagged_and_says_its_language_and_title(series, language, lang, title):
    visitor = learner(series, language=language)
    body = certificate(series, visitor, day=timezone.localdate())
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == lang
        assert str(pdf.docinfo["/Title"]) == title
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("name", ["فاطمة بنعلي", "يوسف Youssef", "Олена", "Łukasz Țepeș", "李小龍"])
def test_name_in_any_letters_gives_a_sheet(series, name):
    visitor = learner(series, name=name)
    assert certificate(series, visitor, day=timezone.localdate()).startswith(b"%PDF")


def test_certificate_is_set_in_the_fonts_of_the_house(series):
    visitor = learner(series, name="Łukasz فاطمة Олена")
    with pikepdf.open(io.BytesIO(certificate(series, visitor, day=timezone.localdate()))) as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert fonts
    assert all("NotoSans" in font for font in fonts)


def test_certificate_comes_in_the_language_that_is_chosen(team, series):
    visitor = learner(series)
    attendance.note_outcome(series, visitor, result="finished", has_certificate=True)
    address = results(series).replace("results", f"certificates/{visitor.uuid}")
    answer = team.get(address, {"language": "nl"})
    assert answer["Content-Disposition"].endswith('-nl.pdf"')
    assert "Person" not in answer["Content-Disposition"]
    assert 'language=nl"' in team.get(results(series)).content.decode()
    assert "The series is not over" in team.get(results(series)).content.decode()


def test_certificate_is_only_for_those_for_whom_it_was_noted(team, series):
    visitor = learner(series)
    address = results(series).replace("results", f"certificates/{visitor.uuid}")
    assert team.get(address).status_code == 404
    attendance.note_outcome(series, visitor, result="finished", has_certificate=True)
    answer = team.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    row = Enrolment.objects.select_related("session").get(state="attended")
    attendance.unmark(row)
    assert team.get(address).status_code == 404
    attendance.mark_attended(row)
    visitor.identity.delete()
    assert team.get(address).status_code == 404


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("fr", ["1 séance, 1 h en tout.", "3 mars 2026."]),
        ("nl", ["1 sessie, 1 uur in totaal.", "3 maart 2026."]),
        ("en", ["1 session, 1 h in all.", "3 March 2026."]),
    ],
)
def test_certificate_says_when_and_how_long(language, lines):
    start = timezone.make_aware(timezone.datetime(2026, 3, 3, 10))
    one = Session(starts_at=start, ends_at=start + timedelta(hours=1))
    longer = timedelta(days=7, minutes=90)
    two = Session(starts_at=start + timedelta(days=7), ends_at=start + longer)
    with override(language):
        assert presence([one], language) == lines
        if language == "fr":
            assert presence([one, two], language) == [
                "2 séances, 2,5 h en tout.",
                "3 mars 2026 et 10 mars 2026.",
            ]


# ---- Groups ----


def test_group_is_counted_corrected_and_removed(team, series):
    address = f"/en/work/spaces/{series.space.slug}/groups"
    today = f"{timezone.localdate()}"
    data = {"day": today, "group": "School 1", "heads-12_17-women": "9", "heads-12_17-men": "11"}
    assert team.post(address, data).status_code == 302
    [visit] = GroupVisit.objects.all()
    assert "20 heads" in team.get(address).content.decode()
    assert 'value="11"' in team.get(f"{address}/{visit.pk}").content.decode()
    team.post(f"{address}/{visit.pk}", {"day": today, "group": "School 2", "heads-65-men": "4"})
    [count] = HeadCount.objects.all()
    assert (count.age_band, count.gender, count.heads) == ("65", "men", 4)
    team.post(f"{address}/{visit.pk}", {"act": "delete"})
    assert GroupVisit.objects.count() == HeadCount.objects.count() == 0


def test_group_is_tied_to_a_session_of_its_day(team, series):
    address = f"/en/work/spaces/{series.space.slug}/groups"
    first, later = series.sessions.order_by("starts_at")
    day = f"{timezone.localdate(first.starts_at)}"
    data = {"day": day, "group": "School", "heads-65-men": "4", "session": first.pk}
    for wrong in (later, SessionFactory(starts_at=first.starts_at)):
        assert team.post(address, data | {"session": wrong.pk}).status_code == 422
    Session.objects.filter(pk=first.pk).update(starts_at=first.starts_at - timedelta(days=1))
    answer = team.post(address, data)
    assert (answer.status_code, GroupVisit.objects.count()) == (422, 0)
    assert "The workshop was on another day." in answer.content.decode()
    Session.objects.filter(pk=first.pk).update(starts_at=first.starts_at)
    team.post(address, data)
    visit = GroupVisit.objects.get()
    assert visit.session == first
    assert f"/sessions/{first.uuid}/attendance" in team.get(address).content.decode()
    assert f'value="{first.pk}" selected' in team.get(f"{address}/{visit.pk}").content.decode()
    team.post(f"{address}/{visit.pk}", data | {"session": ""})
    visit.refresh_from_db()
    assert visit.session is None


def test_pages_of_a_series_and_of_its_dates_lead_to_each_other(team, series):
    base = f"/en/work/spaces/{series.space.slug}"
    date = series.sessions.first()
    page = team.get(f"{base}/sessions/{date.uuid}").content.decode()
    assert f'href="{base}/workshops/{date.uuid}"' in page
    page = team.get(f"{base}/workshops/series/{series.uuid}").content.decode()
    assert f'href="{results(series)}"' in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "count at least one head."),
        ({"heads-65-men": "-1"}, "heads-65-men"),
        ({"heads-65-men": "501"}, "heads-65-men"),
        ({"day": "2999-01-01", "heads-65-men": "1"}, "This day is still to come."),
        ({"day": "soon", "heads-65-men": "1"}, "This is not a day."),
    ],
)
def test_group_that_cannot_be_is_refused(team, series, given, sentence):
    data = {"day": f"{timezone.localdate()}", "group": "School"} | given
    answer = team.post(f"/en/work/spaces/{series.space.slug}/groups", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert GroupVisit.objects.count() == 0
