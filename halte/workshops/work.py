"""Workshops in the frame of the work face: the programme, whom to call, and what waits."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from halte.accounts.permissions import can_work
from halte.core import rows, work
from halte.core.i18n import localized
from halte.core.work import Entry, Finder, Group, Notice, Topic
from halte.workshops import finders
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Call, Enrolment, Session
from halte.workshops.permissions import can_know_visitors, spaces_of_team

# A session whose attendance nobody marked is asked about for so long.
ASKED = timedelta(days=7)
MOST = 20


def notices(user) -> Iterator[Notice]:
    """Calls to make, and sessions that are over without anybody marked; four statements."""
    own = spaces_of_team(user)
    if not own:
        return
    with rows.of(own):
        waiting = [*_calls(own), *_unmarked(own)]
    yield from waiting


def _calls(own: set) -> Iterator[Notice]:
    to_make = Call.objects.filter(
        space__uuid__in=own, done_at__isnull=True, until__gt=timezone.now()
    )
    by_space = to_make.order_by("space").values("space__slug")
    for each in by_space.annotate(
        number=Count("enrolment__visitor", distinct=True), since=Min("created_at")
    )[:MOST]:
        text = ngettext(
            "%(number)d person has to be told something by telephone.",
            "%(number)d people have to be told something by telephone.",
            each["number"],
        )
        link = reverse("workshops:calls", args=[each["space__slug"]])
        yield Notice(text % {"number": each["number"]}, link, each["since"], "warn")


def _unmarked(own: set) -> Iterator[Notice]:
    now = timezone.now()
    open_ = Enrolment.objects.filter(
        session=OuterRef("pk"), state__in=[EnrolmentState.CONFIRMED, EnrolmentState.HELD]
    )
    over = Session.objects.filter(
        Exists(open_),
        space__uuid__in=own,
        state=SessionState.PUBLISHED,
        ends_at__lte=now,
        ends_at__gt=now - ASKED,
    )
    for session in over.select_related("activity", "space")[:MOST]:
        text = _("Who came to “%(title)s”? Not everybody is marked.")
        link = reverse("workshops:attendance", args=[session.space.slug, session.uuid])
        title = localized(session.activity, "title")
        yield Notice(text % {"title": title}, link, session.ends_at, "info")


def _works_with(user, space) -> bool:
    """Every place of the frame is one that somebody works with."""
    return True


work.add_notices(notices)
work.add(
    Finder(gettext_lazy("People who enrolled"), finders.enrolled),
    Topic("workshops", gettext_lazy("Workshops"), "workshops/help/workshops.html", 12, can_work),
    Topic("calls", gettext_lazy("People to call"), "workshops/help/calls.html", 14, can_work),
    Entry(
        gettext_lazy("Workshops"),
        "easel-fill",
        "workshops:work",
        Group.SPACE,
        30,
        _works_with,
        also=("sessions", "series"),
    ),
    Entry(
        gettext_lazy("To call"),
        "telephone-fill",
        "workshops:calls",
        Group.SPACE,
        35,
        can_know_visitors,
    ),
    Entry(
        gettext_lazy("Groups"),
        "backpack-fill",
        "workshops:groups",
        Group.SPACE,
        37,
        can_know_visitors,
    ),
    Entry(
        gettext_lazy("Figures of workshops"),
        "mortarboard-fill",
        "workshops:figures",
        Group.SPACE,
        38,
        can_know_visitors,
    ),
)
