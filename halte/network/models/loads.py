"""What a load wrote, so that the next one tells its own values from people's."""

from django.db import models


class LoadedRow(models.Model):
    """One row that a load made: which row, and the values that the load last wrote into it.

    A field that no longer holds this value was changed by somebody and is left alone
    (docs/adr/010-loads-respect-edits.md).
    """

    load = models.CharField(max_length=40)
    model = models.CharField(max_length=60)  # such as "network.space"
    key = models.CharField(max_length=200)  # what names the row in the data
    row_id = models.CharField(max_length=40)
    values = models.JSONField(default=dict)

    NOT_PERSONAL = {"values": "copies of what published lists say about spaces"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "model", "key"], name="one_loaded_row_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.load}: {self.model} {self.key}"
