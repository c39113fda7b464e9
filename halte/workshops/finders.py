"""What the search of the work face finds among the people whom one's own spaces enrolled."""

from django.db.models import Q
from django.urls import reverse

from halte.core import rows
from halte.core.i18n import localized
from halte.core.work import Result
from halte.network.folding import fold
from halte.workshops.models import Enrolment
from halte.workshops.permissions import spaces_of_team
from halte.workshops.templatetags.moments import moment

# Dates of people whose name fits are looked over until there are enough people.
LOOKED_OVER = 200


def enrolled(user, text: str, most: int) -> list[Result]:
    """People by name, each with the last date for which she stands on the list; one query."""
    own, words = spaces_of_team(user), fold(text).split()
    if not own or not words:
        return []
    named = Q()
    for word in words:
        named &= Q(visitor__identity__folded__contains=word)
    with rows.of(own):
        found = (
            Enrolment.objects.current()
            .filter(named, space__uuid__in=own)
            .select_related("visitor__identity", "session__activity", "space")
            .order_by("-session__starts_at", "pk")[:LOOKED_OVER]
        )
        by_person: dict[int, Enrolment] = {}
        for row in found:
            by_person.setdefault(row.visitor_id, row)
    return [_result(row) for row in list(by_person.values())[:most]]


def _result(row: Enrolment) -> Result:
    session = row.session
    page = reverse("workshops:desk", args=[row.space.slug, session.uuid])
    title = localized(session.activity, "title")
    return Result(
        row.visitor.identity.name,  # type: ignore[union-attr]
        f"{page}#p-{row.pk}",
        f"{title}, {moment(session.starts_at)}",
    )
