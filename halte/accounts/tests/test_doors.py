"""Who leaves keeps no door open: neither her own invitations, nor those that she sent."""

import pytest

from halte.accounts import domain
from halte.accounts.domain import LinkProblem, LinkRefused
from halte.accounts.enums import Role
from halte.accounts.models import Invitation, Membership
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member

pytestmark = pytest.mark.django_db


def invite(email: str, role: str, by) -> Invitation:
    return domain.invite(email, role=role, scope=REGION, by=by, language="fr")


def test_invitation_to_who_is_removed_is_withdrawn():
    boss = make_member(Role.ADMINISTRATOR, REGION).user
    officer = make_member(Role.OFFICER, REGION)
    invitation = invite(officer.user.email, Role.ADMINISTRATOR, boss)
    domain.end_membership(officer, by=boss)
    with pytest.raises(LinkRefused) as refused:
        domain.accept_invitation(invitation.secret)
    assert refused.value.problem == LinkProblem.WITHDRAWN
    assert Membership.objects.running().filter(user=officer.user).count() == 0


def test_invitation_by_who_is_removed_opens_nothing():
    boss = make_member(Role.ADMINISTRATOR, REGION).user
    other = make_member(Role.ADMINISTRATOR, REGION)
    invitation = invite("second@example.org", Role.ADMINISTRATOR, other.user)
    domain.end_membership(other, by=boss)
    with pytest.raises(LinkRefused) as refused:
        domain.open_link(invitation.secret)
    assert refused.value.problem == LinkProblem.WITHDRAWN


def test_invitation_of_who_still_manages_opens():
    boss = make_member(Role.ADMINISTRATOR, REGION).user
    invitation = invite("second@example.org", Role.OFFICER, boss)
    assert domain.open_link(invitation.secret) == invitation
