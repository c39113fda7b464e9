"""The team of a space: who, as what, since when; inviting, changing, ending."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from halte.accounts import domain
from halte.accounts.enums import ROLES, Role, ScopeKind
from halte.accounts.forms import InviteForm, SuccessorForm
from halte.accounts.models import Invitation, Membership
from halte.accounts.permissions import (
    can_change_role,
    can_end_membership,
    can_invite_to,
    can_manage_team,
    can_see_team,
    can_work,
)
from halte.accounts.scopes import Scope
from halte.core import ratelimit
from halte.core.access import access
from halte.core.i18n import language, localized
from halte.core.transitions import TransitionRefused
from halte.network.models import Space
from halte.network.scopes import scope_of_space

# Mails that one address may have sent to others.
INVITATIONS = 30
WITHIN = timedelta(hours=1)
INVITATION_VERBS = {"resend": domain.resend, "withdraw": domain.withdraw}


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the table."""

    membership: Membership
    other_role: Role | None
    can_end: bool


def _space(request: HttpRequest, slug: str) -> tuple[Space, Scope]:
    """A space whose team the reader may see; 404 for strangers, 403 for who only oversees it."""
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    space = get_object_or_404(spaces, slug=slug)
    scope = scope_of_space(space)
    if not can_see_team(request.user, scope):
        raise PermissionDenied
    return space, scope


def _membership(scope: Scope, pk: int) -> Membership:
    rows = Membership.objects.running().in_scope(scope).select_related("user")
    return get_object_or_404(rows, pk=pk)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Who works in a space; whoever manages it invites others here."""
    space, scope = _space(request, slug)
    posted = request.POST if request.method == "POST" else None
    form = InviteForm(posted, scope=scope, initial={"language": language()})
    status = 200
    if request.method == "POST":
        if not can_invite_to(request.user, scope, request.POST.get("role", Role.FACILITATOR)):
            raise PermissionDenied
        status = _invite(request, form, scope)
        if status == 302:
            return redirect("network:team", slug=slug)
    return render(request, "network/team.html", _team(request, space, scope, form), status=status)


def _invite(request: HttpRequest, form: InviteForm, scope: Scope) -> int:
    """Send the invitation; gives the status to answer with, 302 when it is sent."""
    if not form.is_valid():
        return 422
    if not ratelimit.allow(request, "invite", most=INVITATIONS, within=WITHIN):
        form.add_error(None, _("Many invitations were sent this hour. Please wait a little."))
        return 429
    try:
        domain.invite(**form.cleaned_data, scope=scope, by=request.user)
    except domain.AlreadyHeld:
        form.add_error("email", _("This person has this role here already."))
        return 422
    messages.success(request, _("The invitation is on its way. It holds for seven days."))
    return 302


def _team(request: HttpRequest, space: Space, scope: Scope, form: InviteForm) -> dict:
    manages = can_manage_team(request.user, scope)
    rows = Membership.objects.running().in_scope(scope).select_related("user")
    return {
        "space": space,
        "name": localized(space, "name"),
        "manages": manages,
        "form": form,
        "members": [_member(row, request.user, manages) for row in rows],
        "invitations": Invitation.objects.waiting().in_scope(scope) if manages else [],
    }


def _member(row: Membership, user, manages: bool) -> Member:
    others = [role for role in ROLES[ScopeKind.SPACE] if role != row.role]
    return Member(row, others[0] if manages else None, manages or row.user_id == user.pk)


@access(can_work)
@require_POST
def role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give somebody of the team another role."""
    scope = _space(request, slug)[1]
    membership = _membership(scope, pk)
    if not can_change_role(request.user, membership):
        raise PermissionDenied
    try:
        domain.change_role(membership, request.POST.get("role", ""), by=request.user)
    except domain.LastKeeper:
        return redirect("network:member_end", slug=slug, pk=pk)
    except domain.RoleRefused:
        return render(request, "400.html", status=400)
    except (domain.AlreadyEnded, domain.AlreadyHeld):
        messages.warning(request, _("Somebody else has changed this meanwhile."))
    else:
        messages.success(request, _("The role is changed."))
    return redirect("network:team", slug=slug)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once, then end somebody's role; the last coordinator names another here."""
    space, scope = _space(request, slug)
    membership = _membership(scope, pk)
    if not can_end_membership(request.user, membership):
        raise PermissionDenied
    colleagues = (
        Membership.objects.running()
        .in_scope(scope)
        .filter(user__is_active=True)
        .exclude(user=membership.user)
        .select_related("user")
    )
    posted = request.POST if request.method == "POST" else None
    form = SuccessorForm(posted, colleagues=colleagues)
    is_own = membership.user == request.user
    if request.method == "POST" and form.is_valid() and _end(request, form, membership):
        return redirect("network:work") if is_own else redirect("network:team", slug=slug)
    context = {
        "space": space,
        "name": localized(space, "name"),
        "membership": membership,
        "is_own": is_own,
        "is_last": domain.is_last_keeper(membership),
        "colleagues": colleagues,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "network/member_end.html", context, status=status)


def _end(request: HttpRequest, form: SuccessorForm, membership: Membership) -> bool:
    """End the role; False when somebody must be named first."""
    successor = form.cleaned_data["successor"]
    try:
        domain.end_membership(membership, by=request.user, successor=successor)
    except domain.LastKeeper:
        form.add_error("successor", _("Name somebody who takes over first."))
        return False
    except domain.AlreadyEnded:
        messages.warning(request, _("Somebody else has changed this meanwhile."))
    else:
        messages.success(request, _("The role has ended."))
    return True


@access(can_work)
@require_POST
def invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send an invitation again, or take it back."""
    scope = _space(request, slug)[1]
    if not can_manage_team(request.user, scope):
        raise PermissionDenied
    row = get_object_or_404(Invitation.objects.in_scope(scope), pk=pk)
    act = INVITATION_VERBS.get(request.POST.get("verb", ""))
    if act is None:
        return render(request, "400.html", status=400)
    if act is domain.resend and not ratelimit.allow(
        request, "invite", most=INVITATIONS, within=WITHIN
    ):
        messages.warning(request, _("Many invitations were sent this hour. Please wait a little."))
        return redirect("network:team", slug=slug)
    try:
        act(row, by=request.user)
    except TransitionRefused:
        messages.warning(request, _("Somebody else has changed this meanwhile."))
    else:
        messages.success(request, _("The invitation is changed."))
    return redirect("network:team", slug=slug)
