"""What the search of the work face finds in the register: spaces, and people of their teams."""

from django.db.models import Q
from django.urls import reverse

from halte.accounts.enums import ScopeKind
from halte.accounts.models import Membership
from halte.accounts.permissions import can_see_team
from halte.core.i18n import localized
from halte.core.work import Place, Result
from halte.core.work.frame import first_page
from halte.network.models import Space
from halte.network.scopes import scope_of_space

# People whose name fits are looked over until enough are in a team that one may see.
LOOKED_OVER = 200


def spaces(user, text: str, most: int) -> list[Result]:
    """Spaces one works with, by name, organisation, municipality or postcode."""
    found = Space.objects.worked_with_by(user).called(text).select_related("organisation")[:most]
    return [
        Result(
            localized(space, "name"),
            first_page(user, Place(space.slug, localized(space, "name"), space)),
            localized(space.organisation, "name"),
        )
        for space in found
    ]


def people(user, text: str, most: int) -> list[Result]:
    """Colleagues of the teams that one may see, by name."""
    named = Q()
    for word in text.split():
        named &= Q(user__name__unaccent__icontains=word)
    worked_with = Space.objects.worked_with_by(user)
    rows = (
        Membership.objects.running()
        .filter(
            named,
            scope_kind=ScopeKind.SPACE,
            scope_uuid__in=worked_with.order_by().values("uuid"),
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user__name", "pk")[:LOOKED_OVER]
    )
    uuids = [row.scope_uuid for row in rows]
    of = {
        space.uuid: space
        for space in worked_with.filter(uuid__in=uuids).select_related("organisation")
        if can_see_team(user, scope_of_space(space))
    }
    return [_person(row, of[row.scope_uuid]) for row in rows if row.scope_uuid in of][:most]


def _person(row: Membership, space: Space) -> Result:
    return Result(
        row.user.shown_name,
        reverse("accounts:team", args=[space.slug]),
        f"{row.get_role_display()} – {localized(space, 'name')}",
    )
