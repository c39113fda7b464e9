"""Help by appointment: what is offered, who gives it when, and who comes."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.models import Stateful
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.desk.enums import AppointmentState
from halte.desk.models.visits import FOUND_BY, Visit
from halte.network.models import Site, Space
from halte.network.models.queries import worked_with
from halte.visitors.models import OfSpaceQuerySet, Visitor

TAKING = [str(state) for state in AppointmentState.taking()]
KEPT_DAYS = 183


class OfferQuerySet(models.QuerySet):
    def worked_with_by(self, user) -> "OfferQuerySet":
        return self.filter(worked_with(user, "space__"))

    def in_use(self) -> "OfferQuerySet":
        return self.filter(retired_at__isnull=True)


@tracked(part_of="space")
class Offer(models.Model):
    """What one can make an appointment for, such as half an hour with the public IT helper."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="offers")
    title_fr = models.CharField(max_length=120)
    title_nl = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    # Its title is never written in messages nor on the display.
    is_sensitive = models.BooleanField(default=False)
    # On the page of the space; else at the desk alone.
    is_public = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240),
                name="appointment_lasts_minutes",
                violation_error_message=_("An appointment lasts 5 to 240 minutes."),
            )
        ]

    def __str__(self) -> str:
        return self.title_fr


@tracked(part_of="space")
class Availability(models.Model):
    """Each week from then to then, somebody of the team gives appointments of an offer."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="availabilities")
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="availabilities"
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    NOT_PERSONAL = {"facilitator": "when somebody of the team works, as the public may know"}

    class Meta:
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6) & Q(opens__lt=F("closes")),
                name="availability_runs_forwards",
                violation_error_message=_("It ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class Absence(models.Model):
    """Somebody of the team is not there; why, nobody is asked."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences"
    )
    during = DateTimeRangeField()

    PERSONAL = [
        Personal(
            ("facilitator", "during"),
            what=_("When somebody of the team is away"),
            about=_("People who work with Halte"),
            purpose=_("Giving no appointments then"),
            basis=Basis.PUBLIC_TASK,
            term=Term(KEPT_DAYS, "during__endswith", after=_("after it is over")),
            at_term=AtTerm.DELETE,
            found_by={"user": ("facilitator",)},
        ),
    ]

    class Meta:
        ordering = ["during"]

    def __str__(self) -> str:
        return f"{self.facilitator_id} {self.during}"


class Appointment(Stateful):
    """Somebody comes at a time to somebody of the team.

    States: halte/desk/domain/appointments.py.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="appointments")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="appointments")
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments"
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    state = models.CharField(
        max_length=20, choices=AppointmentState.options, default=AppointmentState.BOOKED
    )
    visitor = models.ForeignKey(
        Visitor, models.SET_NULL, null=True, blank=True, related_name="appointments"
    )
    visit = models.ForeignKey(
        Visit, models.SET_NULL, null=True, blank=True, related_name="appointments"
    )
    # Opens the page on which it is cancelled.
    code = models.CharField(max_length=20, unique=True)
    # Would come earlier if a time became free.
    wants_earlier = models.BooleanField(default=False)
    # How often the time has changed, for calendars.
    sequence = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = [
        Personal(
            ("visitor",),
            what=_("Who has an appointment"),
            about=_("People who come to a space"),
            purpose=_("Keeping the time, and preparing the help"),
            basis=Basis.PUBLIC_TASK,
            term=Term(KEPT_DAYS, "during__endswith", after=_("after the appointment")),
            at_term=AtTerm.BLANK,
            found_by=FOUND_BY,
        ),
    ]
    NOT_PERSONAL = {"facilitator": "who gave the help, as part of the work"}
    SECRET = ("code",)

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["during"]
        constraints = [
            ExclusionConstraint(
                name="one_appointment_at_a_time",
                expressions=[
                    ("facilitator", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=TAKING),
                violation_error_message=_("Somebody has an appointment then."),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False), name="appointment_has_a_length"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "state"], name="appointments_of_a_space"),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk} {self.state}"
