"""Who changed what: the history of a space, an organisation, a person."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from halte.accounts.models import Membership, User
from halte.accounts.permissions import can_work
from halte.accounts.scopes import Scope
from halte.core.access import access
from halte.core.i18n import localized
from halte.core.timeline import Question, Strand, Timeline, strands_of
from halte.network.models import Space
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.timeline import strands_of_organisation, strands_of_space
from halte.oversight.permissions import (
    can_read_account_history,
    can_read_history,
    can_read_personal_history,
    managed_memberships,
    overseen_organisations,
)

PAGE = 30


@access(can_work)
@require_safe
def space_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what about a space, its sites, hours, outings, machines and team."""
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    space = get_object_or_404(spaces, slug=slug)
    strands = strands_of_space(space)
    return _of_place(request, scope_of_space(space), strands, localized(space, "name"))


@access(can_work)
@require_safe
def organisation_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what about an organisation and its team."""
    organisation = get_object_or_404(overseen_organisations(request.user), slug=slug)
    strands = strands_of_organisation(organisation)
    scope = scope_of_organisation(organisation)
    return _of_place(request, scope, strands, localized(organisation, "name"))


def _of_place(request: HttpRequest, scope: Scope, strands: list[Strand], name: str) -> HttpResponse:
    if not can_read_history(request.user, scope):
        raise PermissionDenied
    return _page(request, strands, name, open_to=can_read_personal_history(request.user, scope))


@access(can_work)
@require_safe
def person_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of an account and its roles; of the roles alone for who manages the places."""
    person = get_object_or_404(User, pk=pk)
    if can_read_account_history(request.user, person):
        return _page(request, strands_of(person), person.shown_name, open_to=True)
    rows = managed_memberships(request.user) & Q(user=person)
    if not Membership.objects.filter(rows).exists():
        raise Http404
    return _page(request, [Strand(Membership, rows)], person.shown_name, open_to=True)


def _page(request: HttpRequest, strands: list[Strand], name: str, *, open_to: bool) -> HttpResponse:
    question = Question.read(request.GET.dict())
    told = Timeline(strands, open_to=open_to, question=question)
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    number = page.paginator.count
    context = {
        "name": name,
        "page": page,
        "told": told,
        "question": told.question,
        "count": ngettext("%(count)s act", "%(count)s acts", number) % {"count": number},
        "masked": not open_to,
    }
    return render(request, "oversight/history.html", context)
