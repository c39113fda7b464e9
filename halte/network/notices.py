"""What waits for people who work with spaces; in five queries at most, never stored."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.holding import uuids_of
from halte.accounts.models import Invitation
from halte.core.i18n import localized
from halte.core.work import Notice, Place
from halte.core.work.frame import first_page
from halte.network.freshness import TONES, Freshness, freshness
from halte.network.models import Correction, Space
from halte.network.permissions import can_review_corrections

OLD = (Freshness.TO_CHECK, Freshness.OUT_OF_DATE, Freshness.NEVER)
# More old records than this are told in one sentence.
MOST_NAMED = 3


def of_corrections(user) -> Iterator[Notice]:
    """Messages of readers that nobody has looked at: by space, or together if those are many."""
    if not can_review_corrections(user):
        return
    waiting = Correction.objects.visible_to(user).waiting().order_by()
    counted = waiting.values("space").annotate(number=Count("pk"), since=Min("received_at"))
    found = {row["space"]: row for row in counted}
    if len(found) > MOST_NAMED:
        number = sum(row["number"] for row in found.values())
        text = ngettext(
            "%(number)s message of a reader waits for an answer",
            "%(number)s messages of readers wait for an answer",
            number,
        )
        since = min(row["since"] for row in found.values())
        yield Notice(text % {"number": number}, reverse("network:corrections"), since, "warn")
        return
    for space in Space.objects.filter(pk__in=found):
        row = found[space.pk]
        text = ngettext(
            "%(name)s: %(number)d message of readers waits.",
            "%(name)s: %(number)d messages of readers wait.",
            row["number"],
        )
        words = {"name": localized(space, "name"), "number": row["number"]}
        link = reverse("network:space_messages", args=[space.slug])
        yield Notice(text % words, link, row["since"], "warn")


def of_old_records(user) -> Iterator[Notice]:
    """Pages of one's own spaces that nobody has confirmed for long."""
    today = timezone.localdate()
    own = uuids_of(user, {Role.COORDINATOR}, ScopeKind.SPACE)
    spaces = Space.objects.select_related("organisation")
    old = [
        space
        for space in spaces.filter(uuid__in=own, is_published=True)
        if freshness(space.confirmed_on, today) in OLD
    ]
    if len(old) > MOST_NAMED:
        since = min(_since(space) for space in old)
        text = _("%(number)s of your spaces have not been confirmed for long")
        yield Notice(text % {"number": len(old)}, reverse("network:spaces"), since, "warn")
        return
    for space in old:
        state = freshness(space.confirmed_on, today)
        text = _("The public page of %(name)s has not been confirmed for long")
        if state == Freshness.NEVER:
            text = _("The public page of %(name)s was never confirmed")
        tone = "bad" if TONES[state] == "bad" else "warn"
        name = localized(space, "name")
        link = first_page(user, Place(space.slug, name, space))
        yield Notice(text % {"name": name}, link, _since(space), tone)


def of_invitations(user) -> Iterator[Notice]:
    """Invitations to one's own teams whose link has expired."""
    own = uuids_of(user, {Role.COORDINATOR}, ScopeKind.SPACE)
    expired = Invitation.objects.waiting().filter(
        scope_kind=ScopeKind.SPACE, scope_uuid__in=own, expires_at__lte=timezone.now()
    )
    counted = expired.order_by().values("scope_uuid")
    found = {
        row["scope_uuid"]: row
        for row in counted.annotate(number=Count("pk"), since=Min("expires_at"))
    }
    for space in Space.objects.filter(uuid__in=found):
        row = found[space.uuid]
        text = ngettext(
            "%(number)s invitation to the team of %(name)s has expired",
            "%(number)s invitations to the team of %(name)s have expired",
            row["number"],
        )
        words = {"number": row["number"], "name": localized(space, "name")}
        link = reverse("accounts:team", args=[space.slug])
        yield Notice(text % words, link, row["since"], "info")


def _since(space: Space) -> datetime:
    if space.confirmed_on is None:
        return space.created_at
    return timezone.make_aware(datetime.combine(space.confirmed_on, time.min))
