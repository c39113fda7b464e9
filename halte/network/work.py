"""The register's pages and places in the frame of the work face."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, Count, IntegerField, Min, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from halte.accounts.permissions import can_manage_tokens, can_see_team, can_work
from halte.core import work
from halte.core.i18n import DATA_LANGUAGES, language, localized
from halte.core.work import Entry, Group, Notice, Place
from halte.network.models import Correction, Space
from halte.network.permissions import (
    can_edit_space,
    can_oversee_spaces,
    can_read_findings,
    can_review_corrections,
)
from halte.network.scopes import scope_of_space

MOST_NOTICES = 20
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


def _sees_team(user, space: Space) -> bool:
    return can_see_team(user, scope_of_space(space))


def _manages_tokens(user, space: Space) -> bool:
    return can_manage_tokens(user, scope_of_space(space))


def _has_own_spaces_only(user) -> bool:
    """Whoever oversees all spaces has a list that says more."""
    return can_work(user) and not can_oversee_spaces(user)


def letters(user) -> Iterable[Notice]:
    """Messages of readers that wait, one notice a space, the longest wait first; one query."""
    if not can_review_corrections(user):
        return
    waiting = Correction.objects.visible_to(user).waiting().order_by()
    names = ("space__slug", "space__name_fr", "space__name_nl", "space__name_en")
    rows = waiting.values(*names).annotate(number=Count("pk"), since=Min("received_at"))
    for row in rows.order_by("since")[:MOST_NOTICES]:
        name = row[f"space__name_{language()}"] if language() in DATA_LANGUAGES else ""
        sentence = ngettext(
            "%(name)s: %(number)d message of readers waits.",
            "%(name)s: %(number)d messages of readers wait.",
            row["number"],
        )
        yield Notice(
            sentence % {"name": name or row["space__name_fr"], "number": row["number"]},
            reverse("network:space_messages", args=[row["space__slug"]]),
            row["since"],
        )


work.know_places(places)
work.add_notices(letters)
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
    Entry(_("Team"), "people-fill", "accounts:team", Group.SPACE, 70, _sees_team),
    Entry(_("Tokens"), "key-fill", "accounts:tokens", Group.SPACE, 90, _manages_tokens),
    Entry(_("Spaces"), "geo-alt-fill", "network:spaces", Group.NETWORK, 10, _has_own_spaces_only),
    Entry(
        _("All spaces"), "geo-alt-fill", "network:overview", Group.NETWORK, 10, can_oversee_spaces
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
