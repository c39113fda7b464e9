"""What a space teaches: its activities, and those that others share."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.network.loading.filling import values_of
from halte.network.models import Space
from halte.network.views.space_rows import readable_space
from halte.network.views.space_saving import save
from halte.workshops.domain import activities as acts
from halte.workshops.enums import SessionState
from halte.workshops.forms.activity import ActivityForm
from halte.workshops.models import Activity
from halte.workshops.permissions import can_plan_workshops
from halte.workshops.views.plan_rows import activity_of, plannable_space

MOST_TEMPLATES = 100


@access(can_work)
@require_safe
def activities(request: HttpRequest, slug: str) -> HttpResponse:
    """The activities of the space, with how many dates are to come; below, what others share."""
    space = readable_space(request, slug)
    plans = can_plan_workshops(request.user, space)
    coming = Q(sessions__ends_at__gt=timezone.now()) & ~Q(sessions__state=SessionState.CANCELLED)
    own = Activity.objects.filter(space=space).annotate(dates=Count("sessions", filter=coming))
    shared = []
    if plans:
        shared = list(
            Activity.objects.templates_for(space)
            .select_related("space")
            .defer("space__folded")
            .order_by("title_fr", "pk")[:MOST_TEMPLATES]
        )
    context = {
        "space": space,
        "name": localized(space, "name"),
        "tab": "activities",
        "plans": plans,
        "own": list(own),
        "shared": shared,
    }
    return render(request, "workshops/work/activities.html", context)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell a new activity."""
    space = plannable_space(request, slug)
    blank = {
        name: Activity._meta.get_field(name).get_default() for name in ActivityForm.value_names()
    }
    form = ActivityForm(request.POST if request.method == "POST" else None, now=blank)
    status = 200
    if request.method == "POST":
        status = 422
        made = _create(request, space, form)
        if made:
            messages.success(request, _("The activity is there. Now plan its dates."))
            return redirect("workshops:work_plan", slug, made.uuid)
    return _page(request, space, form, None, status)


def _create(request: HttpRequest, space: Space, form: ActivityForm) -> Activity | None:
    if not form.is_valid():
        return None
    try:
        return acts.create_activity(space, form.values(), by=request.user)
    except ValidationError as fault:
        for field, sentences in fault.message_dict.items():
            form.add_error(field if field in form.fields else None, sentences)
        return None


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Change an activity: all its dates show it."""
    space = plannable_space(request, slug)
    row = activity_of(space, uuid)
    posted = request.POST if request.method == "POST" else None
    form = ActivityForm(posted, now=values_of(row, ActivityForm.value_names()))
    status = 200
    if request.method == "POST":

        def act(values, read):
            return acts.change_activity(row, values, by=request.user, read=read)

        status = save(request, form, row, act)
        if status == 302:
            return redirect("workshops:work_activities", slug)
    return _page(request, space, form, row, status)


def _page(
    request: HttpRequest, space: Space, form: ActivityForm, row: Activity | None, status: int
) -> HttpResponse:
    context = {
        "space": space,
        "name": localized(space, "name"),
        "form": form,
        "activity": row,
        "areas": form.competence_areas,
    }
    return render(request, "workshops/work/activity.html", context, status=status)


@access(can_work)
@require_POST
def activity_copy(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Copy one's own activity, or one that another space shares."""
    space = plannable_space(request, slug)
    row = get_object_or_404(Activity, uuid=uuid)
    try:
        made = acts.copy_activity(row, space, by=request.user)
    except acts.NotShared as fault:
        raise Http404 from fault
    messages.success(request, _("This is your copy. Change what you like."))
    return redirect("workshops:work_activity", slug, made.uuid)
