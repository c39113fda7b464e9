"""What the sample layer added or changed, so that it can be taken away without a trace."""

from django.db import models

from halte.core.triggers import raises_revision


class SampleTrace(models.Model):
    """One row that the sample layer made, or one field that it filled in."""

    model = models.CharField(max_length=60)  # such as "network.site"
    row_id = models.BigIntegerField()
    # Empty for a row that the sample made; else the field, what stood there, and what it got.
    field = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    NOT_PERSONAL = dict.fromkeys(["before", "after"], "public fields of spaces, mostly invented")

    class Meta:
        triggers = [raises_revision("network")]
        constraints = [
            models.UniqueConstraint(fields=["model", "row_id", "field"], name="one_trace_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id} {self.field}"
