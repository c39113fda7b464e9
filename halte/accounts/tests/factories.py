"""People and their roles for tests: one plain row each, nothing random."""

from itertools import count

from halte.accounts.models import Membership, User
from halte.accounts.scopes import Scope

PASSWORD = "four plain words together"
_numbers = count(1)


def make_user(**fields) -> User:
    """The next person, who has no role."""
    number = next(_numbers)
    return User.objects.create_user(
        fields.pop("email", f"person{number}@example.org"),
        fields.pop("password", None),
        **{"name": f"Person {number}", **fields},
    )


def make_member(role: str, scope: Scope, user: User | None = None, **fields) -> Membership:
    """Somebody, a new person unless given, who is something somewhere."""
    return Membership.objects.create(
        user=user or make_user(),
        role=role,
        scope_kind=scope.kind,
        scope_uuid=scope.uuid,
        **fields,
    )
