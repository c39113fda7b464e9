from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from halte.directory.search import (
    BadQuestion,
    Position,
    Problem,
    Question,
    answer,
    nearest_anyway,
    read_question,
)
from halte.network.models import Space
from halte.network.places import Place, fold
from halte.network.tests.factories import (
    MunicipalityFactory,
    OpeningExceptionFactory,
    OpeningPeriodFactory,
    OrganisationFactory,
    PlaceNameFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=BRUSSELS)
HERE = Place("point", 50.82, 4.37, approximate=False)

pytestmark = pytest.mark.django_db


def read(text="", **kwargs):
    return read_question(QueryDict(text), now=MONDAY_TEN, **kwargs)


def ask(question=None, *, limit=20, **kwargs):
    return answer(question or Question(), now=MONDAY_TEN, limit=limit, **kwargs)


def names(answers):
    return [site.space.name_fr for site in answers.sites]


def space_at(metres_north, name, **kwargs):
    """A space so many metres north of HERE, with one site."""
    fields = {key: kwargs.pop(key) for key in list(kwargs) if key in SITE_FIELDS}
    space = SpaceFactory(name_fr=name, name_nl="", name_en="", **kwargs)
    SiteFactory(space=space, lat=50.82 + metres_north / 111_195, lon=4.37, **fields)
    return space


SITE_FIELDS = {"wheelchair", "hours_confirmed_on"}


def open_space(name, weekday, opens, closes, metres_north=0):
    space = space_at(metres_north, name, hours_confirmed_on=date(2026, 11, 1))
    OpeningPeriodFactory(site=space.sites.get(), weekday=weekday, opens=opens, closes=closes)
    return space


@pytest.fixture
def ixelles():
    town = MunicipalityFactory()
    PostcodeFactory()
    for name in ("Ixelles", "Elsene"):
        PlaceNameFactory(name=name, folded=fold(name), municipality=town)
    return town


# ---- Reading ------------------------------------------------------------------------------------


def test_an_empty_question_asks_for_everything():
    assert read() == Question()


def test_every_parameter_is_read(ixelles):
    question = read(
        "q=Elsene&service=jobs&service=printing&language=AR&open_at=2026-11-25T14:00"
        "&evening=on&saturday=1&wednesday=true&wheelchair=yes&free=on&mobile=off",
        strict=True,
    )
    assert question.place.name_fr == "Ixelles"
    assert question == Question(
        place=question.place,
        services=("jobs", "printing"),
        language="ar",
        wheelchair=True,
        free=True,
        open_at=datetime(2026, 11, 25, 14, tzinfo=BRUSSELS),
        evening=True,
        saturday=True,
        wednesday=True,
        asked="Elsene",
    )


def test_open_now_is_now():
    assert read("open=now").open_at == MONDAY_TEN
    assert read("open=now").open_now is True


@pytest.mark.parametrize(
    ("text", "utc_hour"),
    [
        ("2026-11-25T14:00", 13),
        ("2026-11-25 14:00", 13),
        ("2026-11-25T14:00:30.5", 13),
        ("2026-11-25T14:00Z", 14),
        ("2026-11-25T14:00%2B02:00", 12),
        ("2026-11-25T14:00+02:00", 12),
        ("2026-11-25T14:00-05:00", 19),
    ],
)
def test_a_moment_is_local_unless_it_says_otherwise(text, utc_hour):
    assert read(f"open_at={text}", strict=True).open_at.astimezone(ZoneInfo("UTC")).hour == utc_hour


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ("service=cooking", "service"),
        ("language=xx", "language"),
        ("language=%00", "language"),
        ("open=later", "open"),
        ("open_at=tomorrow", "open_at"),
        ("open_at=2026-13-01T10:00", "open_at"),
        ("open_at=2026-11-25", "open_at"),
        ("open_at=0001-01-01T00:00%2B14:00", "open_at"),
        ("open_at=9999-12-31T23:59-14:00", "open_at"),
        ("open_at=2026-11-25T14:00%2B99:00", "open_at"),
        ("wheelchair=maybe", "wheelchair"),
        ("lat=50.8", "lat"),
        ("lon=4.3", "lon"),
        ("lat=nan&lon=4.3", "lat"),
        ("lat=inf&lon=4.3", "lat"),
        ("lat=91&lon=4.3", "lat"),
        ("lat=50&lon=181", "lat"),
        ("lat=x&lon=y", "lat"),
        ("near=9999", "near"),
        ("near=nowhere", "near"),
        ("free=1&free=0", "free"),
        ("q=" + "a" * 10_000, "q"),
        ("q=" + "%C3%A9" * 201, "q"),
    ],
)
def test_a_broken_value_is_a_problem_or_refused(params, field):
    assert [problem.field for problem in read(params).problems] == [field]
    with pytest.raises(BadQuestion) as refused:
        read(params, strict=True)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_long_text_is_cut_not_looked_for_whole():
    assert read("q=" + "a" * 10_000).asked == "a" * 200


@pytest.mark.parametrize("junk", ["%00", "%FF%FE", "%1b[0m%00%01", "%ED%A0%80", "%F4%8F%BF%BF"])
def test_binary_junk_finds_nothing_and_breaks_nothing(junk):
    space_at(0, "Un espace")
    assert ask(read(f"q=zzqx{junk}")).sites == []
    assert len(ask(read(f"q={junk}&lat=50.8&lon=4.3")).sites) <= 1


@override("en")
def test_a_problem_says_what_to_write_instead():
    assert read("near=9999").problems == (
        Problem("near", "We do not know “9999”. Write a postcode or a municipality."),
    )


def test_a_typed_place_wins_over_where_the_browser_was(ixelles):
    assert read("q=Ixelles&lat=50.9&lon=4.5").place.name_fr == "Ixelles"
    assert read("lat=50.9&lon=4.5").place == Place("point", 50.9, 4.5, approximate=False)


def test_a_name_wins_over_a_guessed_place(ixelles):
    space_at(0, "Ixells Café")
    assert (read("q=ixells").place, read("q=ixells").text) == (None, "ixells")
    assert read("q=ixeles").place.guessed is True


# ---- Answering ----------------------------------------------------------------------------------


def test_answers_are_nearest_first_with_their_distance():
    for metres, name in [(900, "Far"), (100, "Near"), (500, "Middle")]:
        space_at(metres, name)
    answers = ask(Question(place=HERE))
    assert names(answers) == ["Near", "Middle", "Far"]
    assert [round(site.distance) for site in answers.sites] == [100, 500, 900]
    assert (answers.total, answers.has_more, answers.origin) == (3, False, HERE)


def test_without_a_place_answers_come_by_name_without_distance():
    for name in ["Élan", "Zoé", "Atelier"]:
        space_at(0, name)
    answers = ask()
    assert names(answers) == ["Atelier", "Élan", "Zoé"]
    assert [site.distance for site in answers.sites] == [None, None, None]


def test_a_space_answers_once_with_its_nearest_site():
    space = space_at(800, "Two doors")
    near = SiteFactory(space=space, lat=50.821, lon=4.37)
    assert [site.pk for site in ask(Question(place=HERE)).sites] == [near.pk]
    assert [site.position for site in ask().sites] == [0]


def test_a_farther_door_answers_when_only_that_one_fits():
    space = space_at(100, "Two doors", wheelchair="no")
    fitting = SiteFactory(space=space, lat=50.85, lon=4.37, wheelchair="yes")
    for question in (Question(place=HERE, wheelchair=True), Question(wheelchair=True)):
        assert [site.pk for site in ask(question).sites] == [fitting.pk]


def test_unpublished_spaces_are_no_answers():
    space_at(0, "Hidden", is_published=False)
    assert names(ask()) == names(ask(Question(place=HERE))) == []
    assert ask(Question(text="hidden")).nothing_found is True


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (Question(services=("jobs",)), ["A", "B"]),
        (Question(services=("jobs", "email")), ["B"]),
        (Question(language="ar"), ["A"]),
        (Question(free=True), ["B"]),
        (Question(mobile=True), ["A"]),
        (Question(wheelchair=True), ["B"]),
        (Question(wheelchair=True, mobile=True), []),
    ],
)
def test_filters_keep_what_was_asked(question, found):
    space_at(0, "A", services=["jobs"], languages=["fr", "ar"], is_mobile=True, price="symbolic")
    space_at(0, "B", services=["jobs", "email"], languages=["fr"], price="free", wheelchair="yes")
    space_at(0, "C", wheelchair="limited")
    assert names(ask(question)) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (Question(open_at=MONDAY_TEN), ["Monday"]),
        (Question(open_at=datetime(2026, 11, 23, 12, tzinfo=BRUSSELS)), []),
        (Question(evening=True), ["Evening"]),
        (Question(saturday=True), ["Saturday"]),
        (Question(wednesday=True), ["Wednesday"]),
        (Question(evening=True, saturday=True), []),
    ],
)
def test_hours_are_asked_of_the_confirmed_week(question, found):
    open_space("Monday", 0, time(9), time(12))
    open_space("Evening", 1, time(16), time(18, 30))
    open_space("Noon", 3, time(9), time(18))
    open_space("Wednesday", 2, time(9), time(13, 30))
    open_space("Saturday", 5, time(9), time(12))
    unsure = open_space("Unsure", 0, time(9), time(12))
    unsure.sites.update(hours_confirmed_on=None)
    assert names(ask(question)) == found


def test_an_exception_closes_at_the_asked_moment():
    space = open_space("Monday", 0, time(9), time(12))
    OpeningExceptionFactory(site=space.sites.get(), first=MONDAY_TEN.date())
    assert names(ask(Question(open_at=MONDAY_TEN))) == []


# ---- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("caban", ["Cabané"]),
        ("CABANE", ["Cabané"]),
        ("st luc", ["Espace Saint-Luc", "Saint-Luc annexe"]),
        ("luc espace", ["Espace Saint-Luc"]),
        ("digitaal huis", ["Maison"]),
        ("fondation x", ["Un", "Deux"]),
        ("cabbane", ["Cabané"]),
    ],
)
def test_a_name_is_found_in_any_spelling(text, found):
    space_at(0, "Cabané")
    space_at(0, "Espace Saint-Luc")
    space_at(0, "Saint-Luc annexe")
    SiteFactory(space=SpaceFactory(name_fr="Maison", name_nl="Digitaal Huis"))
    organisation = OrganisationFactory(name_fr="Fondation X")
    for name in ("Un", "Deux"):
        space_at(0, name, organisation=organisation)
    answers = ask(Question(text=text))
    assert names(answers) == found
    assert answers.matched_text == text


@override("en")
def test_a_name_that_nobody_has_is_an_unknown_place():
    space_at(0, "Cabane")
    answers = ask(Question(text="qqqq"))
    assert (answers.sites, answers.nothing_found, answers.total) == ([], True, 0)
    sentence = "We do not know “qqqq”. Write a postcode or a municipality."
    assert answers.problems == (Problem("q", sentence),)


def test_a_filter_that_nothing_fulfils_offers_the_nearest_anyway():
    space_at(300, "B")
    space_at(200, "A")
    question = Question(place=HERE, language="sq", wheelchair=True)
    assert (names(ask(question)), ask(question).nothing_found) == ([], False)
    assert names(nearest_anyway(question, now=MONDAY_TEN, limit=5)) == ["A", "B"]


def test_an_unknown_name_offers_all_anyway():
    space_at(300, "B")
    anyway = nearest_anyway(Question(text="qqqq"), now=MONDAY_TEN, limit=5)
    assert names(anyway) == ["B"]


def test_has_filters_ignores_place_and_name():
    assert Question(place=HERE, text="x", asked="x").has_filters is False
    assert Question(free=True).has_filters is True


# ---- Pages --------------------------------------------------------------------------------------


def pages(question, *, limit=2, between=lambda number: None, **kwargs):
    """Names of all pages, with something happening after each."""
    found, after, number = [], None, 0
    while True:
        answers = ask(question, limit=limit, after=after, **kwargs)
        found += names(answers)
        between(number)
        after, number = answers.next_after, number + 1
        if after is None:
            return found


NEAR, NAMED, STABLE = (Question(place=HERE), {}), (Question(), {}), (Question(), {"stable": True})
BY_TEXT = (Question(text="space"), {})


@pytest.mark.parametrize(("question", "kwargs"), [NEAR, NAMED, STABLE, BY_TEXT])
def test_pages_lose_and_repeat_nothing(question, kwargs):
    for letter in "ABCDEFG":
        space_at(100, f"Space {letter}")  # all equally near: the id decides
    expected = [f"Space {letter}" for letter in "ABCDEFG"]
    assert pages(question, **kwargs) == expected
    assert pages(question, limit=7, **kwargs) == expected
    assert ask(question, limit=6, **kwargs).has_more is True
    assert ask(question, limit=7, **kwargs).has_more is False


@pytest.mark.parametrize(("question", "kwargs"), [NEAR, STABLE, (BY_TEXT[0], {"stable": True})])
def test_pages_lose_and_repeat_nothing_while_rows_change(question, kwargs):
    for number, letter in enumerate("ABCDEFG"):
        space_at(100 * number + 100, f"Space {letter}")

    def change(number):
        if number == 0:
            space_at(10, "Space 0")  # before what was read, or at the end of the order of entry
            Space.objects.get(name_fr="Space A").delete()
            Space.objects.filter(name_fr="Space F").update(name_fr="Space Aaa")
        if number == 1:
            Space.objects.filter(name_fr="Space C").update(name_fr="Space Zzz")

    found = [name for name in pages(question, between=change, **kwargs) if name != "Space 0"]
    assert found == ["Space A", "Space B", "Space C", "Space D", "Space E", "Space Aaa", "Space G"]


def test_pages_of_forgiven_names_stay_forgiving():
    for number in range(3):
        space_at(0, f"Atelier {number}")

    def change(number):
        if number == 0:
            space_at(0, "Ateliet")  # now one is called exactly that

    found = pages(Question(text="ateliet"), limit=1, between=change, stable=True)
    assert found == ["Atelier 0", "Atelier 1", "Atelier 2", "Ateliet"]


def test_the_end_of_a_page_is_its_last_space():
    first = space_at(100, "A")
    space_at(200, "B")
    answers = ask(limit=1)
    assert answers.next_after == Position("a", first.pk)


def test_total_is_counted_up_to_a_hundred():
    organisation, town = OrganisationFactory(), MunicipalityFactory()
    for number in range(101):
        space = SpaceFactory(name_fr=f"S{number}", organisation=organisation)
        SiteFactory(space=space, municipality=town)
        if number == 99:
            assert ask(limit=1).total == 100
    assert ask(limit=1).total is None


# ---- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("question", "queries"),
    [(Question(), 4), (Question(place=HERE, open_at=MONDAY_TEN), 4), (Question(text="open"), 5)],
)
def test_answers_cost_a_constant_number_of_queries(
    question, queries, count, django_assert_num_queries
):
    for number in range(count):
        open_space(f"Open {number}", 0, time(9), time(12), metres_north=number)
    with django_assert_num_queries(queries):
        answers = ask(question)
        for site in answers.sites:
            assert site.schedule.periods[0].opens == time(9)
            assert site.space.organisation.name_fr
            assert site.municipality.name_fr == "Ixelles"
    assert len(answers.sites) == count


def plan(question, *without):
    """How PostgreSQL reads the sites of a question when it cannot use these ways of reading."""
    with CaptureQueriesContext(connection) as queries:
        ask(question)
    sql = next(row["sql"] for row in queries if "sort_key" in row["sql"])
    with connection.cursor() as cursor:
        for way in without:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("EXPLAIN " + sql)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_nearest_are_read_from_the_index_in_order():
    space_at(100, "A")
    lines = plan(Question(place=HERE), "seqscan", "sort")
    assert "Index Scan using site_place" in lines
    assert "Order By: (place <->" in lines


def test_names_are_read_from_the_trigram_index():
    space_at(100, "Cabane")
    lines = plan(Question(text="cabane"), "seqscan", "indexscan")
    assert "space_name_trigrams" in lines
    assert "organisation_name_trigrams" in lines
