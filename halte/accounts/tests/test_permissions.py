"""Who may do what, role by role; the table is printed when it is not as written."""

from halte.accounts.enums import Role
from halte.accounts.permissions import (
    can_change_role,
    can_end_membership,
    can_invite_to,
    can_manage_from_above,
    can_manage_team,
    can_manage_tokens,
    can_see_team,
)
from halte.accounts.scopes import REGION
from halte.accounts.tests.conftest import ORGANISATION, OTHER_SPACE, SPACE
from halte.accounts.tests.factories import make_member, make_user

TABLE = """
                        see  manage above invite end  change tokens org  region
nobody                  -    -      -     -      -    -      -      -    -
facilitator             yes  -      -     -      -    -      -      -    -
coordinator             yes  yes    -     yes    yes  yes    yes    -    -
coordinator elsewhere   -    -      -     -      -    -      -      -    -
manager                 yes  yes    yes   yes    yes  yes    yes    yes  -
referrer                -    -      -     -      -    -      -      -    -
officer                 yes  yes    yes   yes    yes  yes    yes    yes  -
administrator           yes  yes    yes   yes    yes  yes    yes    yes  yes
network editor          -    -      -     -      -    -      -      -    -
auditor                 -    -      -     -      -    -      -      -    -
superuser               yes  yes    yes   yes    yes  yes    yes    yes  yes
"""


def cast():
    yield "nobody", make_user()
    for name, role, scope in (
        ("facilitator", Role.FACILITATOR, SPACE),
        ("coordinator", Role.COORDINATOR, SPACE),
        ("coordinator elsewhere", Role.COORDINATOR, OTHER_SPACE),
        ("manager", Role.MANAGER, ORGANISATION),
        ("referrer", Role.REFERRER, ORGANISATION),
        ("officer", Role.OFFICER, REGION),
        ("administrator", Role.ADMINISTRATOR, REGION),
        ("network editor", Role.NETWORK_EDITOR, ORGANISATION),
        ("auditor", Role.AUDITOR, REGION),
    ):
        yield name, make_member(role, scope).user
    yield "superuser", make_user(is_superuser=True)


def test_who_may_do_what_in_a_space(db):
    colleague = make_member(Role.FACILITATOR, SPACE)
    lines = [TABLE.strip("\n").splitlines()[0]]
    for name, user in cast():
        answers = [
            can_see_team(user, SPACE),
            can_manage_team(user, SPACE),
            can_manage_from_above(user, SPACE),
            can_invite_to(user, SPACE, Role.COORDINATOR),
            can_end_membership(user, colleague),
            can_change_role(user, colleague, Role.COORDINATOR),
            can_manage_tokens(user, SPACE),
            can_invite_to(user, ORGANISATION, Role.MANAGER),
            can_invite_to(user, REGION, Role.OFFICER),
        ]
        cells = zip(answers, (5, 7, 6, 7, 5, 7, 7, 5, 0), strict=True)
        words = "".join(("yes" if may else "-").ljust(width) for may, width in cells)
        lines.append(f"{name:24}{words}".rstrip())
    assert "\n".join(lines) == TABLE.strip("\n"), "\n" + "\n".join(lines)


def test_nobody_invites_to_a_role_that_the_scope_does_not_know(db):
    boss = make_user(is_superuser=True)
    assert not can_invite_to(boss, SPACE, Role.OFFICER)
    assert not can_invite_to(boss, SPACE, "king")


def test_everybody_may_leave(db):
    own = make_member(Role.FACILITATOR, SPACE)
    assert can_end_membership(own.user, own)
