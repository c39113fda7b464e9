"""Requests of people about their own data: in time, only by administrators, never half done."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from halte.accounts.domain import end_membership, invite
from halte.accounts.enums import Role
from halte.accounts.models import Invitation, Membership, User
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member, make_user
from halte.core import persons, rows, terms
from halte.core.mail.domain import retry, send
from halte.core.mail.models import Message
from halte.core.models import LogEntry, Restriction
from halte.core.rows import roles
from halte.core.transitions import TransitionRefused
from halte.network.domain import report_mistake
from halte.network.models import Correction, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from halte.oversight import domain
from halte.oversight.deadlines import answer_by
from halte.oversight.domain import REQUEST_TRANSITIONS, IdentityUnknown, StillAtWork
from halte.oversight.enums import RequestState
from halte.oversight.models import PersonRequest
from halte.visitors.contact import Contact
from halte.visitors.models import Identity, Visitor
from halte.workshops.domain import enrolments
from halte.workshops.tests.factories import SessionFactory

pytestmark = pytest.mark.django_db
EMAIL = "bea@example.org"


@pytest.fixture
def administrator(client) -> User:
    user = make_member(Role.ADMINISTRATOR, REGION, make_user(name="Ada")).user
    client.force_login(user)
    return user


def make_case(by=None, identity="came in person", **given) -> PersonRequest:
    facts = {
        "kind": "access", "name": "Bea", "email": EMAIL, "received_on": timezone.localdate(),
        "identity": identity,
    }  # fmt: skip
    return domain.open_request(facts | given, by=by)


# ---- In time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "extended", "due"),
    [
        (date(2026, 3, 3), False, date(2026, 4, 3)),
        (date(2026, 1, 30), False, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2027, 1, 31), False, date(2027, 3, 1)),  # so is 27; the month has no 31st
        (date(2028, 1, 31), False, date(2028, 2, 29)),  # a leap year
        (date(2026, 8, 31), False, date(2026, 9, 30)),
        (date(2026, 11, 25), False, date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2026, 12, 1), False, date(2027, 1, 4)),  # New Year, then a weekend
        (date(2026, 11, 30), True, date(2027, 3, 1)),  # three months, to a Sunday
        (date(2026, 3, 3), True, date(2026, 6, 3)),
    ],
)
def test_deadline_is_a_month_and_never_on_a_day_off(received, extended, due):
    assert answer_by(received, extended=extended) == due


def test_days_left_and_whose_turn():
    case = make_case(identity="")
    assert (case.days_left > 27, case.is_late, case.waits_for_identity) == (True, False, True)
    case.due_on = timezone.localdate() - timedelta(days=2)
    assert (case.days_left, case.days_late, case.is_late) == (-2, 2, True)


def test_late_ones_come_first():
    early = make_case(received_on=timezone.localdate() - timedelta(days=60))
    late = make_case()
    assert list(PersonRequest.objects.open()) == [early, late]


# ---- States -------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", REQUEST_TRANSITIONS)
@pytest.mark.parametrize("state", RequestState)
def test_every_verb_from_every_state(state, verb):
    case = make_case()
    PersonRequest.objects.update(
        state=state, answer="x", closed_on=timezone.localdate() if state in ("answered", "refused")
        else None,
    )  # fmt: skip
    case.refresh_from_db()
    acts = {
        "extend": lambda: domain.extend(case, by=None, reason="many rows"),
        "answer": lambda: domain.answer(case, by=None, words="sent"),
        "refuse": lambda: domain.refuse(case, by=None, reason="somebody else"),
    }
    sources, target = REQUEST_TRANSITIONS[verb]
    if state in sources:
        acts[verb]()
    else:
        with pytest.raises(TransitionRefused):
            acts[verb]()
    assert PersonRequest.objects.get().state == (target if state in sources else state)


def test_two_months_more_only_once_and_only_in_the_first():
    case = domain.extend(make_case(), by=None, reason="many rows")
    assert case.due_on == answer_by(case.received_on, extended=True)
    late = make_case(received_on=timezone.localdate() - timedelta(days=60))
    for one in (case, late):
        with pytest.raises(TransitionRefused):
            domain.extend(one, by=None, reason="again")
        one.refresh_from_db()
    assert (late.extended_on, late.extension_reason) == (None, "")


def test_nothing_leaves_before_we_know_who_asks():
    case = make_case(identity="")
    for act in (domain.export_data, domain.erase_data, domain.restrict_data):
        with pytest.raises(IdentityUnknown):
            act(case, by=None)
    with pytest.raises(IdentityUnknown):
        domain.answer(case, by=None, words="x")
    assert domain.refuse(case, by=None, reason="nobody knows who this is").state == "refused"


@pytest.mark.parametrize(
    "broken", [{"email": ""}, {"state": "answered"}, {"extension_reason": "x"}]
)
def test_database_keeps_cases_whole(broken):
    make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonRequest.objects.update(**broken)


# ---- Find and export ----------------------------------------------------------------------------


def everything_of_bea() -> tuple[User, Space]:
    """Somebody who worked here, got mails, and is the contact of a space."""
    space = SpaceFactory(email=EMAIL, phone="+3225551212")
    member = make_member(
        Role.FACILITATOR, scope_of_space(space), make_user(email=EMAIL, name="Bea")
    )
    invite("gast@example.org", role=Role.FACILITATOR, scope=scope_of_space(space),
           by=member.user, language="fr")  # fmt: skip
    invite(EMAIL, role=Role.COORDINATOR, scope=scope_of_space(space), by=None, language="fr")
    report_mistake(space, topic="other", message=f"Write to {EMAIL}", language="fr")
    make_user(email="other@example.org", name="Somebody else")
    end_membership(member, by=None, successor=None)
    return member.user, space


def held(case: PersonRequest) -> dict[str, int]:
    counts: dict[str, int] = {}
    for holding in persons.find(domain.person_of(case)):
        if number := holding.rows.count():
            label = holding.model._meta.label
            counts[label] = max(number, counts.get(label, 0))
    return counts


def test_everything_about_somebody_is_found(administrator):
    everything_of_bea()
    assert held(make_case(by=administrator)) == {
        "accounts.Invitation": 1,
        "accounts.Membership": 1,
        "accounts.User": 1,
        "core.LogEntry": 1,
        "mail.Message": Message.objects.filter(to=EMAIL).count(),
        "network.Correction": 1,
        "network.Space": 1,
        "oversight.PersonRequest": 1,
    }


def test_somebody_is_found_by_telephone_alone():
    space = everything_of_bea()[1]
    case = make_case(email="", phone="+3225551212")
    assert held(case) == {"network.Space": 1, "oversight.PersonRequest": 1}
    assert space.phone == case.phone


def test_export_is_whole_readable_secretless_and_logged(administrator):
    user, _space = everything_of_bea()
    case = make_case(by=administrator)
    facts = [section.facts() for section in domain.export_data(case, by=administrator)]
    tables = {table["table"]: table for table in facts}
    text = json.dumps(list(tables.values()), default=None)
    account = {one["name"]: one["value"] for one in tables["accounts.User"]["rows"][0]["fields"]}
    assert (account["email"], account["name"]) == (EMAIL, "Bea")
    assert "Somebody else" not in text
    assert user.password not in text
    links = [one.text for one in Message.objects.filter(to=EMAIL, is_secret=True)]
    assert links
    assert not [one for one in links if json.dumps(one)[1:-1] in text]
    assert not [one for one in Invitation.objects.all() if one.digest in text]
    (entry,) = LogEntry.objects.filter(verb="export")
    assert (entry.by, entry.object_id) == (administrator, case.pk)


def test_pages_of_the_export(client, administrator):
    everything_of_bea()
    case = make_case(by=administrator, language="nl")
    address = f"/en/work/requests/{case.pk}/export"
    assert client.get(address).status_code == 405
    page = client.post(address, {"format": "html"})
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert ('lang="nl"' in page.content.decode(), EMAIL in page.content.decode()) == (True, True)
    answer = client.post(address, {"format": "json"})
    assert json.loads(answer.content)["case"] == case.number
    assert LogEntry.objects.filter(verb="export").count() == 2


def test_visitors_behind_the_second_wall_are_found_and_erased(client, administrator):
    sessions = [SessionFactory(), SessionFactory()]
    with rows.of([session.space.uuid for session in sessions]):
        for session in sessions:
            contact = Contact("Bea", "", EMAIL)
            [seat] = enrolments.enrol([session], contact, language="fr", help_level="much")
    case = make_case(by=administrator)
    address = f"/en/work/requests/{case.pk}"
    with roles.web():
        exported = client.post(f"{address}/export", {"format": "json"}).json()
        client.post(f"{address}/erase")
    (table,) = [one for one in exported["tables"] if one["table"] == "visitors.Identity"]
    assert len(table["rows"]) == 2
    with rows.everything("test"):
        assert (Identity.objects.count(), Visitor.objects.count()) == (0, 2)
        # Enrolments are found by the name that is deleted in the same act; the seat stays.
        left = type(seat).objects.values_list("visitor", "help_level")
        assert list(left) == [(None, "")] * 2


# ---- Correct, erase, restrict -------------------------------------------------------------------


def test_correction_changes_one_field_of_the_persons_own_rows():
    user, _space = everything_of_bea()
    other = User.objects.get(email="other@example.org")
    mail = Message.objects.filter(to=EMAIL, is_secret=True).first()
    invitation = Invitation.objects.get(email=EMAIL)
    case = make_case()
    domain.correct_data(
        case, by=None, table="accounts.User", key=str(user.pk), name="name", value="Béa"
    )
    user.refresh_from_db()
    assert user.name == "Béa"
    for table, key, name, value in [
        ("accounts.User", str(other.pk), "name", "x"),
        ("accounts.User", str(user.pk), "password", "x"),
        ("accounts.User", str(user.pk), "is_superuser", "1"),
        ("accounts.User", "nonsense", "name", "x"),
        ("nonsense", "1", "name", "x"),
        ("accounts.User", str(user.pk), "email", "new@example.org"),
        ("accounts.Invitation", str(invitation.pk), "email", "new@example.org"),
        *(("mail.Message", str(mail.pk), field, "x") for field in ("subject", "text", "to")),
    ]:
        with pytest.raises(ValidationError):
            domain.correct_data(case, by=None, table=table, key=key, name=name, value=value)


def test_page_of_corrections_shows_no_link_that_opens_a_door(client, administrator):
    everything_of_bea()
    case = make_case(by=administrator)
    page = client.get(f"/en/work/requests/{case.pk}/rows").content.decode()
    links = re.findall(r"/work/invitation/\S+", Message.objects.get(to=EMAIL, is_secret=True).text)
    assert (len(links), [link for link in links if link in page]) == (1, [])
    assert "Only the person changes the address that signs in" in page


def test_somebody_at_work_is_not_erased_or_restricted():
    make_member(Role.FACILITATOR, scope_of_space(SpaceFactory()), make_user(email=EMAIL))
    for act in (domain.erase_data, domain.restrict_data):
        with pytest.raises(StillAtWork):
            act(make_case(), by=None)


def test_erasing_ends_the_data_and_loses_no_fact(administrator):
    user, space = everything_of_bea()
    user_password = user.password
    case = make_case(by=administrator, kind="erase")
    domain.erase_data(case, by=administrator)
    user.refresh_from_db()
    assert (user.email, user.name, user.is_active) == (
        f"erased-{user.pk}@erased.invalid",
        "",
        False,
    )
    assert user.password != user_password
    assert not Message.objects.filter(to=EMAIL).exists()
    assert list(Invitation.objects.values_list("email", "invited_by")) == [
        ("gast@example.org", user.pk)
    ]
    assert Correction.objects.get().message == ""
    space.refresh_from_db()
    assert (space.email, str(space.phone)) == ("", "")
    assert Membership.objects.filter(user=user).count() == 1
    for model in (User, Invitation, Space):
        events = model.pgh_event_model.objects
        assert not events.filter(email=EMAIL).exists(), model
    assert PersonRequest.objects.get().email == EMAIL
    assert held(case) == {"oversight.PersonRequest": 1}


def test_erasing_twice_does_no_harm():
    everything_of_bea()
    case = make_case()
    domain.erase_data(case, by=None)
    assert domain.erase_data(case, by=None) == {}


def test_restricted_rows_are_kept_but_not_used_until_lifted():
    user, space = everything_of_bea()
    message = send(EMAIL, template="ended", context={"role": "x", "place": "x"}, language="fr")
    case = make_case(kind="restrict")
    count = domain.restrict_data(case, by=None)
    assert Restriction.objects.count() == count > 0
    user.refresh_from_db()
    space.refresh_from_db()
    assert (user.is_active, space.email, str(space.phone)) == (False, "", "")
    Message.objects.update(state="failed")
    with pytest.raises(TransitionRefused):
        retry(message, by=None)
    terms.apply_terms(timezone.now() + timedelta(days=4000))
    message.refresh_from_db()
    assert message.text != ""
    assert domain.restrict_data(case, by=None) == 0
    domain.lift_restriction(case, by=None)
    user.refresh_from_db()
    space.refresh_from_db()
    assert (user.is_active, space.email, str(space.phone)) == (True, EMAIL, "+3225551212")
    assert Restriction.objects.count() == 0


def test_case_ends_by_its_own_term():
    case = domain.answer(make_case(), by=None, words="sent")
    closed = timezone.now() - timedelta(days=3 * 365 + 2)
    PersonRequest.objects.update(closed_on=closed.date(), received_on=closed.date())
    terms.apply_terms(timezone.now())
    assert not PersonRequest.objects.filter(pk=case.pk).exists()


# ---- Pages --------------------------------------------------------------------------------------


def test_request_is_written_down_on_a_page(client, administrator):
    facts = {
        "received_on": "2026-10-30", "kind": "erase", "name": "Bea", "email": "BEA@example.org",
        "language": "fr",
    }  # fmt: skip
    answer = client.post("/en/work/requests/new", facts)
    case = PersonRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/work/requests/{case.pk}")
    assert (case.email, case.due_on, case.opened_by) == (EMAIL, date(2026, 11, 30), administrator)


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_on": ""}, {"received_on": "2999-01-01"}, {"received_on": "x"}, {"kind": "x"},
        {"name": ""}, {"email": ""}, {"email": "x"}, {"language": "xx"}, {"phone": "12"},
    ],
)  # fmt: skip
def test_wrong_words_come_back_with_what_was_typed(client, administrator, wrong):
    facts = {
        "received_on": "2026-10-30", "kind": "erase", "name": "Bea", "email": EMAIL,
        "language": "fr", "note": "typed-words",
    } | wrong  # fmt: skip
    answer = client.post("/en/work/requests/new", facts)
    assert answer.status_code == 422
    assert "typed-words" in answer.content.decode()
    assert PersonRequest.objects.count() == 0


def test_case_moves_on_its_page(client, administrator):
    everything_of_bea()
    case = make_case(by=administrator, identity="")
    address = f"/en/work/requests/{case.pk}"
    assert client.post(f"{address}/identity", {"how": ""}).status_code == 422
    client.post(f"{address}/identity", {"how": "came in person"})
    assert client.post(f"{address}/extend", {"words": ""}).status_code == 422
    client.post(f"{address}/extend", {"words": "many rows"})
    client.post(f"{address}/restrict")
    client.post(f"{address}/restrict", {"lift": "yes"})
    assert client.get(f"{address}/rows").status_code == 200
    assert client.get(f"{address}/erase").status_code == 200
    client.post(f"{address}/erase")
    client.post(f"{address}/answer", {"words": "sent by mail"})
    case.refresh_from_db()
    assert (case.state, case.answer) == ("answered", "sent by mail")
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/nonsense").status_code == 400
    assert "sent by mail" in client.get(address).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    client, administrator, number, django_assert_num_queries
):
    for _ in range(number):
        make_case(by=administrator)
    client.get("/en/work/requests")
    with django_assert_num_queries(7):
        client.get("/en/work/requests")
