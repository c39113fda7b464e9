"""The room: computers, and who or what has them when."""

import uuid
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.models import Stateful
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.desk.enums import OccupancyKind, OccupancyState, Purpose, WorkstationKind
from halte.desk.models.visits import Visit
from halte.network.models import Site, Space
from halte.network.models.queries import worked_with
from halte.visitors.models import OfSpaceQuerySet, Visitor
from halte.workshops.models import Session

TAKING = [str(state) for state in OccupancyState.taking()]


@tracked(part_of="space", exclude=("display_digest",))
class DeskRules(models.Model):
    """How a space deals with computers and visits."""

    space = models.OneToOneField(Space, models.CASCADE, primary_key=True, related_name="desk_rules")
    allowance_minutes = models.PositiveSmallIntegerField(default=60)
    # Between the end of a session and the next reservation.
    gap_minutes = models.PositiveSmallIntegerField(default=5)
    extension_minutes = models.PositiveSmallIntegerField(default=30)
    # Given once although somebody waits.
    grace_minutes = models.PositiveSmallIntegerField(default=5)
    # Reserved never (roadmap: one or two computers stay free for whoever walks in).
    never_reserved = models.PositiveSmallIntegerField(default=2)
    # The short list of purposes, in the order of the keys 1, 2, 3...
    purposes = ArrayField(
        models.CharField(max_length=20, choices=Purpose.options), default=Purpose.at_first
    )
    # The page /display/<token> of the big screen; the digest alone is kept.
    display_digest = models.CharField(max_length=64, blank=True, db_index=True)

    SECRET = ("display_digest",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(allowance_minutes__gte=5, allowance_minutes__lte=600),
                name="session_lasts_minutes_or_hours",
                violation_error_message=_("A session lasts 5 to 600 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(never_reserved__gte=1),
                name="one_computer_is_never_reserved",
                violation_error_message=_("At least one computer is never reserved."),
            ),
            models.UniqueConstraint(
                fields=["display_digest"],
                condition=~Q(display_digest=""),
                name="one_screen_a_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.allowance_minutes} min"


class WorkstationQuerySet(models.QuerySet):
    def worked_with_by(self, user) -> "WorkstationQuerySet":
        return self.filter(worked_with(user, "space__"))

    def in_use(self) -> "WorkstationQuerySet":
        return self.filter(retired_at__isnull=True)


@tracked(part_of="space", exclude=("station_digest",))
class Workstation(models.Model):
    """A computer or tablet that people of a space use."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="workstations")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    # As on the sticker: PC 4.
    label = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(
        max_length=20, choices=WorkstationKind.options, default=WorkstationKind.DESKTOP
    )
    # For people who see, hear or move with difficulty.
    is_adapted = models.BooleanField(default=False)
    is_reservable = models.BooleanField(default=True)
    # The page /station/<token> of this computer; the digest alone is kept.
    station_digest = models.CharField(max_length=64, blank=True, db_index=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    SECRET = ("station_digest",)

    objects = WorkstationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "label"],
                condition=Q(retired_at__isnull=True),
                name="one_computer_a_label",
                violation_error_message=_("Another computer has this name."),
            ),
            models.UniqueConstraint(
                fields=["station_digest"],
                condition=~Q(station_digest=""),
                name="one_station_a_token",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class OccupancyQuerySet(OfSpaceQuerySet):
    def taking(self) -> "OccupancyQuerySet":
        return self.filter(state__in=TAKING)


class Occupancy(Stateful):
    """A computer is taken for a time: by somebody, a reservation, a workshop, or a repair.

    One table for all, so that the database refuses two at once. `during` is shortened when it
    ends earlier. A session that is over but not ended keeps the computer: `one_session_running`.
    States: halte/desk/domain/room.py.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    workstation = models.ForeignKey(Workstation, models.PROTECT, related_name="occupancies")
    kind = models.CharField(max_length=20, choices=OccupancyKind.options)
    state = models.CharField(max_length=20, choices=OccupancyState.options)
    during = DateTimeRangeField()
    visit = models.ForeignKey(
        Visit, models.SET_NULL, null=True, blank=True, related_name="computers"
    )
    # Who reserved.
    visitor = models.ForeignKey(
        Visitor, models.SET_NULL, null=True, blank=True, related_name="reservations"
    )
    workshop = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="computers"
    )
    extensions = models.PositiveSmallIntegerField(default=0)
    is_grace_used = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    PERSONAL = [
        Personal(
            ("visitor",),
            what=_("Who reserved a computer"),
            about=_("People who come to a space"),
            purpose=_("Keeping the computer"),
            basis=Basis.PUBLIC_TASK,
            term=Term(183, "created_at", after=_("after it was reserved")),
            at_term=AtTerm.BLANK,
            found_by={
                "email": ("visitor__identity__email",),
                "phone": ("visitor__identity__phone",),
            },
        ),
    ]

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="computer_is_taken_once",
                expressions=[
                    ("workstation", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=TAKING),
                violation_error_message=_("This computer is taken then."),
            ),
            models.UniqueConstraint(
                fields=["workstation"],
                condition=Q(state="running", kind__in=["session", "repair"]),
                name="one_session_running",
                violation_error_message=_("Somebody works on this computer."),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False)
                & Q(during__startswith__isnull=False, during__endswith__isnull=False)
                | Q(kind=OccupancyKind.REPAIR.value)
                | Q(state=OccupancyState.CANCELLED.value),
                name="occupancy_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(kind=OccupancyKind.WORKSHOP.value, workshop__isnull=False)
                | ~Q(kind=OccupancyKind.WORKSHOP.value) & Q(workshop__isnull=True),
                name="workshop_takes_computers",
            ),
        ]
        indexes = [
            models.Index(
                fields=["space", "state"],
                condition=Q(state__in=TAKING),
                name="computers_taken_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.workstation_id} {self.during}"

    @property
    def starts_at(self) -> datetime:
        return self.during.lower

    @property
    def ends_at(self) -> datetime | None:
        """None while nobody knows: a computer in repair."""
        return self.during.upper
