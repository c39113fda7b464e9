"""What a program with a token may ask: what the token is, and the spaces that it speaks for."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from halte.accounts.enums import ScopeKind
from halte.accounts.models import ApiToken
from halte.accounts.scopes import describe
from halte.accounts.tokens import authenticate_token
from halte.core.machines import too_many
from halte.core.problem import problem
from halte.core.questions import Problem
from halte.core.ratelimit import allow, allow_who
from halte.directory.api.answers import refused
from halte.directory.api.items import texts

# Each token by itself, wherever it is used from.
LIMIT = {"most": 6_000, "within": timedelta(minutes=10)}
CHALLENGE = 'Bearer realm="Halte"'


class TooMany(Exception):
    """The token has asked too often."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer <token>`, for programs that speak for a space or an organisation."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = authenticate_token(f"Bearer {token}")
        if found is not None and not allow_who(f"token {found.pk}", "api", **LIMIT):
            raise TooMany
        return found


def refuse(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401: the token is absent, wrong or revoked, and we do not say which of the last two."""
    if not allow(request, "refused token", **LIMIT):
        return too_many(LIMIT["within"])
    given = bool(request.headers.get("Authorization"))
    sentence = (
        _("This token does not work: it is wrong, or it was revoked.")
        if given
        else _("This address needs a token, in the header Authorization: Bearer.")
    )
    challenge = CHALLENGE + (', error="invalid_token"' if given else "")
    return problem(401, sentence, headers={"WWW-Authenticate": challenge})


def slow_down(request: HttpRequest, error: TooMany) -> HttpResponse:
    return too_many(LIMIT["within"])


def token_item(token: ApiToken) -> dict:
    """A token as it tells of itself. Raises `UnknownScope` when its place is gone."""
    place = describe(token.scope)
    return {
        "name": token.name,
        "prefix": token.prefix,
        "allows": token.allows,
        "scope": {
            "kind": token.scope.kind,
            "id": str(token.scope.uuid),
            "slug": place.slug,
            "name": texts(place, "name"),
        },
        "created_at": token.created_at.isoformat(timespec="seconds"),
    }


def lacks(token: ApiToken, permission: str) -> HttpResponse | None:
    """403 for a token that was not made for this."""
    if permission in token.allows:
        return None
    sentence = _("This token was not made for this. It allows: %(allowed)s.")
    return problem(403, sentence % {"allowed": ", ".join(token.allows)})


def place_gone() -> HttpResponse:
    return problem(404, _("The place of this token does not exist any more."))


def not_its_space() -> HttpResponse:
    return problem(404, _("This token speaks for no space of this name."))


def not_of_a_space(token: ApiToken, permission: str = "") -> HttpResponse | None:
    """403 for a token that is of no space, or was not made for this."""
    if token.scope.kind != ScopeKind.SPACE:
        return problem(403, _("This token is of an organisation. Make one for the space."))
    return lacks(token, permission) if permission else None


def no_parameters(request: HttpRequest) -> HttpResponse | None:
    """422 for parameters where there are none."""
    sentence = _("This address takes no parameters.")
    return refused([Problem(name[:100], sentence) for name in request.GET]) if request.GET else None


def key_used(field: str) -> HttpResponse:
    """422 for a key that came with something else."""
    sentence = _("This key came with another request before. Use a new key.")
    return problem(422, sentence, errors=[(field, sentence)])
