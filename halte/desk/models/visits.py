"""Who came, for what, and what was done; who waits."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.models import Stateful
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.desk.enums import Autonomy, Leaving, Purpose, TicketState, VisitSource
from halte.network.models import Outing, Space
from halte.visitors.models import OfSpaceQuerySet, Visitor
from halte.workshops.models import Session

# Visits are counted for years; who they were of is forgotten after as long as profiles.
VISIT_DAYS = 5 * 365
MOST_HEADS = 500
FOUND_BY = {"email": ("visitor__identity__email",), "phone": ("visitor__identity__phone",)}


class VisitQuerySet(OfSpaceQuerySet):
    def counted(self) -> "VisitQuerySet":
        """Without those that were deleted."""
        return self.filter(deleted_at__isnull=True)

    def present(self) -> "VisitQuerySet":
        """Who is here."""
        return self.counted().filter(left_at__isnull=True)


@tracked(is_busy=True, is_record=True)
class Visit(models.Model):
    """Somebody came; or so many heads. The record every count is made of.

    Known: `visitor` with an identity. Anonymous: a visitor without one, or none. A head count:
    `heads` of nobody in particular (design §4.2: group counts stay counts).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="visits")
    visitor = models.ForeignKey(
        Visitor, models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    heads = models.PositiveSmallIntegerField(default=1)
    purposes = ArrayField(models.CharField(max_length=20, choices=Purpose.options), default=list)
    arrived_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    leaving = models.CharField(max_length=20, choices=Leaving.options, blank=True)
    source = models.CharField(max_length=20, choices=VisitSource.options, default=VisitSource.DESK)
    # The workshop attended.
    workshop = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    outing = models.ForeignKey(
        Outing, models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    # Given by whoever sends it, so that sending it again counts once.
    entry = models.UUIDField(null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)
    # Can be undone for 30 days, then the row goes.
    deleted_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = [
        Personal(
            ("visitor", "noted_by"),
            what=_("Who came, and who wrote it down"),
            about=_("People who come to a space"),
            purpose=_("Helping somebody who comes again, and counting who comes"),
            basis=Basis.PUBLIC_TASK,
            term=Term(VISIT_DAYS, "arrived_at", after=_("after the visit")),
            at_term=AtTerm.BLANK,
            found_by=FOUND_BY,
        ),
    ]

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(heads__gte=1, heads__lte=MOST_HEADS),
                name="visit_has_heads",
                violation_error_message=_("A visit is of 1 to 500 people."),
            ),
            models.CheckConstraint(
                condition=Q(visitor__isnull=True) | Q(heads=1),
                name="heads_are_nobody",
                violation_error_message=_("A head count is of nobody in particular."),
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, leaving="")
                | Q(left_at__gte=F("arrived_at")) & ~Q(leaving=""),
                name="visit_ends_after_it_began",
                violation_error_message=_("The visit ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["visitor"],
                condition=Q(left_at__isnull=True, deleted_at__isnull=True),
                name="nobody_is_here_twice",
                violation_error_message=_("This person is here already."),
            ),
            models.UniqueConstraint(
                fields=["visitor", "workshop"],
                condition=Q(deleted_at__isnull=True, workshop__isnull=False),
                name="one_visit_a_workshop",
            ),
            models.UniqueConstraint(fields=["space", "entry"], name="one_visit_an_entry"),
        ]
        indexes = [
            models.Index(fields=["space", "arrived_at"], name="visits_of_a_space"),
            models.Index(
                fields=["space"],
                condition=Q(left_at__isnull=True, deleted_at__isnull=True),
                name="visits_of_who_is_here",
            ),
            models.Index(
                fields=["deleted_at"],
                condition=Q(deleted_at__isnull=False),
                name="visits_deleted",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk} {self.arrived_at:%F %H:%M}"


class Help(models.Model):
    """What somebody was helped with."""

    LONGEST_MINUTES = 600

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="helps")
    # One of the services of the network: halte/network/enums Service.
    topic = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()
    autonomy = models.CharField(max_length=20, choices=Autonomy.options, blank=True)
    # An organisation or a service, never a person.
    referred_to = models.CharField(max_length=120, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)

    PERSONAL = [
        Personal(
            ("noted_by",),
            what=_("Who helped somebody"),
            about=_("People who work with Halte"),
            purpose=_("Putting an entry right"),
            basis=Basis.PUBLIC_TASK,
            term=Term(VISIT_DAYS, "noted_at", after=_("after it was noted")),
            at_term=AtTerm.BLANK,
        ),
    ]
    NOT_PERSONAL = {"referred_to": "an organisation; the page says to name nobody"}

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=600),
                name="help_takes_minutes",
                violation_error_message=_("Help takes 1 to 600 minutes."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.minutes} min"


class Ticket(Stateful):
    """A number in the queue of the day; says nothing of who holds it.

    States: halte/desk/domain/queue.py.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=20, choices=Purpose.options, blank=True)
    state = models.CharField(
        max_length=20, choices=TicketState.options, default=TicketState.WAITING
    )
    taken_at = models.DateTimeField(auto_now_add=True)
    called_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Who was served, once she is.
    visit = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, related_name="tickets")

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "day", "number"], name="one_ticket_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="tickets_count_from_one"),
        ]
        indexes = [
            models.Index(
                fields=["space", "day"],
                condition=Q(state__in=["waiting", "called"]),
                name="tickets_in_the_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"
