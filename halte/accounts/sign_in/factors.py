"""Second factors: who needs one, who has one, and what stays closed until then."""

from collections.abc import Callable, Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from halte.accounts.permissions import is_coordination
from halte.core.access import stated

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
HAS = "has_factor"
WITHOUT = "halte_without_factor"


def of(user) -> QuerySet[Authenticator]:
    """Somebody's apps and passkeys; recovery codes are none by themselves."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def is_required(user) -> bool:
    """The Region's officers and administrators, and the installation's administrator."""
    return is_coordination(user)


def give_known_app(user) -> str:
    """A new app of sample accounts, whose secret is printed. Whoever reads it can sign in."""
    of(user).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def remember(request: HttpRequest, user) -> bool:
    """Note in the session whether the person has a factor, so that pages need not ask again."""
    request.session[HAS] = of(user).exists()
    return request.session[HAS]


def is_missing(request: HttpRequest) -> bool:
    """Whether the person must set up a factor before anything else."""
    if request.session.get(HAS) or not is_required(request.user):
        return False
    return not remember(request, request.user)


def can_remove(factor: Authenticator) -> bool:
    """The last factor of somebody who needs one stays."""
    others = of(factor.user).exclude(pk=factor.pk)
    return not is_required(factor.user) or others.exists()


def without_factor(view):
    """State that a page opens before a required factor is set up: it leads there."""
    setattr(view, WITHOUT, True)
    return view


class RequiredFactorMiddleware:
    """Sends whoever needs a factor and has none to its set-up; no other work page opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        if stated(view) == "public" or getattr(view, WITHOUT, False):
            return None
        if is_missing(request):
            return HttpResponseRedirect(reverse("accounts:factors"))
        return None


def owners(people: Iterable[int]) -> set[int]:
    """Which of these people (by key) have a second step for signing in; one query."""
    rows = Authenticator.objects.filter(user__in=list(people), type__in=FACTORS)
    return set(rows.values_list("user_id", flat=True))
