"""What readers say is wrong on the page of one space, and what became of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused
from halte.network import domain
from halte.network.enums import CorrectionTopic
from halte.network.forms.message import NoteForm
from halte.network.models import Correction, Space
from halte.network.views.space_rows import editable_space

DEALT_WITH_SHOWN = 50
VERBS = {
    "apply": domain.apply_correction,
    "dismiss": domain.dismiss_correction,
    "reopen": domain.reopen_correction,
}
# Where the thing that a reader found wrong is put right.
SECTION_OF = {CorrectionTopic.PHONE: "contact", CorrectionTopic.CLOSED: "publication"}


@dataclass(frozen=True, slots=True)
class Line:
    """A message, where it is put right, and the last word about it."""

    message: Correction
    section: str
    entry: LogEntry | None


@access(can_work)
@require_safe
def space_messages(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that waits, then what was dealt with last."""
    space = editable_space(request, slug)
    return _page(request, space, NoteForm(), None, 200)


@access(can_work)
@require_http_methods(["POST"])
def space_message(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what became of a message, with a note for colleagues if one likes."""
    space = editable_space(request, slug)
    row = get_object_or_404(Correction.objects.visible_to(request.user), pk=pk, space=space)
    act = VERBS.get(request.POST.get("verb", ""))
    if act is None:
        return render(request, "400.html", status=400)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, space, form, row, 422)
    try:
        act(row, by=request.user, note=form.cleaned_data["note"])
    except TransitionRefused:
        messages.warning(request, _("Somebody else has dealt with this message meanwhile."))
    else:
        messages.success(request, _("The message is dealt with."))
    return redirect("network:space_messages", slug=slug)


def _page(
    request: HttpRequest, space: Space, form: NoteForm, faulty: Correction | None, status: int
) -> HttpResponse:
    rows = Correction.objects.visible_to(request.user).filter(space=space)
    shown = [*rows.waiting(), *rows.dealt_with()[:DEALT_WITH_SHOWN]]
    entries = _last_words(shown)
    has_hours = space.sites.in_use().exists()
    context = {
        "space": space,
        "name": localized(space, "name"),
        "lines": [
            Line(row, _section(row, space, has_hours=has_hours), entries.get(row.pk))
            for row in shown
        ],
        "waiting": sum(row.state == "received" for row in shown),
        "form": form,
        "faulty": faulty,
    }
    return render(request, "network/space_messages.html", context, status=status)


def _section(row: Correction, space: Space, *, has_hours: bool) -> str:
    """The page on which the thing is put right."""
    if row.topic == CorrectionTopic.HOURS and has_hours:
        return reverse("network:hours", args=[space.slug])
    if row.topic in SECTION_OF:
        return reverse("network:section", args=[space.slug, SECTION_OF[CorrectionTopic(row.topic)]])
    return reverse("network:space", args=[space.slug])


def _last_words(rows: list[Correction]) -> dict[int, LogEntry]:
    """The newest entry of the log about each message that was dealt with; one query."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Correction),
        object_id__in=[row.pk for row in rows],
        verb__in=VERBS,
    ).select_related("by")
    found: dict[int, LogEntry] = {}
    for entry in entries:
        found.setdefault(entry.object_id, entry)
    return found
