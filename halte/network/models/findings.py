"""What a load found odd in its documents."""

from django.db import models
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.holding import holds
from halte.accounts.scopes import REGION
from halte.network.enums import Severity


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FindingQuerySet":
        """Findings are the coordination's and the auditors'."""
        roles = {Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR}
        return self if holds(user, roles, REGION) else self.none()


class Finding(models.Model):
    """One thing that does not fit, kept as found: nothing is silently mended or dropped.

    `code` names the check and `facts` fills its sentence (halte/network/loading/findings.py).
    """

    load = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity.options)
    subject = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=300)
    found_at = models.DateTimeField(default=timezone.now)

    NOT_PERSONAL = {"facts": "what published documents print about spaces"}

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["load", "severity", "code", "subject", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["load", "code", "subject", "facts"], name="one_finding_a_fact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}"
