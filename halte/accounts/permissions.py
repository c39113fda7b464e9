"""Who may do what, as far as it hangs on the account alone."""

from halte.accounts.models import User


def is_coordination(user: User) -> bool:
    """The Region's coordination. Until memberships exist: the installation's administrators."""
    return user.is_active and user.is_superuser
