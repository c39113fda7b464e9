"""Who may be at work at all; core knows no roles."""


def is_signed_in(user) -> bool:
    """Everybody with an open account: these pages show each person what is theirs."""
    return user.is_authenticated and user.is_active
