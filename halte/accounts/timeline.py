"""What the tables of accounts are called in a history (halte/core/timeline.py)."""

from django.utils.translation import gettext_lazy as _

from halte.accounts.enums import ScopeKind, TokenScope
from halte.accounts.models import ApiToken, Body, Invitation, Membership, Scoped, User
from halte.accounts.scopes import UnknownScope
from halte.accounts.scopes import describe as describe_scope
from halte.core.i18n import language_name, localized
from halte.core.timeline import Words, describe


def place_of(row: Scoped) -> str:
    """The name of the place where a role holds; its kind once it is gone."""
    try:
        return localized(describe_scope(row.scope), "name")
    except UnknownScope:
        return str(ScopeKind(row.scope_kind).label)


PLACE = {"scope_kind": place_of}
SCOPE = {"scope_kind": _("Where"), "role": _("Role")}


def register() -> None:
    """Say it, once, when the app is ready."""
    describe(
        User,
        Words(
            _("Account"),
            {
                "email": _("E-mail address"),
                "name": _("Name"),
                "language": _("Language"),
                "is_active": _("May sign in"),
                "is_superuser": _("Administrator of the installation"),
                "joined_at": _("Account since"),
                "last_login": _("Last sign-in"),
            },
            values={"language": language_name},
            brief=("email", "name", "language", "is_active", "joined_at", "last_login"),
        ),
    )
    describe(
        Body,
        Words(
            _("Working group or committee"),
            {
                "slug": _("Name in addresses"),
                "kind": _("Kind"),
                "name_fr": _("Name in French"),
                "name_nl": _("Name in Dutch"),
                "name_en": _("Name in English"),
                "since": _("Since"),
                "until": _("Until"),
                "source": _("Source"),
            },
            title=("name_fr",),
        ),
    )
    describe(
        Membership,
        Words(
            _("Role in the team"),
            {
                **SCOPE,
                "user": _("Person"),
                "starts_on": _("First day"),
                "ends_on": _("No longer from"),
            },
            title=("user", "role"),
            unsaid=("scope_uuid",),
            brief=("scope_kind", "role", "starts_on", "ends_on"),
            told=PLACE,
        ),
    )
    describe(
        Invitation,
        Words(
            _("Invitation"),
            {
                **SCOPE,
                "email": _("E-mail address"),
                "starts_on": _("First day"),
                "language": _("Language"),
                "state": _("State"),
                "invited_by": _("Invited by"),
                "sent_at": _("Sent"),
                "expires_at": _("The link holds until"),
            },
            title=("email", "role"),
            values={"language": language_name},
            unsaid=("scope_uuid", "membership"),
            brief=("sent_at", "email", "scope_kind", "role", "state", "invited_by"),
            told=PLACE,
        ),
    )
    describe(
        ApiToken,
        Words(
            _("Token for a program"),
            {
                "scope_kind": _("Where"),
                "name": _("Name"),
                "prefix": _("First signs"),
                "allows": _("What it may do"),
                "created_by": _("Made by"),
                "created_at": _("Made on"),
                "revoked_at": _("Revoked on"),
                "last_used_at": _("Last used"),
            },
            title=("name",),
            values={"allows": lambda code: str(TokenScope(code).label)},
            unsaid=("scope_uuid",),
            brief=("name", "scope_kind", "created_at", "revoked_at"),
            told=PLACE,
        ),
    )
