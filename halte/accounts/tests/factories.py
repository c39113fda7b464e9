"""People and their roles for tests: one plain row each, nothing random."""

from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from halte.accounts.models import Membership, User
from halte.accounts.permissions import COORDINATION
from halte.accounts.scopes import Scope

PASSWORD = "four plain words together"
# What an app on a telephone would know.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)


def make_user(**fields) -> User:
    """The next person, who has no role; with a second factor where one is required."""
    number = next(_numbers)
    user = User.objects.create_user(
        fields.pop("email", f"person{number}@example.org"),
        fields.pop("password", None),
        **{"name": f"Person {number}", **fields},
    )
    if user.is_superuser:
        give_factor(user)
    return user


def give_factor(user: User) -> Authenticator:
    """An app with codes, as officers and administrators must have one to open any work page."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found or TOTP.activate(user, SECRET).instance


def code_of_app(at: float) -> str:
    """The code that the app shows at a moment."""
    return format_hotp_value(hotp_value(SECRET, int(at) // 30))


def make_member(
    role: str, scope: Scope, user: User | None = None, *, factor: bool = True, **fields
) -> Membership:
    """Somebody, a new person unless given, who is something somewhere.

    Whoever needs a second factor for it has one, unless `factor=False`.
    """
    membership = Membership.objects.create(
        user=user or make_user(),
        role=role,
        scope_kind=scope.kind,
        scope_uuid=scope.uuid,
        **fields,
    )
    if factor and role in COORDINATION:
        give_factor(membership.user)
    return membership
