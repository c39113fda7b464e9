"""When the house rules were broken: facts, and time-limited exclusions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.desk.enums import ExclusionReason
from halte.desk.models.visits import FOUND_BY
from halte.network.models import Space
from halte.visitors.models import OfSpaceQuerySet, Visitor

INCIDENT_DAYS = 365
LONGEST_EXCLUSION_DAYS = 183


@tracked()
class Incident(models.Model):
    """What happened, without judgement."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="incidents")
    happened_at = models.DateTimeField()
    facts = models.TextField(max_length=1000)
    visitor = models.ForeignKey(
        Visitor, models.SET_NULL, null=True, blank=True, related_name="incidents"
    )
    # Nobody has to do anything any more.
    closed_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)

    PERSONAL = [
        Personal(
            ("facts", "visitor", "noted_by"),
            what=_("Incidents: what happened, and who was part of it"),
            about=_("People who come to a space"),
            purpose=_("Keeping the space safe for everybody"),
            basis=Basis.PUBLIC_TASK,
            term=Term(INCIDENT_DAYS, "happened_at", after=_("after it happened")),
            at_term=AtTerm.DELETE,
            found_by=FOUND_BY,
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]

    def __str__(self) -> str:
        return f"incident {self.pk}"


@tracked(part_of="visitor")
class Exclusion(models.Model):
    """Somebody may not come until a day, for a breach of the rules; decided by a coordinator."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="exclusions")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="exclusions")
    incident = models.ForeignKey(
        Incident, models.SET_NULL, null=True, blank=True, related_name="exclusions"
    )
    reason = models.CharField(max_length=20, choices=ExclusionReason.options)
    first = models.DateField()
    last = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    # At its end a coordinator looks again; or ends it earlier.
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(max_length=1000, blank=True)

    PERSONAL = [
        Personal(
            ("visitor", "reason", "decided_by", "review"),
            what=_("Exclusions: who, why, until when, who decided"),
            about=_("People who come to a space"),
            purpose=_("Keeping the space safe for everybody"),
            basis=Basis.PUBLIC_TASK,
            term=Term(INCIDENT_DAYS, "last", after=_("after it ended")),
            at_term=AtTerm.DELETE,
            found_by=FOUND_BY,
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="exclusion_runs_forwards",
                violation_error_message=_("It ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.pk} until {self.last}"
