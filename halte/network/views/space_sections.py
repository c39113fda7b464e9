"""One section of what a space says of itself, on a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.network import domain
from halte.network.domain.spaces import equipment_of
from halte.network.forms.section import SectionForm
from halte.network.forms.space import SECTIONS, EquipmentForm
from halte.network.loading.filling import values_of
from halte.network.models import Space
from halte.network.views.space_rows import editable_space
from halte.network.views.space_saving import save

# Sections whose choices are too many for one column.
TEMPLATES = {"languages": "network/space_languages.html"}


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Change one section of the record of a space."""
    space = editable_space(request, slug)
    if section not in SECTIONS:
        raise Http404
    form_class = SECTIONS[section]
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, now=values_now(form_class, space))
    status = 200
    if request.method == "POST":
        change = domain.change_equipment if form_class is EquipmentForm else domain.change_space

        def act(values, read):
            return change(space, values, by=request.user, read=read)

        status = save(request, form, space, act)
        if status == 302:
            return redirect("network:space", slug=slug)
    context = {"space": space, "name": localized(space, "name"), "form": form, "section": section}
    template = TEMPLATES.get(section, "network/space_section.html")
    return render(request, template, context, status=status)


def values_now(form_class: type[SectionForm], space: Space) -> dict[str, object]:
    """The values of the record that a form is about."""
    names = form_class.value_names()
    return equipment_of(space, names) if form_class is EquipmentForm else values_of(space, names)
