"""Who may do what with the register."""

from halte.accounts.enums import Role
from halte.accounts.holding import holds
from halte.accounts.permissions import COORDINATION, can_manage_team, is_auditor, is_coordination
from halte.accounts.scopes import REGION
from halte.network.models import Space
from halte.network.scopes import scope_of_space


def can_read_findings(user) -> bool:
    """The Region's coordination, and who audits it."""
    return holds(user, {*COORDINATION, Role.AUDITOR}, REGION)


def can_oversee_spaces(user) -> bool:
    """The Region's coordination, and who audits it: all spaces with their figures."""
    return can_read_findings(user)


def can_remind(user) -> bool:
    """Whoever may write to the people of all spaces: the coordination."""
    return is_coordination(user)


def can_review_corrections(user) -> bool:
    """Who changes spaces: each sees the messages of her own ones, the coordination all.

    No auditor: a reader's words may hold something personal.
    """
    return is_coordination(user) or holds(user, {Role.COORDINATOR, Role.MANAGER})


def can_edit_space(user, space: Space) -> bool:
    """Its coordinators, the managers of its organisation, and the Region's coordination."""
    return can_manage_team(user, scope_of_space(space))


def can_oversee_organisations(user) -> bool:
    """Managers of an organisation, the coordination, and auditors; each sees what is theirs."""
    return is_coordination(user) or is_auditor(user) or holds(user, {Role.MANAGER})
