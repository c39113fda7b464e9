"""Who may do what with workshops."""

from uuid import UUID

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.holding import holds, uuids_of
from halte.network.models import Space
from halte.network.scopes import scope_of_organisation, scope_of_space

TEAM = {Role.FACILITATOR, Role.COORDINATOR}


def can_know_visitors(user, space: Space) -> bool:
    """The people of a space are known to its own team, and to nobody above it."""
    return holds(user, TEAM, scope_of_space(space))


def spaces_of_team(user) -> set[UUID]:
    """The spaces whose people somebody may know: the rows that a page opens for her."""
    return uuids_of(user, TEAM, ScopeKind.SPACE)


def can_plan_workshops(user, space: Space) -> bool:
    """The team of the space, and who manages its organisation. The Region only reads."""
    house = scope_of_organisation(space.organisation)
    return can_know_visitors(user, space) or holds(user, {Role.MANAGER}, house)
