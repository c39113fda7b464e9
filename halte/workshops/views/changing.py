"""Change, move or cancel a date, or it and all after it; who is on a list is told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from halte.accounts.permissions import can_see_team, can_work
from halte.core import rows
from halte.core.access import access
from halte.core.conflicts import ChangedMeanwhile, note, refuse_if_changed
from halte.core.i18n import localized
from halte.core.transitions import TransitionRefused
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.workshops import plans
from halte.workshops.dates import NoSuchTime
from halte.workshops.domain import sessions as acts
from halte.workshops.domain.enrolments import lock_sessions
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.forms.planning import (
    ONLY,
    REST,
    CancelForm,
    ChangeForm,
    no_such_time,
    team_of,
)
from halte.workshops.models import Enrolment, Session
from halte.workshops.permissions import can_know_visitors
from halte.workshops.planned import line, reached_words
from halte.workshops.telling import Reached, reached
from halte.workshops.views.plan_rows import plannable_space, rest_of, session_of

MOVABLE = [EnrolmentState.HELD, EnrolmentState.CONFIRMED]


@dataclass(frozen=True, slots=True)
class Giving:
    """A date with more people than seats: who could wait again, the last who asked first."""

    date: str
    times: str
    wanted: int
    # UUID, name (none for who may not know it), when asked, whether it is ticked.
    people: list[tuple[str, str, object, bool]]


def _lists(sessions: Sequence[Session]):
    """Everybody who would be told of a change in some dates."""
    states = [EnrolmentState.WAITING, *MOVABLE]
    found = Enrolment.objects.filter(session__in=sessions, state__in=states)
    return found.select_related("visitor__identity")


def _scope(request: HttpRequest) -> str:
    """Which answer is proposed: pages about a whole series ask for the rest of it."""
    return REST if request.GET.get("scope") == REST else ONLY


def _told(space: Space, sessions: Sequence[Session]) -> Reached:
    with rows.of([space.uuid]):
        public = [each for each in sessions if each.state == SessionState.PUBLISHED]
        return reached(_lists(public))


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """What is planned for one date, and the form to change it."""
    space = plannable_space(request, slug)
    row = session_of(space, uuid)
    rest = rest_of(row)
    form, giving, status = None, [], 200
    if row.state != SessionState.CANCELLED and not row.is_over():
        team = team_of(space) | row.trainers.all()
        now = plans.as_typed(row)
        initial = {
            **now,
            "trainers": list(row.trainers.all()),
            "scope": _scope(request),
            "read": note(now),
        }
        for name in ("opens", "closes"):
            initial[name] = f"{now[name]:%H:%M}"
        posted = request.POST if request.method == "POST" else None
        form = ChangeForm(posted, space=space, team=team.distinct(), initial=initial)
    if request.method == "POST":
        if form is None:
            messages.warning(request, _("This date can no longer be changed."))
            return redirect("workshops:work_session", slug, uuid)
        giving, status = _change(request, form, row, rest)
        if status == 302:
            return redirect("workshops:work_session", slug, uuid)
    context = {
        "space": space,
        "name": localized(space, "name"),
        "session": row,
        "line": line(row, names=can_see_team(request.user, scope_of_space(space))),
        "form": form,
        "rest": rest,
        "giving": giving,
        "told": reached_words(_told(space, [row])),
        "told_rest": reached_words(_told(space, [row, *rest])) if rest else [],
        "knows_people": can_know_visitors(request.user, space),
        "is_free": not row.taken and not row.waiting,
    }
    return render(request, "workshops/work/session.html", context, status=status)


def _change(
    request: HttpRequest, form: ChangeForm, row: Session, rest: Sequence[Session]
) -> tuple[list[Giving], int]:
    """Do what was typed, to one date or to those after it too: 302 when it is done."""
    if not form.is_valid():
        return [], 422
    typed = plans.differences(row, form.cleaned_data)
    moved = form.cleaned_data["day"] - plans.as_typed(row)["day"]  # type: ignore[operator]
    targets = [row, *rest] if form.is_for_rest else [row]
    found = _found(form, targets, typed, moved)
    if form.errors:
        return [], 422
    with rows.of([row.space.uuid]):
        short = {
            each.pk: each.taken - int(values["capacity"])  # type: ignore[call-overload]
            for each, values in found
            if "capacity" in values and each.taken > int(values["capacity"])  # type: ignore[call-overload]
        }
        chosen = _chosen(request, short)
        if Counter(each.session_id for each in chosen) != Counter(short):
            form.add_error("capacity", _("There are fewer seats than people. Say below who waits."))
            return _giving(request, [each for each, _v in found if each.pk in short], short), 422
        return [], _write(request, form, row, found, chosen)


def _found(
    form: ChangeForm, targets: Sequence[Session], typed: dict[str, object], moved: timedelta
) -> list[tuple[Session, dict[str, object]]]:
    """What to write into each date; what cannot be is said in the form."""
    found = []
    for each in targets:
        try:
            values = plans.changes(each, typed, moved)
        except NoSuchTime as fault:
            form.add_error("opens", no_such_time(fault))
            return []
        if acts.is_moved_back(each, values):
            form.add_error("day", _("This date is over. Choose one that is still to come."))
            return []
        if values:
            _check(form, each, values)
        found.append((each, values))
    return found


def _check(form: ChangeForm, each: Session, values: dict[str, object]) -> None:
    """Say what the database would refuse, but for the seats: those are asked about."""
    planned = Session(**{name: getattr(each, name) for name in acts.PLANNED})
    for name, value in values.items():
        setattr(planned, name, value)
    try:
        planned.validate_constraints(exclude={"taken"})
    except ValidationError as fault:
        for sentence in fault.messages:
            form.add_error(None, f"{line(each, names=False).date}: {sentence}")


def _chosen(request: HttpRequest, short: dict[int, int]) -> list[Enrolment]:
    """Who was ticked to wait again, of the dates that have too few seats."""
    ticked = []
    for text in request.POST.getlist("giving_up"):
        try:
            ticked.append(UUID(text))
        except ValueError:
            continue
    found = Enrolment.objects.filter(uuid__in=ticked, session__in=short, state__in=MOVABLE)
    return list(found)


def _giving(
    request: HttpRequest, sessions: Sequence[Session], short: dict[int, int]
) -> list[Giving]:
    """Who could wait again; ticked is who asked last, or what was ticked before."""
    before = set(request.POST.getlist("giving_up"))
    found = []
    for each in sessions:
        seated = each.enrolments.filter(state__in=MOVABLE).select_related("visitor__identity")
        people = list(seated.order_by("-pk"))
        knows = can_know_visitors(request.user, each.space)
        ticked = before & {str(one.uuid) for one in people}
        proposed = ticked or {str(one.uuid) for one in people[: short[each.pk]]}
        shown = line(each, names=False)
        found.append(
            Giving(
                shown.date,
                shown.times,
                short[each.pk],
                [
                    (
                        str(one.uuid),
                        _name(one) if knows else "",
                        one.asked_at,
                        str(one.uuid) in proposed,
                    )
                    for one in people
                ],
            )
        )
    return found


def _name(row: Enrolment) -> str:
    identity = getattr(row.visitor, "identity", None)
    return identity.name if identity else _("Name deleted")


def _write(
    request: HttpRequest,
    form: ChangeForm,
    row: Session,
    found: Sequence[tuple[Session, dict[str, object]]],
    chosen: Sequence[Enrolment],
) -> int:
    trainers = form.cleaned_data["trainers"]
    is_new_team = set(trainers) != set(row.trainers.all())
    wanted = [(each, values) for each, values in found if values]
    try:
        with transaction.atomic():
            locked = {each.pk: each for each in lock_sessions([each for each, _v in found])}
            refuse_if_changed(form.cleaned_data["read"], plans.as_typed(locked[row.pk]))
            acts.change_sessions(wanted, giving_up=chosen, by=request.user)
            if is_new_team:
                acts.set_trainers([each for each, _v in found], trainers, by=request.user)
    except ChangedMeanwhile as changed:
        form.data = form.data.copy()
        form.data["read"] = note(changed.now)
        told = _(
            "Somebody else changed this date meanwhile. Compare with how it stands now, then save"
            " again."
        )
        form.add_error(None, told)
        return 409
    except acts.TooManySeated:
        form.add_error(
            "capacity", _("Somebody enrolled meanwhile. Save again to choose who waits.")
        )
        return 409
    except (TransitionRefused, acts.Over, acts.NotAhead):
        form.add_error(None, _("Somebody was faster. This is how it is now."))
        return 409
    if wanted or is_new_team:
        messages.success(request, _("Saved. Who is concerned is told."))
    else:
        messages.info(request, _("Nothing was changed."))
    return 302


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Ask once, say who is told how, then cancel a date, or it and all after it."""
    space = plannable_space(request, slug)
    row = session_of(space, uuid)
    rest = rest_of(row)
    if row.state == SessionState.CANCELLED or row.is_over():
        messages.warning(request, _("This date can no longer be changed."))
        return redirect("workshops:work_session", slug, uuid)
    form = CancelForm(
        request.POST if request.method == "POST" else None, initial={"scope": _scope(request)}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            _cancel(request, form, row, rest)
            return redirect("workshops:work_session", slug, uuid)
    context = {
        "space": space,
        "name": localized(space, "name"),
        "session": row,
        "line": line(row, names=False),
        "form": form,
        "rest": rest,
        "told": reached_words(_told(space, [row])),
        "told_rest": reached_words(_told(space, [row, *rest])) if rest else [],
    }
    return render(request, "workshops/work/cancel.html", context, status=status)


def _cancel(request: HttpRequest, form: CancelForm, row: Session, rest: Sequence[Session]) -> None:
    targets = [row, *rest] if form.is_for_rest else [row]
    note_ = form.cleaned_data["note"].strip()
    try:
        with rows.of([row.space.uuid]):
            told = reached_words(reached(_lists(targets)))
            acts.cancel_sessions(targets, by=request.user, note=note_)
    except (TransitionRefused, acts.Over):
        messages.warning(request, _("Somebody was faster. This is how it is now."))
        return
    messages.success(request, " ".join([_("Cancelled."), *told]))
