"""Accepting an invitation."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from halte.accounts import domain
from halte.accounts.domain import LinkProblem, LinkRefused
from halte.accounts.enums import Role
from halte.accounts.forms import AcceptForm
from halte.accounts.models import Invitation, User
from halte.accounts.scopes import UnknownScope, describe
from halte.core.access import public
from halte.core.i18n import localized


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link of an invitation opens: accept, with a new account where there is none."""
    try:
        invited = domain.open_link(secret)
        place = describe(invited.scope)
    except LinkRefused as refused:
        return _refused(request, refused.problem)
    except UnknownScope:
        return _refused(request, LinkProblem.WITHDRAWN)
    form = _accept_form(request, invited)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            membership = domain.accept_invitation(secret, **(form.cleaned_data if form else {}))
        except LinkRefused as refused:
            return _refused(request, refused.problem)
        messages.success(request, _("Welcome. Your role is yours now."))
        if form is not None and request.user.is_anonymous:
            # The link has proven the address and the password was just chosen.
            return perform_login(request, Login(user=membership.user))
        return redirect(
            settings.LOGIN_REDIRECT_URL if request.user == membership.user else "accounts:login"
        )
    context = {
        "role": Role(invited.role).label,
        "place": localized(place, "name"),
        "email": invited.email,
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "accounts/invitation.html", context, status=status)


def _accept_form(request: HttpRequest, invited: Invitation) -> AcceptForm | None:
    """Questions to somebody who has no account yet."""
    if User.objects.filter(email=invited.email).exists():
        return None
    posted = request.POST if request.method == "POST" else None
    return AcceptForm(posted, email=invited.email)


def _refused(request: HttpRequest, problem: LinkProblem) -> HttpResponse:
    """Why the link does not open, and what to do: 404 for one that never was, else 410."""
    sentence, advice = {
        LinkProblem.UNKNOWN: (
            _("Halte does not know this link. Perhaps a part of it is missing."),
            _("If you got several mails, use the link of the last one."),
        ),
        LinkProblem.EXPIRED: (
            _("The link was valid for seven days. They are over."),
            _("Ask the person who invited you to send it again."),
        ),
        LinkProblem.USED: (
            _("The link works once, and somebody has used it."),
            _("If it was you, sign in with your e-mail address."),
        ),
        LinkProblem.WITHDRAWN: (
            _("The invitation was taken back."),
            _("Ask the person who invited you."),
        ),
        LinkProblem.CLOSED: (
            _("Your account is closed."),
            _("Ask the administrator of the Region to open it again."),
        ),
    }[problem]
    status = 404 if problem == LinkProblem.UNKNOWN else 410
    context = {"sentence": sentence, "advice": advice}
    return render(request, "accounts/link_refused.html", context, status=status)
