"""The wider directory of digital inclusion."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from halte.core.triggers import raises_revision
from halte.network.enums import ActorCategory
from halte.network.models.places import Municipality


class Actor(models.Model):
    """Somebody, or something, that helps with digital life and is not a public digital space."""

    slug = models.SlugField(max_length=80, unique=True)
    category = models.CharField(max_length=20, choices=ActorCategory.options)
    name_fr = models.CharField(max_length=200)
    name_nl = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    # A group inside the category, such as "Libraries" among referrers.
    group_fr = models.CharField(max_length=120, blank=True)
    group_nl = models.CharField(max_length=120, blank=True)
    group_en = models.CharField(max_length=120, blank=True)
    description_fr = models.TextField(blank=True)
    description_nl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)
    website = models.URLField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300)

    NOT_PERSONAL = dict.fromkeys(
        ["name_fr", "name_nl", "name_en", "description_fr", "description_nl", "description_en"],
        "of an organisation, as it describes itself to the public",
    ) | {"phone": "the switchboard of an organisation, published by itself"}

    class Meta:
        ordering = ["category", "group_fr", "name_fr", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(website="") | models.Q(website__regex=r"^https?://"),
                name="actor_website_is_a_web_address",
                violation_error_message=_("A website starts with http:// or https://."),
            )
        ]

    def __str__(self) -> str:
        return self.name_fr
