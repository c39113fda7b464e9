"""The people a space knows: find one, read and put right what is kept, note what she agrees to."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import language, language_name
from halte.desk.forms import CHOICES, PersonForm, QuestionsForm
from halte.desk.models import Visit
from halte.desk.presenting import chips_of
from halte.desk.views.today import frame_of_desk, person_of
from halte.desk.views.visits import asked_by
from halte.network.models import Space
from halte.visitors.domain import SamePerson, agree, put_right, take_back
from halte.visitors.enums import ConsentKind, Device, ProfileField
from halte.visitors.models import Consent, ProfileSettings, Visitor
from halte.visitors.notices import NOTICE, WORDS
from halte.visitors.search import find_visitors
from halte.workshops.desk import reach
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space

MOST_FOUND = 50
LATEST = 20


@access(can_work, rows=spaces_of_team)
@sensitive_post_parameters("who")
@require_http_methods(["GET", "HEAD", "POST"])
def visitors(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was here last, or whom the typed words mean; posted, so that no name is in an address."""
    space = team_space(request, slug)
    text = request.POST.get("who", "")[:200]
    if text.strip():
        people = find_visitors(space, text, most=MOST_FOUND)
    else:
        named = Visitor.objects.filter(space=space, identity__isnull=False)
        people = list(named.select_related("identity").order_by("-seen_at")[:LATEST])
    context = frame_of_desk(space) | {
        "typed": text,
        "is_asked": bool(text.strip()),
        "lines": [{"visitor": each, "reach": reach(each)} for each in people],
    }
    return render(request, "desk/visitors.html", context)


@access(can_work, rows=spaces_of_team)
@require_safe
def visitor(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """What is kept of somebody: how to reach her, her profile, her visits, what she agreed to."""
    space = team_space(request, slug)
    row = person_of(space, uuid)
    rows = Visit.objects.counted().filter(visitor=row).order_by("-arrived_at")
    context = frame_of_desk(space) | {
        "visitor": row,
        "reach": reach(row) if hasattr(row, "identity") else None,
        "facts": _facts(row),
        "visits": [{"visit": each, "purposes": chips_of(each)} for each in rows[:LATEST]],
        "number": rows.count(),
        "consents": _consents(row),
        "notice": NOTICE,
    }
    return render(request, "desk/visitor.html", context)


def _facts(row: Visitor) -> list[tuple[str, str]]:
    """What somebody said of herself, in words; only what she said."""
    facts = [(_("Language to write and speak in"), language_name(row.language))]
    for field in ProfileField:
        value = getattr(row, field.value)
        if value in (None, "", []):
            continue
        facts.append((str(field.label), _in_words(field, value)))
    return facts


def _in_words(field: ProfileField, value) -> str:
    if field in CHOICES:
        return str(CHOICES[field](value).label)
    if field == ProfileField.DEVICES:
        return ", ".join(str(Device(each).label) for each in value)
    if field == ProfileField.SPOKEN:
        return ", ".join(language_name(each) for each in value)
    return str(value)


def _consents(row: Visitor) -> list[dict[str, object]]:
    given = {
        each.kind: each for each in Consent.objects.filter(visitor=row, withdrawn_at__isnull=True)
    }
    return [
        {"kind": kind, "words": words, "given": given.get(kind)} for kind, words in WORDS.items()
    ]


@access(can_work, rows=spaces_of_team)
@sensitive_post_parameters("name", "phone", "email")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Put right what is kept of somebody."""
    space = team_space(request, slug)
    row = person_of(space, uuid)
    data = request.POST if request.method == "POST" else None
    form = PersonForm(data, visitor=row, asked=asked_by(space))
    status = 200
    if request.method == "POST":
        status = _put_right(request, form, row)
        if status == 302:
            return redirect("desk:visitor", slug=slug, uuid=uuid)
    context = frame_of_desk(space) | {"form": form, "visitor": row}
    return render(request, "desk/visitor_edit.html", context, status=status)


def _put_right(request: HttpRequest, form: PersonForm, row: Visitor) -> int:
    if not form.is_valid():
        return 422
    contact = form.contact if form.needs_name() else None
    try:
        spoken = form.cleaned_data["speaks"] or row.language
        put_right(row, contact, language=spoken, profile=form.profile)
    except SamePerson:
        text = _(
            "Somebody of this name with this number or address is known already. Look whether "
            "it is the same person."
        )
        form.add_error(None, text)
        return 409
    messages.success(request, _("What is kept of this person is put right."))
    return 302


@access(can_work, rows=spaces_of_team)
@require_POST
def consents(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Somebody agrees to something, or does not any more."""
    space = team_space(request, slug)
    row = person_of(space, uuid)
    kind = request.POST.get("kind", "")
    if kind in ConsentKind.values:
        with transaction.atomic():
            if request.POST.get("act") == "give":
                agree(row, kind, language=language())
                messages.success(request, _("Written down: the person agrees."))
            else:
                take_back(row, kind)
                messages.success(request, _("Written down: the person does not agree any more."))
    return redirect("desk:visitor", slug=slug, uuid=uuid)


@access(can_work, rows=spaces_of_team)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Which optional questions the space asks."""
    space = team_space(request, slug)
    data = request.POST if request.method == "POST" else None
    form = QuestionsForm(data, initial={"asked": asked_by(space)})
    status = 200
    if request.method == "POST":
        status = _ask(request, form, space)
        if status == 302:
            return redirect("desk:visitors", slug=slug)
    context = frame_of_desk(space) | {"form": form}
    return render(request, "desk/questions.html", context, status=status)


def _ask(request: HttpRequest, form: QuestionsForm, space: Space) -> int:
    if not form.is_valid():
        return 422
    asked = form.cleaned_data["asked"]
    ProfileSettings.objects.update_or_create(space=space, defaults={"asked": asked})
    messages.success(request, _("From now on the forms ask this."))
    return 302
