"""When it is taught: sessions and their seats."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgtrigger import After, Delete, Insert, Statement, Trigger, UpdateOf

from halte.core.history import tracked
from halte.core.models import Stateful
from halte.network.models import Site, Space
from halte.network.models.queries import worked_with
from halte.workshops.enums import SessionState, Source
from halte.workshops.models.activities import Activity, Series
from halte.workshops.seats import Seats

# Who came and who waits changes all the time and is shown fresh; this is what pages keep.
SHOWN = (
    "activity_id",
    "site_id",
    "room",
    "starts_at",
    "ends_at",
    "capacity",
    "state",
    "public_note",
    "enrolment_opens_at",
    "enrolment_closes_at",
)


class SessionQuerySet(models.QuerySet):
    def published(self) -> "SessionQuerySet":
        """What the public may see: also a cancelled session, so that nobody comes in vain."""
        return self.exclude(state=SessionState.DRAFT).filter(space__is_published=True)

    def coming(self, now: datetime) -> "SessionQuerySet":
        return self.filter(ends_at__gt=now)

    def worked_with_by(self, user) -> "SessionQuerySet":
        """Sessions of the spaces that somebody works with."""
        return self.filter(worked_with(user, "space__"))


@tracked(part_of="activity", exclude=("taken", "taken_by_sent", "waiting"), is_busy=True)
class Session(Stateful):
    """One date of an activity, with its seats. States: halte/workshops/domain/sessions.py.

    `taken`, `taken_by_sent` and `waiting` are counted by a trigger on the enrolments; the database
    refuses more seats than there are.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sessions")
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    space = models.ForeignKey(Space, models.PROTECT, related_name="sessions")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    room = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    trainers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    capacity = models.PositiveSmallIntegerField()
    computers_needed = models.PositiveSmallIntegerField(default=0)
    # Seats that only organisations which send people may take, until a moment.
    kept_for_referrers = models.PositiveSmallIntegerField(default=0)
    kept_until = models.DateTimeField(null=True, blank=True)
    enrolment_opens_at = models.DateTimeField(null=True, blank=True)
    # At the start, unless given.
    enrolment_closes_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=20, choices=SessionState.options, default=SessionState.DRAFT
    )
    # Why it does not take place, for everybody to read.
    public_note = models.CharField(max_length=300, blank=True)
    # How often what people were told has changed (iCalendar, RFC 5545 §3.8.7.4).
    sequence = models.PositiveIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    # Of these, the seats of people whom an organisation sent.
    taken_by_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    NOT_PERSONAL = {
        "public_note": "told to everybody; the page that asks says to name nobody",
        "taken_by_sent": "a count of seats",
    }

    # What the act that is going on has changed, as it was: to be told, not to be kept.
    before: Mapping[str, Any] | None = None

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        triggers = [
            Trigger(
                name=f"raise_revision_network_{name}",
                level=Statement,
                when=After,
                operation=operation,
                func="""
                    INSERT INTO core_revision (name, number) VALUES ('network', 2)
                    ON CONFLICT (name) DO UPDATE SET number = core_revision.number + 1;
                    RETURN NULL;
                """,
            )
            for name, operation in {"rows": Insert | Delete, "shown": UpdateOf(*SHOWN)}.items()
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="session_runs_forwards",
                violation_error_message=_("The session ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="session_never_seats_too_many",
                violation_error_message=_("More people have a seat than that."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=500),
                name="session_has_seats",
                violation_error_message=_("A session has 1 to 500 seats."),
            ),
            models.CheckConstraint(
                condition=Q(kept_for_referrers=0)
                | Q(kept_for_referrers__lte=F("capacity"), kept_until__isnull=False),
                name="kept_seats_have_an_end",
                violation_error_message=_("Say until when these seats are kept."),
            ),
            models.CheckConstraint(
                condition=Q(enrolment_opens_at__isnull=True)
                | Q(enrolment_closes_at__isnull=True)
                | Q(enrolment_opens_at__lt=F("enrolment_closes_at")),
                name="enrolment_opens_before_it_closes",
                violation_error_message=_("Enrolment closes before it opens."),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="sessions_by_start"),
            models.Index(fields=["space", "starts_at", "id"], name="sessions_of_a_space"),
            models.Index(fields=["activity", "starts_at"], name="sessions_of_an_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %H:%M} {self.activity_id}"

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return self.capacity - self.taken

    @property
    def seats(self) -> Seats:
        """Which seats are for whom."""
        return Seats(
            capacity=self.capacity,
            taken=self.taken,
            kept=self.kept_for_referrers,
            kept_until=self.kept_until,
            taken_by_sent=self.taken_by_sent,
        )

    def seats_left(self, now: datetime) -> int:
        """Seats for everybody: none while somebody waits, for what becomes free is hers."""
        return 0 if self.waiting else self.seats.free_for(Source.PUBLIC, now)

    @property
    def closes_at(self) -> datetime:
        """When enrolment closes."""
        return self.enrolment_closes_at or self.starts_at

    def is_open(self, now: datetime) -> bool:
        """Whether the public can enrol for this date alone."""
        has_opened = self.enrolment_opens_at is None or self.enrolment_opens_at <= now
        return self.state == SessionState.PUBLISHED and has_opened and now < self.closes_at

    def has_day_come(self, now: datetime | None = None) -> bool:
        """Whether its day has begun, by the clock of the place."""
        zone = timezone.get_default_timezone()
        now = now or timezone.now()
        return timezone.localdate(self.starts_at, zone) <= timezone.localdate(now, zone)

    def is_over(self, now: datetime | None = None) -> bool:
        return self.ends_at <= (now or timezone.now())


@tracked(part_of="space")
class EnrolmentRules(models.Model):
    """How a space deals with seats."""

    HOLD_HOURS = 24

    space = models.OneToOneField(
        Space, models.CASCADE, primary_key=True, related_name="enrolment_rules"
    )
    # How long a seat that became free is held for the next person.
    hold_hours = models.PositiveSmallIntegerField(default=HOLD_HOURS)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hold_hours__gte=1, hold_hours__lte=168),
                name="seat_is_held_an_hour_to_a_week",
                violation_error_message=_("A seat is held for 1 to 168 hours."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.hold_hours} h"
