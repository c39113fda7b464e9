"""Municipalities, postcodes and the names people use for them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from halte.core.triggers import raises_revision


class Municipality(models.Model):
    """A municipality, named by its NIS code (Statbel)."""

    nis_code = models.CharField(max_length=5, primary_key=True)
    name_fr = models.CharField(max_length=80)
    name_nl = models.CharField(max_length=80)
    lat = models.FloatField()
    lon = models.FloatField()
    # The zone of the municipal brochures, when there is one.
    zone = models.PositiveSmallIntegerField(null=True, blank=True)
    # A GeoJSON geometry that an operator loaded; none is shipped.
    boundary = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=300)

    NOT_PERSONAL = dict.fromkeys(["name_fr", "name_nl"], "of a municipality")

    class Meta:
        ordering = ["name_fr"]
        triggers = [raises_revision("network")]

    def __str__(self) -> str:
        return self.name_fr


class Postcode(models.Model):
    """A postcode. It does not give the municipality: it only says where its area lies mostly."""

    code = models.CharField(max_length=4, primary_key=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="postcodes"
    )
    # Ordinary postcodes are areas; special ones are single institutions.
    is_ordinary = models.BooleanField()
    locality_fr = models.CharField(max_length=120)
    locality_nl = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=400)

    class Meta:
        ordering = ["code"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__isnull=False, lon__isnull=False),
                name="postcode_has_both_coordinates_or_none",
            )
        ]

    def __str__(self) -> str:
        return self.code


class PlaceName(models.Model):
    """A name somebody may type for a place, folded for comparison (halte/network/places.py)."""

    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="names")
    postcode = models.ForeignKey(
        Postcode, models.CASCADE, null=True, blank=True, related_name="names"
    )

    NOT_PERSONAL = {"name": "of a place"}

    class Meta:
        triggers = [raises_revision("network")]
        constraints = [
            models.UniqueConstraint(
                fields=["folded", "municipality", "postcode"],
                nulls_distinct=False,
                name="one_name_a_place",
            )
        ]
        indexes = [
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="place_name_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name
