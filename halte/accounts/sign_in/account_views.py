"""One's own account: name, password, address, second steps, recovery codes, sessions."""

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as codes_flows
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import flows as app_flows
from allauth.mfa.webauthn.internal import auth as passkey_auth
from allauth.mfa.webauthn.internal import flows as passkey_flows
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.models import User
from halte.accounts.permissions import can_work
from halte.accounts.sign_in import addresses, elsewhere, factors, forms, qr, sessions
from halte.accounts.sign_in.factors import without_factor
from halte.accounts.sign_in.hosts import without_passkeys
from halte.accounts.sign_in.proof import proven
from halte.accounts.sign_in.views import FOLDER, Explained, is_limited, too_many
from halte.core.access import access, public

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@access(can_work)
@never_cache
@PAGE
def profile(request: HttpRequest) -> HttpResponse:
    """The person's name and language, and the way to everything else of the account."""
    person = User.objects.get(pk=request.user.pk)
    form = forms.ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("accounts:account")
    status = 422 if form.errors else 200
    context = {"form": form, "elsewhere": settings.OIDC_NAME}
    if settings.OIDC_NAME:
        context["connected"] = elsewhere.of(person) is not None
    return render(request, f"{FOLDER}/account.html", context, status=status)


class Password(Explained, account.PasswordChangeView):
    template_name = f"{FOLDER}/password.html"
    form_class = forms.ChangePasswordForm
    success_url = reverse_lazy("accounts:account")

    def get_default_success_url(self) -> str:
        return str(self.success_url)


class FirstPassword(Explained, account.PasswordSetView):
    """For somebody who signs in elsewhere and never had one here."""

    template_name = f"{FOLDER}/password.html"
    form_class = forms.NewPasswordForm

    def get_default_success_url(self) -> str:
        return str(reverse_lazy("accounts:account"))


# ---- Address ------------------------------------------------------------------------------------


@access(can_work)
@never_cache
@proven
@PAGE
def address(request: HttpRequest) -> HttpResponse:
    """Ask for another address; it counts once its link was opened."""
    form = forms.AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not addresses.ask(request, form.cleaned_data["email"]):
            return too_many(request)
        return render(request, f"{FOLDER}/address_sent.html", form.cleaned_data)
    status = 422 if form.errors else 200
    return render(request, f"{FOLDER}/address.html", {"form": form}, status=status)


@public
@never_cache
@PAGE
def address_confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link opens; only the button changes the address."""
    asked = addresses.read(secret)
    done = asked is not None and request.method == "POST" and addresses.confirm(*asked)
    if asked is None or (request.method == "POST" and not done):
        sentence = _("The link does not work any more.")
        advice = _("Sign in and ask for a new one in your account.")
        context = {"sentence": sentence, "advice": advice}
        return render(request, "accounts/link_refused.html", context, status=410)
    context = {"email": asked[1], "done": done}
    return render(request, f"{FOLDER}/address_confirm.html", context)


# ---- Second steps -------------------------------------------------------------------------------


@without_factor
@access(can_work)
@never_cache
@require_safe
def factor_list(request: HttpRequest) -> HttpResponse:
    """The second steps that somebody has, and how to add one."""
    return _factor_page(request)


def _factor_page(request: HttpRequest, *, problem: bool = False, status: int = 200) -> HttpResponse:
    rows = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    mine = [row for row in rows if row.type != Authenticator.Type.RECOVERY_CODES]
    context = {
        "factors": mine,
        "codes": next((row.wrap() for row in rows if row not in mine), None),
        "has_app": any(row.type == Authenticator.Type.TOTP for row in mine),
        "required": factors.is_required(request.user),
        "problem": problem,
    }
    return render(request, f"{FOLDER}/factors.html", context, status=status)


@without_factor
@access(can_work)
@never_cache
@sensitive_post_parameters("code")
@proven
@PAGE
def app_add(request: HttpRequest) -> HttpResponse:
    """Set up an app that shows codes: a picture to scan, the secret to type, the first code."""
    if factors.of(request.user).filter(type=Authenticator.Type.TOTP).exists():
        return redirect("accounts:factors")
    posted = request.POST if request.method == "POST" else None
    form = forms.AppForm(posted, user=request.user)
    if posted and form.is_valid():
        codes = app_flows.activate_totp(request, form)[1]
        return _after_adding(request, codes)
    if is_limited(form):
        return too_many(request)
    context = {"form": form, **qr.of_app(request.user, form.secret)}
    status = 422 if form.errors else 200
    return render(request, f"{FOLDER}/app.html", context, status=status)


@without_factor
@access(can_work)
@never_cache
@proven
@PAGE
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Add a passkey; the browser makes it (passkey.js)."""
    posted = request.POST if request.method == "POST" else None
    form = forms.PasskeyForm(posted, user=request.user)
    if posted and form.is_valid():
        _key, codes = passkey_flows.add_authenticator(
            request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
        )
        return _after_adding(request, codes)
    context = {"form": form, "options": passkey_auth.begin_registration(request.user, True)}
    context |= without_passkeys(request)
    status = 422 if form.errors else 200
    return render(request, f"{FOLDER}/passkey.html", context, status=status)


def _after_adding(request: HttpRequest, codes: Authenticator | None) -> HttpResponse:
    """The recovery codes that came with the first factor, this once."""
    if codes is not None:
        return _show_codes(request, codes.wrap())
    messages.success(request, _("The second step is added."))
    return redirect("accounts:factors")


@access(can_work)
@proven
@require_POST
def factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a factor away, unless it is the last one of somebody who needs one."""
    factor = get_object_or_404(factors.of(request.user), pk=pk)
    with transaction.atomic():
        # One at a time, or else two requests could each leave the other's factor.
        User.objects.select_for_update(of=("self",)).get(pk=request.user.pk)
        if not factors.can_remove(factor):
            return _factor_page(request, problem=True, status=422)
        if factor.type == Authenticator.Type.TOTP:
            app_flows.deactivate_totp(request, factor)
        else:
            passkey_flows.remove_authenticator(request, factor)
    messages.success(request, _("The second step is removed."))
    return redirect("accounts:factors")


@without_factor
@access(can_work)
@never_cache
@proven
@PAGE
def codes(request: HttpRequest) -> HttpResponse:
    """How many recovery codes are left; the button shows them once, or makes new ones."""
    if not factors.of(request.user).exists():
        raise Http404
    row = Authenticator.objects.filter(
        user=request.user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    kept = row.wrap() if row else None
    if request.method == "POST":
        if kept is None or kept.did_view:
            kept = codes_flows.generate_recovery_codes(request).wrap()
        return _show_codes(request, kept)
    left = len(kept.get_unused_codes()) if kept else 0
    context = {"left": left, "unseen": kept is not None and not kept.did_view}
    return render(request, f"{FOLDER}/codes.html", context)


def _show_codes(request: HttpRequest, kept: RecoveryCodes) -> HttpResponse:
    kept.mark_as_viewed()
    context = {"shown": kept.get_unused_codes()}
    return render(request, f"{FOLDER}/codes.html", context, status=201)


# ---- Sessions -----------------------------------------------------------------------------------


@access(can_work)
@never_cache
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in."""
    here = request.session.session_key
    rows = [
        {
            "device": sessions.in_words(row.device),
            "name": sessions.name_of(row),
            "began_at": row.began_at,
            "seen_at": row.seen_at,
            "here": row.session_key == here,
        }
        for row in sessions.of(request.user)
    ]
    return render(request, f"{FOLDER}/sessions.html", {"rows": rows})


@access(can_work)
@require_POST
def session_end(request: HttpRequest, name: str) -> HttpResponse:
    """End one session; one's own is ended by signing out."""
    for row in sessions.of(request.user):
        if sessions.name_of(row) == name and row.session_key != request.session.session_key:
            sessions.end(row)
            messages.success(request, _("The session has ended."))
            return redirect("accounts:sessions")
    raise Http404


@access(can_work)
@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    sessions.end_others(request.user, keep=request.session.session_key)
    messages.success(request, _("All your other sessions have ended."))
    return redirect("accounts:sessions")


@without_factor
@sessions.unseen
@access(can_work)
@never_cache
@PAGE
def stay(request: HttpRequest) -> JsonResponse:
    """How many seconds the session lasts; a POST makes it last longer."""
    return JsonResponse({"left": sessions.seconds_left(request)})
