"""The team of a place of any kind: who, as what, since when; inviting, changing, ending."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from halte.accounts import domain
from halte.accounts.addresses import PlaceAddress
from halte.accounts.enums import Role
from halte.accounts.forms import EndForm, InviteForm
from halte.accounts.models import Invitation, Membership
from halte.accounts.notifications import link_of
from halte.accounts.permissions import (
    can_change_role,
    can_end_membership,
    can_invite_to,
    can_manage_team,
    can_manage_tokens,
    can_see_team,
    can_work,
    is_coordination,
    roles_to_give,
)
from halte.accounts.scopes import Described
from halte.accounts.sign_in import factors
from halte.accounts.views.places import any_place, place_of
from halte.core import ratelimit
from halte.core.access import access
from halte.core.i18n import language, localized
from halte.core.mail.domain import has_server
from halte.core.transitions import TransitionRefused

# Mails that one address may have sent to others.
INVITATIONS = 30
WITHIN = timedelta(hours=1)
INVITATION_VERBS = {"resend": domain.resend, "withdraw": domain.withdraw}


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the table; without a name for whoever may not read names."""

    membership: Membership
    name: str
    email: str
    other_roles: list[Role]
    can_end: bool


@access(can_work)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, address: PlaceAddress) -> HttpResponse:
    """Who works in a place; whoever manages it invites others here."""
    place = place_of(request, address)
    giving = roles_to_give(request.user, place.scope)
    posted = request.POST if request.method == "POST" else None
    form = InviteForm(posted, roles=giving, initial={"language": language()})
    status = 200
    if request.method == "POST":
        role = request.POST.get("role", "")
        if not giving or (role and not can_invite_to(request.user, place.scope, role)):
            raise PermissionDenied
        status, invited = _invite(request, form, place)
        if invited:
            return _sent(request, place, invited)
    return render(request, "accounts/team.html", _team(request, place, form), status=status)


def _sent(request: HttpRequest, place: Described, invited: Invitation) -> HttpResponse:
    """Back to the team. Without a mail server the page itself shows the link, this once and kept
    nowhere, for whoever invites to hand over."""
    if has_server():
        return redirect("accounts:team", place.address)
    form = InviteForm(
        roles=roles_to_give(request.user, place.scope), initial={"language": language()}
    )
    context = _team(request, place, form) | {"invited": invited, "link": link_of(invited)}
    return render(request, "accounts/team.html", context)


def _invite(
    request: HttpRequest, form: InviteForm, place: Described
) -> tuple[int, Invitation | None]:
    """Send the invitation; gives the status to answer with, and what was sent."""
    if not form.is_valid():
        return 422, None
    if not ratelimit.allow(request, "invite", most=INVITATIONS, within=WITHIN):
        form.add_error(None, _("Many invitations were sent this hour. Please wait a little."))
        return 429, None
    try:
        invited = domain.invite(**form.cleaned_data, scope=place.scope, by=request.user)
    except domain.AlreadyHeld:
        form.add_error("email", _("This person has this role here already."))
        return 422, None
    if has_server():
        messages.success(request, _("The invitation is on its way. It holds for seven days."))
    return 200, invited


def _team(request: HttpRequest, place: Described, form: InviteForm) -> dict:
    """What the page shows, in a constant number of queries."""
    named = can_see_team(request.user, place.scope)
    manages = can_manage_team(request.user, place.scope)
    rows = list(Membership.objects.in_scope(place.scope).lasting().select_related("user"))
    # Whether there is a second step, never which: for those who answer for the safety of all.
    watches = named and is_coordination(request.user)
    secured = factors.owners(row.user_id for row in rows) if watches else set()
    invitations = Invitation.objects.in_scope(place.scope).waiting()
    return {
        "place": place,
        "name": localized(place, "name"),
        "named": named,
        "manages": manages,
        "has_tokens": can_manage_tokens(request.user, place.scope),
        "form": form,
        "watches": watches,
        "secured": secured,
        "members": [_member(row, request.user, place, named, manages) for row in rows],
        "invitations": invitations if manages or not named else [],
    }


def _member(row: Membership, user, place: Described, named: bool, manages: bool) -> Member:
    return Member(
        membership=row,
        name=row.user.shown_name if named else "",
        email=row.user.email if manages and row.user.name else "",
        other_roles=[role for role in roles_to_give(user, place.scope) if role != row.role],
        can_end=manages or row.user_id == user.pk,
    )


def _member_of(
    request: HttpRequest, address: PlaceAddress, pk: int
) -> tuple[Described, Membership]:
    """Somebody of a team that the reader may see, or the reader herself; 404 for others."""
    place = any_place(address)
    rows = Membership.objects.in_scope(place.scope).lasting().select_related("user")
    membership = get_object_or_404(rows, pk=pk)
    if membership.user_id != request.user.pk:
        place_of(request, address)
    return place, membership


@access(can_work)
@require_POST
def role(request: HttpRequest, address: PlaceAddress, pk: int) -> HttpResponse:
    """Give somebody of the team another role."""
    place, membership = _member_of(request, address, pk)
    new = request.POST.get("role", "")
    if not can_change_role(request.user, membership, new):
        raise PermissionDenied
    try:
        domain.change_role(membership, new, by=request.user)
    except domain.LastKeeper:
        return redirect("accounts:member_end", place.address, pk)
    except domain.RoleRefused:
        return render(request, "400.html", status=400)
    except (domain.AlreadyEnded, domain.AlreadyHeld):
        messages.warning(request, _("Somebody else has changed this meanwhile."))
    else:
        messages.success(request, _("The role is changed."))
    return redirect("accounts:team", place.address)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, address: PlaceAddress, pk: int) -> HttpResponse:
    """Ask once, then end somebody's role, at once or on a day; the last coordinator names another
    here."""
    place, membership = _member_of(request, address, pk)
    if not can_end_membership(request.user, membership):
        raise PermissionDenied
    colleagues = (
        Membership.objects.in_scope(place.scope)
        .running()
        .filter(user__is_active=True, ends_on__isnull=True)
        .exclude(user=membership.user)
        .select_related("user")
    )
    posted = request.POST if request.method == "POST" else None
    form = EndForm(posted, colleagues=colleagues, initial={"last_day": membership.last_day})
    is_own = membership.user == request.user
    if request.method == "POST" and form.is_valid() and _end(request, form, membership):
        return redirect("accounts:roles") if is_own else redirect("accounts:team", place.address)
    context = {
        "place": place,
        "name": localized(place, "name"),
        "membership": membership,
        "is_own": is_own,
        "is_last": domain.is_last_keeper(membership),
        "colleagues": colleagues,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/member_end.html", context, status=status)


def _end(request: HttpRequest, form: EndForm, membership: Membership) -> bool:
    """End the role; False when somebody must be named first."""
    try:
        domain.end_membership(membership, by=request.user, **form.cleaned_data)
    except domain.LastKeeper:
        form.add_error("successor", _("Name somebody who takes over first."))
        return False
    except domain.AlreadyEnded:
        messages.warning(request, _("Somebody else has changed this meanwhile."))
    else:
        messages.success(request, _("The end of the role is noted."))
    return True


@access(can_work)
@never_cache
@require_POST
def invitation(request: HttpRequest, address: PlaceAddress, pk: int) -> HttpResponse:
    """Send an invitation again, or take it back."""
    place = place_of(request, address)
    if not can_manage_team(request.user, place.scope):
        raise PermissionDenied
    row = get_object_or_404(Invitation.objects.in_scope(place.scope), pk=pk)
    if not can_invite_to(request.user, place.scope, row.role):
        raise PermissionDenied
    act = INVITATION_VERBS.get(request.POST.get("verb", ""))
    if act is None:
        return render(request, "400.html", status=400)
    if act is domain.resend and not ratelimit.allow(
        request, "invite", most=INVITATIONS, within=WITHIN
    ):
        messages.warning(request, _("Many invitations were sent this hour. Please wait a little."))
        return redirect("accounts:team", place.address)
    try:
        act(row, by=request.user)
    except TransitionRefused:
        messages.warning(request, _("Somebody else has changed this meanwhile."))
    else:
        is_sent = act is domain.resend
        if is_sent and not has_server():
            return _sent(request, place, row)
        told = _("The invitation is sent again.") if is_sent else _("The invitation is taken back.")
        messages.success(request, told)
    return redirect("accounts:team", place.address)
