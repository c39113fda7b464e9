"""Roles that begin later, roles that end later, and who keeps a place meanwhile."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.models import Membership
from halte.accounts.scopes import REGION
from halte.accounts.tests.conftest import SPACE
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.accounts.tests.mailbox import told
from halte.core.models import LogEntry

pytestmark = pytest.mark.django_db


def day(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def test_invitation_for_later_gives_a_role_for_later():
    invitation = domain.invite(
        "new@example.org",
        role=Role.FACILITATOR,
        scope=SPACE,
        by=None,
        language="fr",
        starts_on=day(9),
    )
    row = domain.accept_invitation(invitation.secret, name="Ana", password=PASSWORD)
    assert (row.starts_on, row.is_running, row.has_ended) == (day(9), False, False)


def test_invitation_that_is_answered_late_begins_with_the_answer():
    row = domain.give_role(make_user(), Role.FACILITATOR, SPACE, by=None, starts_on=day(-3))
    assert row.starts_on == day(0)


def test_role_that_was_to_begin_later_begins_earlier():
    user = make_member(Role.FACILITATOR, SPACE, starts_on=day(9)).user
    domain.give_role(user, Role.FACILITATOR, SPACE, by=None)
    assert [row.starts_on for row in Membership.objects.all()] == [day(0)]


def test_last_day_still_holds():
    row = make_member(Role.FACILITATOR, SPACE)
    row = domain.end_membership(row, by=row.user, last_day=day(3))
    assert (row.ends_on, row.last_day, row.is_running) == (day(4), day(3), True)
    assert Membership.objects.running(day(3)).exists()
    assert not Membership.objects.running(day(4)).exists()


def test_end_on_a_day_can_be_moved_until_it_has_come():
    row = make_member(Role.FACILITATOR, SPACE, ends_on=day(9))
    domain.end_membership(row, by=row.user, last_day=day(3))
    assert Membership.objects.get().ends_on == day(4)
    domain.end_membership(row, by=row.user)
    with pytest.raises(domain.AlreadyEnded):
        domain.end_membership(row, by=row.user)


def test_role_that_never_began_can_be_given_up():
    row = make_member(Role.FACILITATOR, SPACE, starts_on=day(9))
    domain.end_membership(row, by=row.user)
    assert Membership.objects.get().ends_on == day(9)
    assert not Membership.objects.running(day(9)).exists()


def test_mails_say_from_and_until_when():
    boss = make_member(Role.COORDINATOR, SPACE).user
    row = domain.give_role(make_user(), Role.FACILITATOR, SPACE, by=None, starts_on=day(9))
    (mail,) = told()
    assert (mail.to, "À partir du" in mail.text) == (boss.email, True)
    domain.end_membership(row, by=boss, last_day=day(20))
    (mail,) = told()
    assert (mail.to, "Dernier jour" in mail.text) == (row.user.email, True)


def test_last_coordinator_may_leave_when_the_next_one_begins_in_time():
    last = make_member(Role.COORDINATOR, SPACE)
    make_member(Role.COORDINATOR, SPACE, starts_on=day(5))
    with pytest.raises(domain.LastKeeper):
        domain.end_membership(last, by=last.user, last_day=day(3))
    domain.end_membership(last, by=last.user, last_day=day(4))


def test_last_coordinator_cannot_plan_to_leave_nobody():
    last = make_member(Role.COORDINATOR, SPACE)
    with pytest.raises(domain.LastKeeper):
        domain.end_membership(last, by=last.user, last_day=day(30))
    assert Membership.objects.get().ends_on is None


def test_new_role_keeps_the_end_of_the_one_before():
    row = make_member(Role.FACILITATOR, SPACE, ends_on=day(9))
    new = domain.change_role(row, Role.COORDINATOR, by=make_member(Role.COORDINATOR, SPACE).user)
    assert (new.starts_on, new.ends_on) == (day(0), day(9))


def test_who_leaves_stays_in_what_she_did():
    boss, other = make_member(Role.COORDINATOR, SPACE), make_member(Role.COORDINATOR, SPACE)
    row = domain.give_role(make_user(), Role.FACILITATOR, SPACE, by=boss.user)
    domain.end_membership(boss, by=boss.user)
    entries = LogEntry.objects.filter(object_id=row.pk, verb="join")
    assert list(entries.values_list("by", flat=True)) == [boss.user_id]
    assert Membership.objects.running().filter(pk=row.pk).exists()
    assert Membership.objects.filter(pk=boss.pk).exists()
    with pytest.raises(ProtectedError):
        boss.user.delete()
    assert other.is_running


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("role", "scope"), [(Role.COORDINATOR, SPACE), (Role.ADMINISTRATOR, REGION)]
)
def test_of_two_keepers_who_plan_to_leave_at_once_one_stays(role, scope):
    rows = [make_member(role, scope) for _ in range(2)]
    outcomes = []

    def leave(row):
        try:
            outcomes.append(domain.end_membership(row, by=row.user, last_day=day(9)))
        except domain.LastKeeper as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [Thread(target=leave, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in outcomes) == ["LastKeeper", "Membership"]
    assert Membership.objects.filter(ends_on=None).count() == 1
