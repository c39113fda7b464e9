"""Who was asked, and when, whether a record is still right."""

from datetime import date

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.accounts.models import Membership
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.network.models.spaces import Space

# Stands for "nobody ever confirmed it" in the constraint, which takes no NULL for equal.
NEVER = Value(date(1, 1, 1), output_field=models.DateField())


class Reminder(models.Model):
    """Somebody was asked, in one of her roles, about a record of one age.

    Rules: halte/network/reminding.py. `about` is the confirmation that has grown old, so that the
    next one starts again from the beginning.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="reminders")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    # The age passed, in months; 0 when nobody has ever confirmed the record.
    threshold = models.PositiveSmallIntegerField()
    about = models.DateField(null=True)
    sent_on = models.DateField(default=timezone.localdate)
    # Somebody of the coordination pressed the button; otherwise the nightly job.
    by_hand = models.BooleanField(default=False)

    PERSONAL = [
        Personal(
            ("membership",),
            what=_("Who was asked about which space, and when"),
            about=_("Coordinators and managers"),
            purpose=_("Not asking the same person twice"),
            basis=Basis.PUBLIC_TASK,
            # Asked again after so long, a silent person will not mind.
            term=Term(2 * 365, "sent_on", after=_("after it was sent")),
            at_term=AtTerm.DELETE,
            found_by={"user": ("membership__user",)},
        )
    ]
    NOT_PERSONAL = {"by_hand": "whether the button was pressed, not by whom"}

    class Meta:
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "space",
                "membership",
                "threshold",
                Coalesce("about", NEVER),
                condition=Q(by_hand=False),
                name="one_reminder_a_threshold",
            ),
            models.UniqueConstraint(
                fields=["space", "membership", "sent_on"], name="one_reminder_a_day"
            ),
            models.CheckConstraint(
                condition=Q(threshold=0, about__isnull=True)
                | Q(threshold__gt=0, about__isnull=False),
                name="reminder_of_an_age_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["space", "-sent_on"], name="last_reminder_of_a_space")]

    def __str__(self) -> str:
        return f"{self.space_id} {self.threshold} {self.sent_on}"
