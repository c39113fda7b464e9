"""What readers say is wrong on a space's page."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.holding import uuids_of
from halte.accounts.permissions import is_coordination
from halte.core.models import Stateful
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.network.enums import CorrectionState, CorrectionTopic
from halte.network.models.spaces import Space


class CorrectionQuerySet(models.QuerySet):
    def waiting(self) -> "CorrectionQuerySet":
        return self.filter(state=CorrectionState.RECEIVED)

    def dealt_with(self) -> "CorrectionQuerySet":
        return self.exclude(state=CorrectionState.RECEIVED)

    def visible_to(self, user) -> "CorrectionQuerySet":
        """The coordination sees all, coordinators and managers those of their own spaces."""
        if is_coordination(user):
            return self
        own = uuids_of(user, {Role.COORDINATOR}, ScopeKind.SPACE)
        managed = uuids_of(user, {Role.MANAGER}, ScopeKind.ORGANISATION)
        return self.filter(
            models.Q(space__uuid__in=own) | models.Q(space__organisation__uuid__in=managed)
        )


class Correction(Stateful):
    """One report from one reader, who is never named. States: halte/network/domain/."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="corrections")
    topic = models.CharField(max_length=20, choices=CorrectionTopic.options)
    message = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(
        max_length=20, choices=CorrectionState.options, default=CorrectionState.RECEIVED
    )
    received_at = models.DateTimeField(default=timezone.now)

    PERSONAL = [
        Personal(
            ("message", "language"),
            what=_("Messages “this is wrong”: topic, free text, language, time"),
            about=_("Readers, who are not named; the text may name somebody"),
            purpose=_("Correct pages"),
            basis=Basis.PUBLIC_TASK,
            # The privacy page promises this term.
            term=Term(365, "received_at", after=_("after it was received")),
            at_term=AtTerm.DELETE,
            # Nobody signs; somebody may have left an address or a number all the same.
            found_by={"email": ("message__icontains",), "phone": ("message__contains",)},
            on_request=AtTerm.BLANK,
        )
    ]

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.space} {self.topic}"
