"""What the link of a reminder opens: one button, and no signing in.

Why so: docs/adr/080-confirm-by-a-button.md.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from halte.core import ratelimit
from halte.core.access import public
from halte.core.i18n import localized
from halte.network.confirmation_links import (
    LinkProblem,
    LinkRefused,
    confirm_by_link,
    open_link,
)
from halte.network.models import Space
from halte.network.notifications import correcting, in_short

# Presses of the button from one address: an organisation with many spaces confirms in a row.
PRESSES = 60
WITHIN = timedelta(hours=1)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be confirmed; only the button confirms, for scanners of mails open links."""
    answer = _post(request, token) if request.method == "POST" else _get(request, token)
    # The address is the key. Other sites never read it (`Referrer-Policy: same-origin`, which our
    # own form needs: with no-referrer a browser says "Origin: null", and the press is refused).
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _get(request: HttpRequest, token: str) -> HttpResponse:
    try:
        asked = open_link(token)
    except LinkRefused as refused:
        return _refused(request, refused)
    return render(request, "network/confirm.html", _shown(asked.space))


def _post(request: HttpRequest, token: str) -> HttpResponse:
    if not ratelimit.allow(request, "confirm", most=PRESSES, within=WITHIN):
        context = {
            "title": _("Too many attempts"),
            "icon": "clock-fill",
            "sentence": _("Many pages were confirmed from here this hour."),
            "advice": _("Please wait an hour and open the link again."),
        }
        return render(request, "network/confirm_refused.html", context, status=429)
    try:
        space = confirm_by_link(token)
    except LinkRefused as refused:
        return _refused(request, refused)
    return render(request, "network/confirmed.html", _shown(space))


def _shown(space: Space) -> dict:
    return {"space": space, "short": in_short(space), "correct": correcting(space)}


def _refused(request: HttpRequest, refused: LinkRefused) -> HttpResponse:
    """Why nothing is confirmed, and what to do: 404 for a link that never was, else 410."""
    sign_in = _("Sign in and confirm the page from there.")
    space = refused.space
    day = in_short(space)["confirmed"] if space else ""
    title, sentence, advice = {
        LinkProblem.UNKNOWN: (
            _("This link does not work"),
            _("Halte does not know this link. Perhaps a part of it is missing."),
            _("Copy the whole link from the mail, or sign in."),
        ),
        LinkProblem.EXPIRED: (
            _("This link has expired"),
            _("The link was valid for sixty days. They are over."),
            sign_in,
        ),
        LinkProblem.ENDED: (
            _("This link does not work any more"),
            _("The person who got this mail does not look after this page any more."),
            _("If you think that this is a mistake, ask your organisation or the Region."),
        ),
        LinkProblem.CONFIRMED: (
            _("The page is confirmed already"),
            _("It was last confirmed on %(day)s. Thank you: there is nothing left to do.")
            % {"day": day},
            _("If something is wrong on the page, sign in and change it."),
        ),
        LinkProblem.CHANGED: (
            _("The page has changed since the mail"),
            _("Somebody has changed what the public reads, so this link confirms nothing."),
            _("Look at the page as it is now. Then sign in and confirm it from there."),
        ),
    }[refused.problem]
    done = refused.problem == LinkProblem.CONFIRMED
    context = {
        "title": title,
        "icon": "check-circle-fill" if done else "lock-fill",
        "sentence": sentence,
        "advice": advice,
        "space": space,
        "name": localized(space, "name") if space else "",
        "correct": correcting(space) if space else "",
    }
    # Used twice is no fault of anybody: the page answers kindly, and with 200.
    status = 200 if done else 404 if refused.problem == LinkProblem.UNKNOWN else 410
    return render(request, "network/confirm_refused.html", context, status=status)
