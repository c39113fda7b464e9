"""What readers say is wrong on a space's page."""

from django.db import models
from django.utils import timezone

from halte.core.models import Stateful
from halte.network.enums import CorrectionState, CorrectionTopic
from halte.network.models.spaces import Space


class CorrectionQuerySet(models.QuerySet):
    def waiting(self) -> "CorrectionQuerySet":
        return self.filter(state=CorrectionState.RECEIVED)

    def dealt_with(self) -> "CorrectionQuerySet":
        return self.exclude(state=CorrectionState.RECEIVED)

    def visible_to(self, user) -> "CorrectionQuerySet":
        """The coordination sees all; spaces will see their own once they have accounts."""
        return self if user.is_superuser else self.none()


class Correction(Stateful):
    """One report from one reader, who is never named. States: halte/network/domain.py."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="corrections")
    topic = models.CharField(max_length=20, choices=CorrectionTopic.options)
    message = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(
        max_length=20, choices=CorrectionState.options, default=CorrectionState.RECEIVED
    )
    received_at = models.DateTimeField(default=timezone.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.space} {self.topic}"
