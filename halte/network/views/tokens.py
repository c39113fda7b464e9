"""Tokens of a space: programs that speak for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from halte.accounts.forms import TokenForm
from halte.accounts.models import ApiToken
from halte.accounts.permissions import can_manage_tokens, can_work
from halte.accounts.scopes import Scope
from halte.accounts.tokens import create_token, revoke_token
from halte.core.access import access
from halte.core.i18n import localized
from halte.network.models import Space
from halte.network.scopes import scope_of_space


def _space(request: HttpRequest, slug: str) -> tuple[Space, Scope]:
    """A space whose tokens the reader manages: 404 for strangers, 403 for the rest of the team."""
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    space = get_object_or_404(spaces, slug=slug)
    scope = scope_of_space(space)
    if not can_manage_tokens(request.user, scope):
        raise PermissionDenied
    return space, scope


@access(can_work)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """The tokens of a space; a new one is shown in the answer, and never again."""
    space, scope = _space(request, slug)
    posted = request.POST if request.method == "POST" else None
    form, made, status = TokenForm(posted), None, 200
    if request.method == "POST":
        if form.is_valid():
            made = create_token(scope, **form.cleaned_data, by=request.user)
            form, status = TokenForm(), 201
        else:
            status = 422
    context = {
        "space": space,
        "name": localized(space, "name"),
        "form": form,
        "made": made,
        "tokens": ApiToken.objects.in_scope(scope),
    }
    return render(request, "network/tokens.html", context, status=status)


@access(can_work)
@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a token useless at once."""
    scope = _space(request, slug)[1]
    revoke_token(get_object_or_404(ApiToken.objects.in_scope(scope), pk=pk), by=request.user)
    messages.success(request, _("The token does not work any more."))
    return redirect("network:tokens", slug=slug)
