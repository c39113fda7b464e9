"""Organisations, their spaces, and the sites where a space receives people."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from halte.accounts.scopes import THE_REGION
from halte.core.globe import CubeField, OnGlobe
from halte.core.history import tracked
from halte.core.privacy import AtTerm, Basis, Personal
from halte.core.triggers import raises_revision
from halte.network.enums import (
    Accessibility,
    Audience,
    CoordinatesSource,
    EquipmentKind,
    LabelStatus,
    OrganisationKind,
    Price,
    Service,
    Wheelchair,
)
from halte.network.folding import Folded
from halte.network.models.places import Municipality
from halte.network.models.queries import OrganisationQuerySet, SiteQuerySet, SpaceQuerySet
from halte.network.schedules import schedule_of
from halte.network.validators import validate_enterprise_number


@tracked()
class Organisation(models.Model):
    """The organising authority of spaces: a municipality, a welfare centre, an association..."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, blank=True, choices=OrganisationKind.options)
    name_fr = models.CharField(max_length=200)
    name_nl = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    folded = models.GeneratedField(
        expression=Folded("name_fr", "name_nl", "name_en"),
        output_field=models.TextField(),
        db_persist=True,
    )
    enterprise_number = models.CharField(
        max_length=10, blank=True, validators=[validate_enterprise_number]
    )
    sector = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)

    NOT_PERSONAL = dict.fromkeys(["name_fr", "name_nl", "name_en"], "of an organisation")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name_fr"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(
                # The last two digits are 97 less the rest of dividing the first eight by 97
                # (Crossroads Bank for Enterprises).
                condition=Q(enterprise_number="") | Q(enterprise_number__regex=r"^[01]\d{9}$"),
                name="enterprise_number_has_ten_digits",
                violation_error_message=_("An enterprise number has ten digits."),
            ),
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~Q(enterprise_number=""),
                name="one_organisation_a_number",
            ),
        ]
        indexes = [
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="organisation_name_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name_fr


@tracked(exclude=("created_at", "updated_at"))
class Space(models.Model):
    """A public digital space, as the public knows it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="spaces")
    name_fr = models.CharField(max_length=200)
    name_nl = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    folded = models.GeneratedField(
        expression=Folded("name_fr", "name_nl", "name_en"),
        output_field=models.TextField(),
        db_persist=True,
    )
    description_fr = models.TextField(blank=True)
    description_nl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    is_mobile = models.BooleanField(default=False)
    is_published = models.BooleanField(default=True)

    audience = models.CharField(max_length=20, blank=True, choices=Audience.options)
    audience_note_fr = models.CharField(max_length=300, blank=True)
    audience_note_nl = models.CharField(max_length=300, blank=True)
    audience_note_en = models.CharField(max_length=300, blank=True)
    price = models.CharField(max_length=20, blank=True, choices=Price.options)
    price_note_fr = models.CharField(max_length=300, blank=True)
    price_note_nl = models.CharField(max_length=300, blank=True)
    price_note_en = models.CharField(max_length=300, blank=True)
    # What to bring and whom to ask for, in a few words.
    bring_fr = models.CharField(max_length=300, blank=True)
    bring_nl = models.CharField(max_length=300, blank=True)
    bring_en = models.CharField(max_length=300, blank=True)
    welcome_fr = models.CharField(max_length=300, blank=True)
    welcome_nl = models.CharField(max_length=300, blank=True)
    welcome_en = models.CharField(max_length=300, blank=True)

    services = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # ISO 639-1 codes of the languages the team speaks.
    languages = ArrayField(models.CharField(max_length=3), default=list, blank=True)

    phone = PhoneNumberField(blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=300, blank=True)

    label_status = models.CharField(max_length=20, blank=True, choices=LabelStatus.options)
    label_since = models.DateField(null=True, blank=True)
    # The day on which somebody of the space last said that all of this is right.
    confirmed_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    PERSONAL = [
        Personal(
            ("phone", "email", "welcome_fr", "welcome_nl", "welcome_en"),
            what=_("Telephone, e-mail and whom to ask for, as published"),
            about=_("Spaces; a contact may be one person"),
            purpose=_("Reaching the space"),
            basis=Basis.PUBLIC_TASK,
            term=None,
            at_term=AtTerm.BY_HAND,
            recipients=_("Everybody: it is public, and open data"),
            while_restricted={"phone": "", "email": ""},
        )
    ]
    NOT_PERSONAL = dict.fromkeys(
        [
            *("name_fr", "name_nl", "name_en"),
            *("description_fr", "description_nl", "description_en"),
            *("audience_note_fr", "audience_note_nl", "audience_note_en"),
            *("price_note_fr", "price_note_nl", "price_note_en"),
        ],
        "of a space, as it describes itself to the public",
    ) | {"is_mobile": "whether a space travels"}

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name_fr", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            # The frame calls a space by its slug alone, and the Region by this word.
            models.CheckConstraint(
                condition=~Q(slug=THE_REGION.address), name="space_is_not_called_region"
            ),
            models.CheckConstraint(
                condition=Q(services__contained_by=Service.values),
                name="space_services_are_known",
                violation_error_message=_("One of the services is not in the list."),
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.RESTRICTED) | ~Q(audience_note_fr=""),
                name="restricted_audience_is_explained",
                violation_error_message=_("Say for whom the space is, if not for everyone."),
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__regex=r"^https?://"),
                name="space_website_is_a_web_address",
                violation_error_message=_("A website starts with http:// or https://."),
            ),
            models.CheckConstraint(
                condition=Q(label_since__isnull=True) | ~Q(label_status=""),
                name="label_date_needs_status",
            ),
        ]
        indexes = [
            GinIndex(fields=["services"], name="space_services"),
            GinIndex(fields=["languages"], name="space_languages"),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="space_name_trigrams"),
            models.Index(fields=["folded", "id"], name="spaces_by_name"),
        ]

    def __str__(self) -> str:
        return self.name_fr


@tracked(part_of="space")
class Site(models.Model):
    """A door of a space: one address, one position, one set of opening hours."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="sites")
    # The first site is the one shown when no place was asked for.
    position = models.PositiveSmallIntegerField(default=0)
    street = models.CharField(max_length=200)
    address_note_fr = models.CharField(max_length=200, blank=True)
    address_note_nl = models.CharField(max_length=200, blank=True)
    address_note_en = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=4)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="sites")
    # How to get there, one step a line.
    directions_fr = models.TextField(blank=True)
    directions_nl = models.TextField(blank=True)
    directions_en = models.TextField(blank=True)
    lat = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lon = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    coordinates_source = models.CharField(
        max_length=20, blank=True, choices=CoordinatesSource.options
    )
    place = models.GeneratedField(
        expression=OnGlobe(models.F("lat"), models.F("lon")),
        output_field=CubeField(),
        db_persist=True,
    )
    wheelchair = models.CharField(max_length=10, blank=True, choices=Wheelchair.options)
    accessibility = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # Without this day nobody has confirmed the hours: the public reads "please call".
    hours_confirmed_on = models.DateField(null=True, blank=True)
    # A site that was given up: the public does not see it, what happened there stays.
    closed_on = models.DateField(null=True, blank=True)

    NOT_PERSONAL = dict.fromkeys(
        ["street", "address_note_fr", "address_note_nl", "address_note_en"],
        "a door that is open to the public",
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.UniqueConstraint(fields=["space", "position"], name="one_site_a_position"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True, coordinates_source="")
                | Q(lat__range=(-90, 90), lon__range=(-180, 180)) & ~Q(coordinates_source=""),
                name="coordinates_have_a_source",
                violation_error_message=_("A position needs latitude, longitude and a source."),
            ),
            models.CheckConstraint(
                condition=Q(accessibility__contained_by=Accessibility.values),
                name="site_accessibility_is_known",
            ),
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^\d{4}$"),
                name="site_postcode_has_four_digits",
                violation_error_message=_("A postcode has four digits."),
            ),
        ]
        indexes = [GistIndex(fields=["place"], name="site_place")]

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.municipality.name_fr}"

    @property
    def hours_known(self) -> bool:
        return self.hours_confirmed_on is not None

    @property
    def is_approximate(self) -> bool:
        """Whether the position only says the neighbourhood."""
        return self.coordinates_source in CoordinatesSource.approximate()

    @cached_property
    def schedule(self):
        """The opening hours, from the (prefetched) periods and exceptions."""
        return schedule_of(self)


@tracked(part_of="space")
class EquipmentCount(models.Model):
    """How many machines of a kind a space offers the public."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="equipment")
    kind = models.CharField(max_length=20, choices=EquipmentKind.options)
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.UniqueConstraint(fields=["space", "kind"], name="one_count_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.kind}"
