"""Signing in. Kept small: accounts, second factors and invitations come with their own context."""

from datetime import timedelta

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from halte.core import ratelimit
from halte.core.access import public

ATTEMPTS = 10
WITHIN = timedelta(minutes=15)

_sign_in = LoginView.as_view(template_name="accounts/login.html")


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail address and password; guessing is stopped after a few attempts."""
    if request.method == "POST" and not ratelimit.allow(
        request, "sign-in", most=ATTEMPTS, within=WITHIN
    ):
        return render(request, "accounts/too_many.html", status=429)
    return _sign_in(request)
