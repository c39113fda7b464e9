"""Whom the nightly job asks about old records, when, and that it never asks twice."""

from datetime import date, timedelta
from threading import Thread

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from halte.accounts.domain import end_membership
from halte.accounts.enums import Role
from halte.accounts.models import Membership, User
from halte.accounts.tests.factories import make_member, make_user
from halte.core.mail.models import Message
from halte.core.mail.tests.server import forget_jobs
from halte.core.models import LogEntry
from halte.network import notifications, reminding
from halte.network.domain import confirm_space
from halte.network.models import Reminder, Space
from halte.network.reminding import Outcome, remind_now, remind_of_old_records
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import OrganisationFactory, SpaceFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
LONG_AGO = date(2020, 1, 1)


def months(number: int) -> date:
    return TODAY - relativedelta(months=number)


def old_space(age: int | None = 6, **fields) -> Space:
    """A space whose record is so many months old; None: never confirmed."""
    confirmed = None if age is None else months(age)
    space = SpaceFactory(confirmed_on=confirmed, **fields)
    Space.objects.filter(pk=space.pk).update(created_at=F("created_at") - timedelta(days=9999))
    return space


def coordinator(space: Space, user: User | None = None, **fields) -> User:
    fields = {"starts_on": LONG_AGO} | fields
    return make_member(Role.COORDINATOR, scope_of_space(space), user, **fields).user


def manager(space: Space, user: User | None = None) -> User:
    scope = scope_of_organisation(space.organisation)
    return make_member(Role.MANAGER, scope, user, starts_on=LONG_AGO).user


def asked(today: date = TODAY) -> list[str]:
    """Run the job and say to whom it has written."""
    Message.objects.all().delete()
    count = remind_of_old_records(today)
    found = sorted(Message.objects.values_list("to", flat=True))
    assert count == len(found)
    return found


# ---- When ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "threshold"), [(5, None), (6, 6), (11, 6), (12, 12), (18, 18), (60, 18), (None, 0)]
)
def test_coordinator_is_asked_once_for_the_highest_age_passed(age, threshold):
    space = old_space(age)
    bea = coordinator(space)
    assert asked() == ([] if threshold is None else [bea.email])
    found = list(Reminder.objects.values_list("threshold", "about", "sent_on", "by_hand"))
    expected = (threshold, space.confirmed_on, TODAY, False)
    assert found == ([] if threshold is None else [expected])
    for days in (0, 1, 8, 29):
        assert asked(TODAY + timedelta(days=days)) == []


def test_each_age_is_asked_about_and_a_new_confirmation_starts_again():
    space = old_space(6)
    bea = coordinator(space)
    for later in (0, 6, 12):
        assert asked(TODAY + relativedelta(months=later)) == [bea.email]
        assert asked(TODAY + relativedelta(months=later + 1)) == []
    Space.objects.update(confirmed_on=TODAY + relativedelta(months=13))
    assert asked(TODAY + relativedelta(months=18)) == []
    assert asked(TODAY + relativedelta(months=19)) == [bea.email]


def test_who_has_confirmed_is_left_in_peace():
    space = old_space(6)
    bea = coordinator(space)
    confirm_space(space, by=bea)
    assert asked() == []


def test_only_public_pages_are_asked_about():
    coordinator(old_space(6, is_published=False))
    assert asked() == []


def test_first_days_of_a_person_and_of_a_record_are_quiet():
    space, fresh = old_space(6), SpaceFactory(confirmed_on=months(7))
    bea = coordinator(space, starts_on=TODAY)
    coordinator(fresh)
    created = fresh.created_at.date()
    Space.objects.filter(pk=fresh.pk).update(
        created_at=F("created_at") + (TODAY - created)  # loaded today
    )
    assert asked() == []
    assert asked(TODAY + timedelta(days=6)) == []
    assert bea.email in asked(TODAY + timedelta(days=7))


def test_installation_without_accounts_asks_nobody():
    old_space(None)
    old_space(18)
    assert asked() == []


# ---- Whom ---------------------------------------------------------------------------------------


def test_manager_is_asked_first_only_where_there_is_no_coordinator():
    space = old_space(6)
    bea, max_ = coordinator(space), manager(space)
    bare = old_space(6, organisation=space.organisation)
    assert asked() == sorted([bea.email, max_.email])
    assert set(Reminder.objects.values_list("space", "membership__user")) == {
        (space.pk, bea.pk),
        (bare.pk, max_.pk),
    }


def test_manager_is_asked_after_four_weeks_of_silence():
    space = old_space(6)
    bea, boss = coordinator(space), manager(space)
    assert asked() == [bea.email]
    assert asked(TODAY + timedelta(days=27)) == []
    assert asked(TODAY + timedelta(days=28)) == [boss.email]
    assert asked(TODAY + timedelta(days=60)) == []


def test_silence_before_a_confirmation_does_not_count():
    space = old_space(6)
    bea = coordinator(space)
    manager(space)
    asked()
    Space.objects.update(confirmed_on=TODAY)
    assert asked(TODAY + relativedelta(months=6)) == [bea.email]


def test_manager_is_asked_at_twelve_months_in_any_case():
    space = old_space(12)
    assert asked() == []
    people = [coordinator(space), manager(space)]
    assert asked() == sorted(person.email for person in people)


def test_only_those_who_are_there_today_are_asked():
    space = old_space(18)
    coordinator(space, ends_on=TODAY)
    coordinator(space, make_user(is_active=False))
    coordinator(space, starts_on=TODAY + timedelta(days=1))
    make_member(Role.FACILITATOR, scope_of_space(space), starts_on=LONG_AGO)
    make_member(Role.REFERRER, scope_of_organisation(space.organisation), starts_on=LONG_AGO)
    coordinator(old_space(1))
    assert asked() == []


def test_new_colleague_is_asked_too():
    space = old_space(6)
    bea = coordinator(space)
    assert asked() == [bea.email]
    cleo = coordinator(space, starts_on=TODAY)
    assert asked(TODAY + timedelta(days=7)) == [cleo.email]


def test_role_that_begins_again_is_not_asked_again():
    space = old_space(6)
    bea = coordinator(space)
    coordinator(space)
    asked()
    end_membership(Membership.objects.get(user=bea), by=None)
    Message.objects.all().delete()
    coordinator(space, bea, starts_on=timezone.localdate())
    assert asked(TODAY + timedelta(days=60)) == []


# ---- How often ----------------------------------------------------------------------------------


def test_spaces_of_one_person_stand_in_one_mail():
    house = OrganisationFactory()
    spaces = [old_space(age, organisation=house) for age in (6, 18, None)]
    bea = make_user()
    for space in spaces:
        coordinator(space, bea)
    manager(spaces[0], bea)
    assert asked() == [bea.email]
    assert set(Reminder.objects.values_list("space", "threshold", "membership__role")) == {
        (spaces[0].pk, 6, Role.COORDINATOR),
        (spaces[1].pk, 18, Role.COORDINATOR),
        (spaces[2].pk, 0, Role.COORDINATOR),
    }
    text = Message.objects.get().text
    assert [text.count(space.name_fr) for space in spaces] == [1, 1, 1]


def test_one_mail_a_week_and_person():
    bea = make_user()
    coordinator(old_space(6), bea)
    assert asked() == [bea.email]
    coordinator(old_space(6), bea)
    assert asked(TODAY + timedelta(days=6)) == []
    assert asked(TODAY + timedelta(days=7)) == [bea.email]


def test_large_mail_is_cut_and_goes_on_next_week(monkeypatch):
    monkeypatch.setattr(reminding, "SPACES_A_MAIL", 2)
    bea = make_user()
    spaces = [old_space(age) for age in (6, 8, 10)]
    for space in spaces:
        coordinator(space, bea)
    asked()
    first = set(Reminder.objects.values_list("space", flat=True))
    assert first == {spaces[1].pk, spaces[2].pk}
    assert asked(TODAY + timedelta(days=7)) == [bea.email]
    assert Reminder.objects.count() == 3


def test_so_many_people_a_night_oldest_first(monkeypatch):
    monkeypatch.setattr(reminding, "PEOPLE_A_NIGHT", 2)
    people = {age: coordinator(old_space(age)).email for age in (6, 8, 10)}
    assert asked() == sorted([people[10], people[8]])
    assert asked() == []
    assert asked(TODAY + timedelta(days=1)) == [people[6]]


def test_queries_do_not_grow_with_spaces(django_assert_num_queries):
    def ask_about(count: int) -> None:
        bea = make_user()
        for _ in range(count):
            coordinator(old_space(6), bea)
        with django_assert_num_queries(ASKING_ONE):
            remind_of_old_records(TODAY)

    ask_about(1)
    ask_about(3)


ASKING_ONE = 20


# ---- Never twice --------------------------------------------------------------------------------


def test_constraint_keeps_a_second_reminder_out():
    space = old_space(6)
    member = make_member(Role.COORDINATOR, scope_of_space(space))
    row = {"space": space, "membership": member, "threshold": 6, "about": space.confirmed_on}
    Reminder.objects.create(**row, sent_on=TODAY)
    with pytest.raises(IntegrityError, match="one_reminder_a_threshold"), transaction.atomic():
        Reminder.objects.create(**row, sent_on=TODAY + timedelta(days=1))
    never = {"space": space, "membership": member, "threshold": 0, "about": None}
    Reminder.objects.create(**never, sent_on=TODAY + timedelta(days=2))
    with pytest.raises(IntegrityError, match="one_reminder_a_threshold"), transaction.atomic():
        Reminder.objects.create(**never, sent_on=TODAY + timedelta(days=3))
    with pytest.raises(IntegrityError, match="one_reminder_a_day"), transaction.atomic():
        Reminder.objects.create(**row, sent_on=TODAY, by_hand=True)


@pytest.mark.django_db(transaction=True)
def test_job_that_was_killed_goes_on_without_a_second_mail(monkeypatch):
    forget_jobs()
    people = sorted(coordinator(old_space(age)).email for age in (6, 8, 10))
    real, written = notifications.is_it_still_right, []

    class Killed(BaseException):
        pass

    def die_in_the_second(person, questions):
        real(person, questions)
        written.append(person.email)
        if len(written) == 2:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(notifications, "is_it_still_right", die_in_the_second)
        with pytest.raises(Killed):
            remind_of_old_records(TODAY)
    # The second mail was undone with its reminder: as if it had never been written.
    assert (Message.objects.count(), Reminder.objects.count()) == (1, 1)
    assert remind_of_old_records(TODAY) == 2
    assert sorted(Message.objects.values_list("to", flat=True)) == people
    assert remind_of_old_records(TODAY) == 0
    forget_jobs()


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_write_one_mail_each():
    forget_jobs()
    people = sorted(coordinator(old_space(6)).email for _ in range(6))

    def run():
        try:
            remind_of_old_records(TODAY)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Message.objects.values_list("to", flat=True)) == people
    forget_jobs()


# ---- By hand ------------------------------------------------------------------------------------


def test_remind_now_asks_coordinators_or_else_managers():
    officer = make_user()
    led, bare, alone = old_space(6), old_space(None), old_space(18)
    young, hidden = old_space(1), old_space(18, is_published=False)
    bea, boss = coordinator(led, starts_on=TODAY), manager(bare)
    manager(led)
    coordinator(young)
    coordinator(hidden)
    outcome = remind_now([led, bare, alone, young, hidden], by=officer, today=TODAY)
    assert outcome == Outcome(reminded=2, young=2, today=0, nobody=1)
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted([bea.email, boss.email])
    assert set(LogEntry.objects.values_list("object_id", "verb", "target", "by")) == {
        (led.pk, "remind", "coordinator", officer.pk),
        (bare.pk, "remind", "manager", officer.pk),
    }


def test_remind_now_not_twice_a_day_and_counts_for_the_job():
    space = old_space(6)
    bea = coordinator(space)
    assert remind_now([space], by=bea, today=TODAY) == Outcome(reminded=1)
    assert remind_now([space], by=bea, today=TODAY) == Outcome(today=1)
    assert asked(TODAY + timedelta(days=8)) == []
    tomorrow = TODAY + timedelta(days=1)
    assert remind_now([space], by=bea, today=tomorrow) == Outcome(reminded=1)
