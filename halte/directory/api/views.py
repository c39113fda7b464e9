"""The operations of the API and its documents."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from halte.accounts.enums import TokenScope
from halte.accounts.scopes import UnknownScope
from halte.core.access import public
from halte.core.kept import kept
from halte.core.machines import READ, for_machines, limited
from halte.core.problem import problem
from halte.directory.api import enrolments, own, queue, sessions, visits, workstations
from halte.directory.api.answers import as_json, refused
from halte.directory.api.items import space_detail, space_item
from halte.directory.api.openapi import document, explained, operation
from halte.directory.api.parameters import read_request, write_cursor
from halte.directory.api.schemas import OwnSpace, SpaceDetail, SpacePage, TokenItem
from halte.directory.sample import marked
from halte.directory.search import BadQuestion, Problem, answer
from halte.network.models import Site, Space

PREFIX = "/api/v1"
# Operations that need a token, by name.
OWN = {"token", "own_space", "visitors", "workstations", "queue"}
# Operations that change something, and their methods: with a token too.
WRITING = {
    "give_back": ("DELETE",),
    **dict.fromkeys(["enrol", "arrive", "leave", "sit", "extend", "end", "take_ticket"], ("POST",)),
}
# What changes more often than the revision.
ALSO = {"sessions": sessions.on_page}
LIMIT = {"most": 60_000, "within": timedelta(minutes=10)}


class Api(NinjaAPI):
    """Ninja's operations behind our access ring, error form and memory."""

    @property
    def urls(self) -> tuple:
        patterns, *names = super().urls
        operations = [_guarded(pattern) for pattern in patterns if pattern.name != "api-root"]
        return [path("openapi.json", openapi), path("docs", docs), *operations], *names


def _guarded(pattern: URLPattern) -> URLPattern:
    name = pattern.name or ""
    # A token that writes has a limit of its own; requests without one are counted in own.refuse.
    asked = pattern.callback if name in WRITING else limited("api", **LIMIT)(pattern.callback)
    if name in OWN or name in WRITING:
        # What is said to one token is kept nowhere.
        answer = never_cache(asked)
    else:
        answer = kept("network", also=ALSO.get(name))(marked(asked))
    pattern.callback = for_machines(answer, methods=WRITING.get(name, READ))
    return pattern


api = Api(
    title="Halte",
    version="1",
    description="Public digital spaces: where, when, for whom. Open to all, without a key; the "
    "programs of a space see more of it, enrol people and write visits down, with a token.",
    docs_url=None,
    openapi_url=None,
)
api.add_router("", sessions.router)
api.add_router("", enrolments.router)
api.add_router("", visits.router)
api.add_router("", workstations.router)
api.add_router("", queue.router)
api.exception_handler(AuthenticationError)(own.refuse)
api.exception_handler(own.TooMany)(own.slow_down)


@api.get("/spaces", response={200: SpacePage}, openapi_extra=operation("spaces"))
def spaces(request: HttpRequest) -> HttpResponse:
    """Spaces that fit, nearest first; without a place, in the order of their entry.

    Following `next_cursor` loses no space and repeats none while others are added, renamed or
    removed. A space that itself moves is told where it now is.
    """
    now = timezone.now()
    try:
        asked = read_request(request.GET, now=now)
    except BadQuestion as wrong:
        return refused(wrong.problems)
    found = answer(asked.question, now=now, limit=asked.limit, after=asked.after, stable=True)
    return as_json(
        {
            "items": [space_item(site, now) for site in found.sites],
            "next_cursor": write_cursor(request.GET, found.next_after),
        }
    )


@api.get("/spaces/{slug}", response={200: SpaceDetail}, openapi_extra=operation("space"))
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """One space with everything that is public about it."""
    if request.GET:
        sentence = _("This address takes no parameters.")
        return refused([Problem(name[:100], sentence) for name in request.GET])
    shown = Space.objects.published().select_related("organisation").prefetch_related("equipment")
    row = shown.filter(slug=slug.replace("\x00", " ")).first()
    if row is None:
        sentence = _("There is no space of this name. The list is at %(address)s.")
        return problem(404, sentence % {"address": f"{PREFIX}/spaces"})
    return as_json(_detail(row))


@api.get(
    "/token",
    auth=own.TokenAuth(),
    response={200: TokenItem},
    url_name="token",
    openapi_extra=operation("token"),
)
def token(request: HttpRequest) -> HttpResponse:
    """What the token of the request is: for which place it speaks, and what it allows."""
    try:
        return as_json(own.token_item(request.auth))  # type: ignore[attr-defined]
    except UnknownScope:
        return own.place_gone()


@api.get(
    "/token/spaces/{slug}",
    auth=own.TokenAuth(),
    response={200: OwnSpace},
    url_name="own_space",
    openapi_extra=operation("own_space"),
)
def own_space(request: HttpRequest, slug: str) -> HttpResponse:
    """A space that the token speaks for, public or not; the token must allow to read."""
    given = request.auth  # type: ignore[attr-defined]
    lacking = own.lacks(given, TokenScope.READ)
    if lacking is not None:
        return lacking
    mine = Space.objects.in_scope(given.scope).select_related("organisation")
    row = mine.prefetch_related("equipment").filter(slug=slug.replace("\x00", " ")).first()
    if row is None:
        return own.not_its_space()
    return as_json({**_detail(row), "is_published": row.is_published})


def _detail(row: Space) -> dict:
    now = timezone.now()
    sites = list(Site.objects.in_use().filter(space=row).for_answers())
    outings = row.outings.filter(ends_at__gte=now).select_related("municipality")
    return space_detail(row, sites, outings.defer("municipality__boundary"), now)


@for_machines
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document."""
    return as_json(document(api, PREFIX))


@public
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people who program; in English, as the codes are."""
    with translation.override("en"):
        # There is no other language to lead to.
        told = explained(document(api, PREFIX)) | {"languages": []}
        response = render(request, "directory/api_docs.html", told)
    response["Content-Language"] = "en"
    return response
