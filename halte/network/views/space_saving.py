"""What every form about a space does when it comes back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from halte.network.domain import Clash, Saved
from halte.network.domain.editing import who_changed
from halte.network.forms.section import SectionForm

# What was typed, and the note of what was read: writes it, or raises.
Act = Callable[[dict[str, object], str], Saved]
CLASHED = 409
REFUSED = 422


def save(request: HttpRequest, form: SectionForm, row: models.Model, act: Act) -> int:
    """Do the act with what was typed, and say what became of it: 302 when it is done.

    Otherwise the form holds what was typed and why it was not saved: 422, or 409 when somebody
    else was faster.
    """
    if not form.is_valid():
        return REFUSED
    values = form.values()
    if request.POST.get("take") == "theirs":
        for name in request.POST.getlist("clashing"):
            values.pop(name, None)
    try:
        saved = act(values, form.cleaned_data["read"])
    except Clash as clash:
        form.tell_clash(clash.names, clash.now, who_changed(row, clash.names))
        return CLASHED
    except ValidationError as fault:
        for field, sentences in fault.message_dict.items():
            form.add_error(field if field in form.fields else None, sentences)
        return REFUSED
    _say(request, form, row, saved)
    return 302


def _say(request: HttpRequest, form: SectionForm, row: models.Model, saved: Saved) -> None:
    if saved.changed:
        messages.success(request, _("Saved. The public page shows it already."))
    else:
        messages.info(request, _("Nothing was changed."))
    for name, entry in who_changed(row, saved.theirs).items() if saved.theirs else ():
        facts = {"who": entry.by.shown_name if entry.by else "–", "what": form.label_of(name)}
        messages.info(request, _("Meanwhile %(who)s has changed: %(what)s. Both are kept.") % facts)
