"""Inviting, joining, leaving: what happens, what is refused, who is told, what is written down."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from halte.accounts import domain
from halte.accounts.domain import INVITATION_TRANSITIONS, LinkProblem, LinkRefused
from halte.accounts.enums import InvitationState, Role, ScopeKind
from halte.accounts.models import Invitation, Membership, User
from halte.accounts.scopes import REGION, Scope, UnknownScope
from halte.accounts.tests.conftest import ORGANISATION, OTHER_SPACE, SPACE
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.accounts.tests.mailbox import told
from halte.core import terms
from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused

pytestmark = pytest.mark.django_db


def invite(email="new@example.org", role=Role.FACILITATOR, scope=SPACE, **given):
    return domain.invite(
        email, role=role, scope=scope, by=given.pop("by", None), language="fr", **given
    )


def problem(secret: str) -> LinkProblem | None:
    try:
        domain.open_link(secret)
    except LinkRefused as refused:
        return refused.problem
    return None


def log() -> list[tuple[str, str, str]]:
    rows = LogEntry.objects.order_by("pk")
    return list(rows.values_list("verb", "source", "target"))


# ---- Inviting and joining -----------------------------------------------------------------------


def test_somebody_new_gets_an_account_and_the_role():
    coordinator = make_member(Role.COORDINATOR, SPACE).user
    invitation = invite(" New@Example.org ", by=coordinator)
    row = domain.accept_invitation(invitation.secret, name=" Ana ", password=PASSWORD)
    user = row.user
    assert (user.email, user.name, user.language) == ("new@example.org", "Ana", "fr")
    assert user.check_password(PASSWORD)
    assert (row.role, row.scope, row.starts_on) == (Role.FACILITATOR, SPACE, timezone.localdate())
    assert log() == [
        ("invite", "", "sent"),
        ("open account", "", ""),
        ("join", "", "facilitator"),
        ("accept", "sent", "accepted"),
        # No server had taken the mail.
        ("withdraw", "queued", "withdrawn"),
    ]


def test_somebody_known_keeps_name_and_password():
    user = make_user(email="known@example.org", name="Known", password=PASSWORD)
    row = domain.accept_invitation(invite(user.email).secret, name="X", password="another one!")
    assert row.user == user
    user.refresh_from_db()
    assert (user.name, user.check_password(PASSWORD)) == ("Known", True)


def test_link_is_kept_as_a_digest_only():
    invitation = invite()
    kept = Invitation.objects.values().get()
    assert invitation.secret not in str(kept)
    assert len(invitation.secret) == 43


def test_link_works_once():
    secret = invite().secret
    domain.accept_invitation(secret, name="A", password=PASSWORD)
    assert problem(secret) == LinkProblem.USED
    with pytest.raises(LinkRefused):
        domain.accept_invitation(secret, name="B", password=PASSWORD)
    assert Membership.objects.count() == 1


def test_link_works_for_seven_days():
    invitation = invite()
    assert invitation.expires_at - invitation.sent_at == timedelta(days=7)
    Invitation.objects.update(expires_at=timezone.now())
    assert problem(invitation.secret) == LinkProblem.EXPIRED
    again = domain.resend(invitation, by=None)
    assert problem(again.secret) is None


def test_link_sent_again_replaces_the_one_before():
    invitation = invite()
    first = invitation.secret
    second = domain.resend(invitation, by=None).secret
    assert (problem(first), problem(second)) == (LinkProblem.UNKNOWN, None)


def test_inviting_twice_sends_again():
    assert invite().pk == invite().pk
    assert Invitation.objects.count() == 1


def test_withdrawn_and_forged_links_do_not_open():
    invitation = invite()
    domain.withdraw(invitation, by=make_user())
    assert problem(invitation.secret) == LinkProblem.WITHDRAWN
    assert problem("forged") == problem("") == problem("\x00\ud800") == LinkProblem.UNKNOWN


def test_closed_account_is_not_opened_by_a_link():
    make_user(email="closed@example.org", is_active=False)
    assert problem(invite("closed@example.org").secret) == LinkProblem.CLOSED


def test_weak_password_leaves_the_link_usable():
    secret = invite().secret
    with pytest.raises(ValidationError):
        domain.accept_invitation(secret, name="A", password="short")
    assert (problem(secret), User.objects.count()) == (None, 0)


def test_who_has_the_role_is_not_invited():
    row = make_member(Role.COORDINATOR, SPACE)
    with pytest.raises(domain.AlreadyHeld):
        invite(row.user.email, Role.COORDINATOR)
    invite(row.user.email, Role.FACILITATOR)


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.OFFICER, SPACE),
        ("king", SPACE),
        (Role.NETWORK_EDITOR, REGION),
        (Role.JURY_MEMBER, Scope(ScopeKind.BODY, SPACE.uuid)),
    ],
)
def test_role_that_cannot_be_given_is_refused(role, scope):
    with pytest.raises(domain.RoleRefused):
        invite(role=role, scope=scope)


def test_unknown_place_is_refused():
    with pytest.raises(UnknownScope):
        invite(scope=Scope(ScopeKind.SPACE, Invitation().scope_uuid))


@pytest.mark.parametrize("verb", INVITATION_TRANSITIONS)
@pytest.mark.parametrize("state", InvitationState)
def test_every_verb_from_every_state(verb, state):
    invitation = invite()
    member = make_member(Role.FACILITATOR, OTHER_SPACE)
    Invitation.objects.update(state=state, membership=member)
    acts = {
        "resend": lambda: domain.resend(invitation, by=None),
        "withdraw": lambda: domain.withdraw(invitation, by=member.user),
        "accept": lambda: domain.accept_invitation(invitation.secret, name="A", password=PASSWORD),
    }
    sources, target = INVITATION_TRANSITIONS[verb]
    if state in sources:
        acts[verb]()
    else:
        with pytest.raises((TransitionRefused, LinkRefused)):
            acts[verb]()
    expected = target if state in sources else state
    assert Invitation.objects.get().state == expected


def test_invitations_are_forgotten_ninety_days_after_their_link():
    kept, old = invite("a@example.org"), invite("b@example.org")
    now = timezone.now()
    Invitation.objects.filter(pk=old.pk).update(expires_at=now - timedelta(days=91))
    terms.apply_terms(now)
    assert list(Invitation.objects.all()) == [kept]
    said = Invitation.pgh_event_model.objects.filter(pgh_obj_id=old.pk)
    assert set(said.values_list("pgh_label", "email")) == {
        ("insert", ""),
        ("update", ""),
        ("delete", ""),
    }


# ---- Leaving and changing -----------------------------------------------------------------------


def test_leaving_ends_at_once_and_deletes_nothing():
    make_member(Role.COORDINATOR, SPACE)
    row = make_member(Role.FACILITATOR, SPACE)
    domain.end_membership(row, by=row.user)
    assert Membership.objects.get(pk=row.pk).ends_on == timezone.localdate()
    assert not Membership.objects.running().filter(pk=row.pk).exists()
    assert log() == [("end", "facilitator", "")]
    with pytest.raises(domain.AlreadyEnded):
        domain.end_membership(row, by=row.user)


def test_who_left_may_join_again_the_same_day():
    row = make_member(Role.FACILITATOR, SPACE)
    domain.end_membership(row, by=row.user)
    again = domain.give_role(row.user, Role.FACILITATOR, SPACE, by=None)
    assert list(Membership.objects.running()) == [again]


def test_last_coordinator_names_another_before_she_leaves():
    last, other = make_member(Role.COORDINATOR, SPACE), make_member(Role.FACILITATOR, SPACE)
    with pytest.raises(domain.LastKeeper):
        domain.end_membership(last, by=last.user)
    with pytest.raises(domain.LastKeeper):
        domain.change_role(last, Role.FACILITATOR, by=last.user)
    domain.end_membership(last, by=last.user, successor=other)
    running = Membership.objects.running().values_list("user", "role")
    assert list(running) == [(other.user_id, Role.COORDINATOR)]


@pytest.mark.parametrize("unfit", ["herself", "elsewhere", "ended", "ending", "closed", "planned"])
def test_successor_must_be_somebody_of_the_team(unfit):
    last, today = make_member(Role.COORDINATOR, SPACE), timezone.localdate()
    successor = {
        "herself": lambda: make_member(Role.FACILITATOR, SPACE, last.user),
        "elsewhere": lambda: make_member(Role.FACILITATOR, OTHER_SPACE),
        "ended": lambda: make_member(Role.FACILITATOR, SPACE, ends_on=today),
        "ending": lambda: make_member(Role.FACILITATOR, SPACE, ends_on=today + timedelta(days=9)),
        "closed": lambda: make_member(Role.FACILITATOR, SPACE, make_user(is_active=False)),
        "planned": lambda: make_member(
            Role.FACILITATOR, SPACE, starts_on=today + timedelta(days=1)
        ),
    }[unfit]()
    with pytest.raises(domain.LastKeeper):
        domain.end_membership(last, by=last.user, successor=successor)
    assert list(Membership.objects.running().filter(role=Role.COORDINATOR)) == [last]


def test_somebody_above_may_end_the_last_coordinator_but_not_herself():
    last, manager = make_member(Role.COORDINATOR, SPACE), make_member(Role.MANAGER, ORGANISATION)
    make_member(Role.MANAGER, ORGANISATION, last.user)
    with pytest.raises(domain.LastKeeper):
        domain.end_membership(last, by=last.user)
    domain.end_membership(last, by=manager.user)
    assert not Membership.objects.running().filter(role=Role.COORDINATOR).exists()


def test_coordinator_whose_end_is_planned_does_not_count():
    last = make_member(Role.COORDINATOR, SPACE)
    make_member(Role.COORDINATOR, SPACE, ends_on=timezone.localdate() + timedelta(days=9))
    with pytest.raises(domain.LastKeeper):
        domain.end_membership(last, by=last.user)


def test_last_administrator_cannot_leave_either():
    last = make_member(Role.ADMINISTRATOR, REGION)
    with pytest.raises(domain.LastKeeper):
        domain.end_membership(last, by=last.user)


def test_new_role_ends_the_one_before():
    row, boss = make_member(Role.FACILITATOR, SPACE), make_member(Role.COORDINATOR, SPACE).user
    new = domain.change_role(row, Role.COORDINATOR, by=boss)
    held = Membership.objects.running().filter(user=row.user)
    assert list(held.values_list("role", "pk")) == [(Role.COORDINATOR, new.pk)]
    assert Membership.objects.filter(user=row.user).count() == 2
    assert log() == [("change role", "facilitator", "coordinator")]


def test_role_changes_back_and_forth_on_one_day():
    row, boss = make_member(Role.FACILITATOR, SPACE), make_member(Role.COORDINATOR, SPACE).user
    for role in (Role.COORDINATOR, Role.FACILITATOR, Role.COORDINATOR):
        row = domain.change_role(row, role, by=boss)
    assert list(Membership.objects.running().filter(user=row.user)) == [row]


# ---- Who is told --------------------------------------------------------------------------------


def test_invited_person_gets_the_link_in_her_language():
    secret = invite(by=make_user(name="Bea")).secret
    (mail,) = told()
    assert (mail.to, f"/fr/work/invitation/{secret}" in mail.text) == ("new@example.org", True)
    assert "Bea" in mail.text
    assert "Lieu 2" in mail.text
    assert "Bea" not in mail.subject
    assert "Lieu" not in mail.subject


def test_managers_of_the_scope_and_above_are_told():
    here = make_member(Role.COORDINATOR, SPACE).user
    above = make_member(Role.MANAGER, ORGANISATION, make_user(language="nl")).user
    for role, scope in (
        (Role.FACILITATOR, SPACE),
        (Role.COORDINATOR, OTHER_SPACE),
        (Role.REFERRER, ORGANISATION),
        (Role.OFFICER, REGION),
    ):
        make_member(role, scope)
    make_member(Role.COORDINATOR, SPACE, make_user(is_active=False))
    make_member(Role.COORDINATOR, SPACE, ends_on=timezone.localdate())
    row = domain.give_role(make_user(), Role.FACILITATOR, SPACE, by=None)
    assert {mail.to for mail in told()} == {here.email, above.email}
    domain.end_membership(row, by=here)
    mails = {mail.to: mail.text for mail in told()}
    assert set(mails) == {above.email, row.user.email}
    assert ("Plek 2" in mails[above.email], "Lieu 2" in mails[row.user.email]) == (True, True)


def test_new_role_is_told_to_the_person_and_the_other_managers():
    here, other = (make_member(Role.COORDINATOR, SPACE).user for _ in range(2))
    row = make_member(Role.FACILITATOR, SPACE)
    domain.change_role(row, Role.COORDINATOR, by=here)
    assert sorted(mail.to for mail in told()) == sorted([other.email, row.user.email])


# ---- Two at once --------------------------------------------------------------------------------


def at_once(*acts) -> list[object]:
    """Run acts in threads of their own; gives what each returned or raised."""
    outcomes: list[object] = [None] * len(acts)

    def run(index, act):
        try:
            outcomes[index] = act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_leave_at_once_one_stays():
    rows = [make_member(Role.COORDINATOR, SPACE) for _ in range(2)]
    outcomes = at_once(*(lambda row=row: domain.end_membership(row, by=row.user) for row in rows))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastKeeper", "Membership"]
    assert Membership.objects.running().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_end_each_other_at_once_one_stays():
    one, two = [make_member(Role.COORDINATOR, SPACE) for _ in range(2)]
    at_once(
        lambda: domain.end_membership(one, by=two.user),
        lambda: domain.end_membership(two, by=one.user),
    )
    assert Membership.objects.running().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_joins():
    secret = invite(by_mail=False).secret
    act = lambda: domain.accept_invitation(secret, name="A", password=PASSWORD)  # noqa: E731
    outcomes = at_once(act, act)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LinkRefused", "Membership"]
    assert (User.objects.count(), Membership.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_links_of_a_new_person_at_once_make_one_account():
    roles = (Role.FACILITATOR, Role.COORDINATOR)
    secrets = [invite(role=role, by_mail=False).secret for role in roles]
    outcomes = at_once(
        *(lambda s=s: domain.accept_invitation(s, name="A", password=PASSWORD) for s in secrets)
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Membership", "Membership"]
    assert User.objects.count() == 1
