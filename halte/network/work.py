"""The register's pages and places in the frame of the work face."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from halte.accounts.enums import Role
from halte.accounts.holding import held, holds
from halte.accounts.permissions import COORDINATION, can_read_team, can_read_tokens, can_work
from halte.core import work
from halte.core.i18n import localized
from halte.core.work import Entry, Finder, Group, Place, Topic
from halte.network import finders, notices
from halte.network.models import Space
from halte.network.permissions import (
    can_edit_space,
    can_oversee_organisations,
    can_oversee_spaces,
    can_read_findings,
    can_review_corrections,
)
from halte.network.scopes import scope_of_space

LONG = [f"{field}_{code}" for field in ("description", "bring") for code in ("fr", "nl", "en")]


def places(user, first: Sequence[str], most: int) -> list[Place]:
    """The spaces somebody works with, those named first in front; one query."""
    asked = [When(slug=slug, then=Value(at)) for at, slug in enumerate(first)]
    spaces = Space.objects.worked_with_by(user).select_related("organisation")
    spaces = spaces.defer("folded", "organisation__folded", *LONG)
    if asked:
        last = Value(len(asked))
        spaces = spaces.order_by(
            Case(*asked, default=last, output_field=IntegerField()), "name_fr", "pk"
        )
    return [Place(space.slug, localized(space, "name"), space) for space in spaces[:most]]


def _works_with(user, space: Space) -> bool:
    """Every place of the frame is one that somebody works with."""
    return True


def _reads_team(user, space: Space) -> bool:
    return can_read_team(user, scope_of_space(space))


def _reads_tokens(user, space: Space) -> bool:
    return can_read_tokens(user, scope_of_space(space))


def _has_own_spaces_only(user) -> bool:
    """Whoever oversees all spaces has a list that says more."""
    return can_work(user) and not can_oversee_spaces(user)


def _works_somewhere(user) -> bool:
    return bool(held(user))


def _makes_tokens(user) -> bool:
    return holds(user, {Role.COORDINATOR, Role.MANAGER, *COORDINATION})


work.know_places(places)
work.add_notices(notices.of_corrections)
work.add_notices(notices.of_old_records)
work.add_notices(notices.of_invitations)
work.add(
    Finder(_("Spaces"), finders.spaces),
    Finder(_("People"), finders.people),
)
work.add(
    Entry(_("Overview"), "house-fill", "network:work", Group.HOME, 10, can_work),
    Entry(_("My space"), "building-fill", "network:space", Group.SPACE, 10, _works_with),
    Entry(_("Opening hours"), "clock-fill", "network:hours", Group.SPACE, 20, _works_with),
    Entry(
        _("What readers say"),
        "flag-fill",
        "network:space_messages",
        Group.SPACE,
        60,
        can_edit_space,
    ),
    Entry(_("Team"), "people-fill", "accounts:team", Group.SPACE, 70, _reads_team),
    Entry(_("Tokens"), "key-fill", "accounts:tokens", Group.SPACE, 90, _reads_tokens),
    Entry(_("Spaces"), "geo-alt-fill", "network:spaces", Group.NETWORK, 10, _has_own_spaces_only),
    Entry(
        _("All spaces"), "geo-alt-fill", "network:overview", Group.NETWORK, 10, can_oversee_spaces
    ),
    Entry(
        _("Organisations"),
        "building-fill",
        "network:organisations",
        Group.NETWORK,
        15,
        can_oversee_organisations,
    ),
    Entry(
        _("Messages of readers"),
        "chat-dots-fill",
        "network:corrections",
        Group.NETWORK,
        20,
        can_review_corrections,
    ),
    Entry(
        _("What the data check found"),
        "clipboard-data-fill",
        "network:findings",
        Group.NETWORK,
        30,
        can_read_findings,
    ),
)
work.add(
    Topic("team", _("The team of a space"), "network/help/team.html", 10, _works_somewhere),
    Topic("tokens", _("Tokens for programs"), "network/help/tokens.html", 20, _makes_tokens),
    Topic(
        "messages",
        _("Messages of readers"),
        "network/help/corrections.html",
        30,
        can_review_corrections,
    ),
    Topic(
        "freshness",
        _("Information that is still right"),
        "network/help/freshness.html",
        40,
        _works_somewhere,
    ),
    Topic(
        "findings",
        _("What the data check found"),
        "network/help/findings.html",
        50,
        can_read_findings,
    ),
)
