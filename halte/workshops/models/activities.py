"""What is taught: an activity, and the series in which it is given."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.triggers import raises_revision
from halte.network.enums import Price, Service
from halte.network.models import Space
from halte.workshops.enums import Framework, Level


class ActivityQuerySet(models.QuerySet):
    def templates_for(self, space: Space) -> "ActivityQuerySet":
        """What other spaces share, to be taken over."""
        return self.filter(is_shared=True).exclude(space=space)


@tracked(part_of="space")
class Activity(models.Model):
    """What people learn, told once; sessions give it a date."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="activities")
    title_fr = models.CharField(max_length=120)
    title_nl = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    description_fr = models.TextField(blank=True)
    description_nl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    theme = models.CharField(max_length=20, choices=Service.options)
    level = models.CharField(max_length=20, choices=Level.options, default=Level.FIRST_STEPS)
    framework = models.CharField(
        max_length=20, choices=Framework.options, default=Framework.DIGCOMP_3_0
    )
    # Codes such as "1.1" of that edition.
    competences = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    # ISO 639-1: the language it is taught in.
    language = models.CharField(max_length=3, default="fr")
    audience_fr = models.CharField(max_length=300, blank=True)
    audience_nl = models.CharField(max_length=300, blank=True)
    audience_en = models.CharField(max_length=300, blank=True)
    price = models.CharField(max_length=20, choices=Price.options, default=Price.FREE)
    price_note_fr = models.CharField(max_length=300, blank=True)
    price_note_nl = models.CharField(max_length=300, blank=True)
    price_note_en = models.CharField(max_length=300, blank=True)
    bring_fr = models.CharField(max_length=300, blank=True)
    bring_nl = models.CharField(max_length=300, blank=True)
    bring_en = models.CharField(max_length=300, blank=True)
    # How few people make it worth while, and how many fit; sessions may say otherwise.
    minimum = models.PositiveSmallIntegerField(default=1)
    maximum = models.PositiveSmallIntegerField(default=8)
    is_shared = models.BooleanField(default=False)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    NOT_PERSONAL = dict.fromkeys(
        [
            *("description_fr", "description_nl", "description_en"),
            *("price_note_fr", "price_note_nl", "price_note_en"),
            "language",
        ],
        "of a workshop, told to the public",
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["title_fr", "pk"]
        triggers = [raises_revision("network")]
        indexes = [
            models.Index(fields=["theme", "level", "language"], name="activities_by_what_is_taught")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum__gte=1, minimum__lte=F("maximum"), maximum__lte=500),
                name="activity_minimum_and_maximum_fit",
                violation_error_message=_("The minimum is at least 1 and at most the maximum."),
            ),
        ]

    def __str__(self) -> str:
        return self.title_fr


@tracked(part_of="activity")
class Series(models.Model):
    """Several sessions of one activity that belong together."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="series")
    # A course: whoever enrols, enrols for all its sessions.
    is_whole = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        triggers = [raises_revision("network")]

    def __str__(self) -> str:
        return f"{self.activity} {self.pk}"
