"""Tokens of a space or an organisation: programs that speak for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from halte.accounts.addresses import PlaceAddress
from halte.accounts.forms import TokenForm
from halte.accounts.models import ApiToken
from halte.accounts.permissions import can_manage_tokens, can_read_tokens, can_work
from halte.accounts.scopes import WITH_TOKENS, Described
from halte.accounts.sign_in.proof import proven_to_post
from halte.accounts.tokens import create_token, revoke_token
from halte.accounts.views.places import place_of
from halte.core.access import access
from halte.core.i18n import localized


def _place(request: HttpRequest, address: PlaceAddress, may=can_manage_tokens) -> Described:
    """A place whose tokens the reader manages: 404 for strangers, 403 for the rest of the team."""
    place = place_of(request, address)
    if place.scope.kind not in WITH_TOKENS:
        raise Http404
    if not may(request.user, place.scope):
        raise PermissionDenied
    return place


@access(can_work)
@never_cache
@proven_to_post
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, address: PlaceAddress) -> HttpResponse:
    """The tokens of a place; a new one is shown in the answer, and never again."""
    is_post = request.method == "POST"
    place = _place(request, address, can_manage_tokens if is_post else can_read_tokens)
    form, made, status = TokenForm(request.POST if is_post else None), None, 200
    if is_post:
        if form.is_valid():
            made = create_token(place.scope, **form.cleaned_data, by=request.user)
            form, status = TokenForm(), 201
        else:
            status = 422
    context = {
        "place": place,
        "name": localized(place, "name"),
        "manages": can_manage_tokens(request.user, place.scope),
        "form": form,
        "made": made,
        "tokens": ApiToken.objects.in_scope(place.scope).select_related("created_by"),
    }
    return render(request, "accounts/tokens.html", context, status=status)


@access(can_work)
@require_POST
def revoke(request: HttpRequest, address: PlaceAddress, pk: int) -> HttpResponse:
    """Make a token useless at once."""
    place = _place(request, address)
    row = get_object_or_404(ApiToken.objects.in_scope(place.scope), pk=pk)
    revoke_token(row, by=request.user)
    messages.success(request, _("The token does not work any more."))
    return redirect("accounts:tokens", place.address)
