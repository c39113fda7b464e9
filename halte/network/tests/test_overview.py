"""The coordination's list of all spaces: figures that agree, filters, order, export, reminding."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member, make_user
from halte.core.mail.models import Message
from halte.core.models import LogEntry
from halte.network.freshness import Freshness
from halte.network.models import Reminder, Space
from halte.network.overview import Lack, Order, spaces_named
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import (
    CorrectionFactory,
    FindingFactory,
    OrganisationFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/en/work/network"


def ago(months: int) -> date:
    return timezone.localdate() - relativedelta(months=months)


@pytest.fixture
def officer(client) -> Client:
    client.force_login(make_member(Role.OFFICER, REGION).user)
    return client


@pytest.fixture
def auditor() -> Client:
    browser = Client()
    browser.force_login(make_member(Role.AUDITOR, REGION).user)
    return browser


@pytest.fixture
def several() -> dict[str, Space]:
    """One space of each freshness; the first is the only one with everything."""
    ages = {"a": 0, "b": 7, "c": 13, "d": 20, "e": None}
    house = OrganisationFactory(name_fr="Maison Zeta")
    spaces = {
        name: SpaceFactory(
            slug=name,
            name_fr=f"Espace {name}",
            name_nl="",
            name_en="",
            confirmed_on=None if age is None else ago(age),
            organisation=house,
        )
        for name, age in ages.items()
    }
    first = spaces["a"]
    SiteFactory(space=first, hours_confirmed_on=ago(0))
    for name in "bc":
        SiteFactory(space=spaces[name])
    SiteFactory(space=spaces["c"], hours_confirmed_on=ago(9), closed_on=ago(1))
    make_member(Role.COORDINATOR, scope_of_space(first), make_user(name="SECRET-NAME"))
    ended = {"starts_on": ago(3), "ends_on": timezone.localdate()}
    make_member(Role.COORDINATOR, scope_of_space(spaces["b"]), **ended)
    make_member(Role.FACILITATOR, scope_of_space(spaces["c"]))
    return spaces


def slugs(answer) -> list[str]:
    """The spaces of the list, in its order."""
    table = answer.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    return re.findall(r'href="/en/spaces/(\w+)"', table)


def figures(answer) -> dict[str, int]:
    """What the tiles say, by their filter."""
    nav = answer.content.decode().partition('class="w-figures"')[2].partition("</nav>")[0]
    tiles = re.findall(r'<a href="\?([^"]*)".*?<b>(\d+)</b>', nav, re.S)
    return {
        dict([part.split("=") for part in link.split("&amp;")])["show"]: int(n) for link, n in tiles
    }


EXPECTED = {
    Freshness.UP_TO_DATE: ["a"],
    Freshness.TO_WATCH: ["b"],
    Freshness.TO_CHECK: ["c"],
    Freshness.OUT_OF_DATE: ["d"],
    Freshness.NEVER: ["e"],
    Lack.COORDINATOR: ["b", "c", "d", "e"],
    Lack.HOURS: ["b", "c", "d", "e"],
}


def test_tiles_and_list_say_the_same(officer, several):
    assert figures(officer.get(PAGE)) == {name: len(found) for name, found in EXPECTED.items()}
    for name, expected in EXPECTED.items():
        assert slugs(officer.get(f"{PAGE}?show={name}")) == expected, name


def test_tiles_count_among_what_was_searched(officer, several):
    Space.objects.filter(slug__in=["d", "e"]).update(name_fr="Autre lieu")
    answer = officer.get(f"{PAGE}?q=autre")
    assert slugs(answer) == ["d", "e"]
    assert figures(answer) == {
        **dict.fromkeys(EXPECTED, 0),
        Freshness.OUT_OF_DATE: 1,
        Freshness.NEVER: 1,
        Lack.COORDINATOR: 2,
        Lack.HOURS: 2,
    }


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", "abcde"),
        ("-name", "edcba"),
        ("confirmed", "edcba"),
        ("-confirmed", "abcde"),
        ("messages", "abdec"),
        ("-messages", "cabde"),
        ("-coordinators", "abcde"),
        ("-municipality", "abcde"),
        ("organisation", "abcde"),
        ("-reminded", "dabce"),
        ("nonsense", "abcde"),
        ("--name", "abcde"),
        ("", "abcde"),
    ],
)
def test_order(officer, several, order, expected):
    CorrectionFactory(space=several["c"])
    CorrectionFactory(space=several["a"], state="applied")
    member = make_member(Role.COORDINATOR, scope_of_space(several["d"]))
    Reminder.objects.create(
        space=several["d"], membership=member, threshold=18, about=several["d"].confirmed_on
    )
    if order == "-coordinators":
        expected = "adbce"
    assert slugs(officer.get(f"{PAGE}?sort={order}")) == list(expected)


def test_every_column_can_be_sorted_both_ways(officer, several):
    for order in Order:
        for sign in ("", "-"):
            assert len(slugs(officer.get(f"{PAGE}?sort={sign}{order}"))) == 5


@pytest.mark.parametrize(
    "query", ["show=x", "page=0", "page=x", "page=99", "q=%00", "q=" + "x" * 999]
)
def test_nonsense_is_left_out(officer, several, query):
    assert officer.get(f"{PAGE}?{query}").status_code == 200


def test_empty_list_says_what_to_do(officer):
    assert "No space fits" in officer.get(PAGE).content.decode()


def test_names_are_for_the_coordination_alone(officer, auditor, several):
    assert "SECRET-NAME" in officer.get(PAGE).content.decode()
    page = auditor.get(PAGE).content.decode()
    assert slugs(auditor.get(PAGE)) == list("abcde")
    assert "SECRET-NAME" not in page
    assert 'name="space"' not in page
    assert "/team" not in page


def test_line_tells_findings_messages_and_reminder(officer, several):
    FindingFactory(subject="Espace b")
    FindingFactory(subject="Espace a; Espace b")
    CorrectionFactory(space=several["b"])
    CorrectionFactory(space=several["b"], state="dismissed")
    head, *rows = list(csv.reader(io.StringIO(_export(officer, "csv").decode("utf-8-sig"))))
    assert head[6:10] == ["Findings", "Open messages", "Coordinators", "Last reminder"]
    assert {row[0]: row[6:10] for row in rows} == {
        "Espace a": ["1", "0", "1", ""],
        "Espace b": ["2", "1", "0", ""],
        "Espace c": ["0", "0", "0", ""],
        "Espace d": ["0", "0", "0", ""],
        "Espace e": ["0", "0", "0", ""],
    }
    page = officer.get(PAGE).content.decode()
    assert "2 findings" in page
    assert "1 message" in page


def test_findings_find_their_spaces(several, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = spaces_named(Space.objects.all(), ["Espace b; Espace x", "Espace a"])
    assert found == {"Espace a": several["a"], "Espace b": several["b"]}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(officer, django_assert_num_queries, count):
    for _ in range(count):
        space = SpaceFactory()
        SiteFactory(space=space)
        CorrectionFactory(space=space)
        make_member(Role.COORDINATOR, scope_of_space(space))
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        officer.get(PAGE)
    with django_assert_num_queries(5):
        officer.get(f"{PAGE}/export.csv")


QUERIES_OF_THE_PAGE = 11


# ---- Export -------------------------------------------------------------------------------------


def _export(browser, kind: str, query: str = "") -> bytes:
    answer = browser.get(f"{PAGE}/export.{kind}{query}")
    assert answer.status_code == 200
    today = timezone.localdate()
    assert answer["Content-Disposition"] == f'attachment; filename="halte-{today}.{kind}"'
    return answer.content


def test_exports_hold_what_the_list_shows(officer, auditor, several):
    Space.objects.filter(slug="e").update(name_fr="=1+1 & <x>", is_published=False)
    today = timezone.localdate()
    house = "Maison Zeta"
    fresh = ["Ixelles", "Up to date", str(today), "yes", "0", "0", "1", "", "yes"]
    never = ["", "Never confirmed", "", "no", "0", "0", "0", "", "no"]
    for browser in (officer, auditor):
        text = _export(browser, "csv").decode("utf-8-sig")
        rows = {row[0]: row for row in csv.reader(io.StringIO(text))}
        assert len(rows) == 6
        assert rows["Espace a"] == ["Espace a", house, *fresh]
        assert rows["'=1+1 & <x>"] == ["'=1+1 & <x>", house, *never]
        assert "SECRET" not in text
    only = _export(officer, "csv", "?show=to_watch&sort=-name").decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(only))] == ["Space", "Espace b"]


def test_workbook_is_sound(officer, several):
    Space.objects.filter(slug="e").update(name_fr="=1+1 & <x>\x0b")
    archive = zipfile.ZipFile(io.BytesIO(_export(officer, "xlsx")))
    assert archive.testzip() is None
    for name in archive.namelist():
        ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{space}row")]
    days = (timezone.localdate() - date(1899, 12, 30)).days
    assert rows[0][:5] == ["Space", "Organisation", "Municipality", "Freshness", "Last confirmed"]
    assert sorted(rows[1:])[1][:6] == [
        "Espace a",
        "Maison Zeta",
        "Ixelles",
        "Up to date",
        str(days),
        "yes",
    ]
    assert sorted(rows[1:])[0][0] == "=1+1 & <x>�"


def test_unknown_kind_of_file(officer):
    assert officer.get(f"{PAGE}/export.exe").status_code == 404


# ---- Remind now ---------------------------------------------------------------------------------


def test_chosen_spaces_are_reminded_and_the_list_comes_back(officer, several):
    member = make_member(Role.COORDINATOR, scope_of_space(several["d"]))
    posted = {
        "space": [several["d"].pk, several["a"].pk, several["e"].pk, "x", "9" * 30, 999],
        "back": "show=&sort=-name&page=1&evil=//x",
    }
    answer = officer.post(f"{PAGE}/remind", posted, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?sort=-name&page=1", 302)]
    text = answer.content.decode()
    assert "A reminder about 1 space is on its way." in text
    assert "Up to date or not public, so nobody was asked: 1 space." in text
    assert "Nobody to ask, neither coordinator nor manager: 1 space." in text
    assert list(Message.objects.values_list("to", flat=True)) == [member.user.email]
    assert LogEntry.objects.filter(verb="remind").count() == 1
    again = officer.post(f"{PAGE}/remind", posted, follow=True).content.decode()
    assert "Asked today already: 1 space." in again
    assert Message.objects.count() == 1


def test_nothing_chosen(officer, several):
    answer = officer.post(f"{PAGE}/remind", {"back": "%00&page=x"}, follow=True)
    assert "Choose one or more spaces first." in answer.content.decode()


def test_last_reminder_is_shown(officer, several):
    member = make_member(Role.COORDINATOR, scope_of_space(several["d"]))
    for days in (400, 40):
        Reminder.objects.create(
            space=several["d"],
            membership=member,
            threshold=18,
            about=several["d"].confirmed_on - timedelta(days=days),
            sent_on=date(2026, 1, 5) - timedelta(days=days),
        )
    assert "26/11/2025" in officer.get(PAGE).content.decode()
