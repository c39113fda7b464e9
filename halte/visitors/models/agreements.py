"""What a space asks, what somebody agreed to, and the house rules she signed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.network.models import Space
from halte.visitors.enums import ConsentKind, ProfileField
from halte.visitors.models.people import OfSpaceQuerySet, Visitor

# As long as what was agreed to may be asked about: as the profile itself.
AGREED_DAYS = 5 * 365
FOUND_BY = {"email": ("visitor__identity__email",), "phone": ("visitor__identity__phone",)}


def asked_at_first() -> list[str]:
    """What a space asks that has chosen nothing: what the yearly report needs."""
    return [str(ProfileField.BIRTH_YEAR), str(ProfileField.GENDER), str(ProfileField.POSTCODE)]


@tracked(part_of="space")
class ProfileSettings(models.Model):
    """Which optional fields a space asks for (roadmap §4.7.2: only what is indispensable)."""

    space = models.OneToOneField(
        Space, models.CASCADE, primary_key=True, related_name="profile_settings"
    )
    asked = ArrayField(
        models.CharField(max_length=20, choices=ProfileField.options),
        default=asked_at_first,
        blank=True,
    )

    NOT_PERSONAL = {"asked": "which questions a space asks"}

    def __str__(self) -> str:
        return f"{self.space_id} {self.asked}"


@tracked(part_of="visitor")
class Consent(models.Model):
    """Somebody said yes to a text of a version, in a language; and perhaps took it back."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind.options)
    # Of the words that were read: halte/visitors/notices.py.
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=3)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = [
        Personal(
            ("visitor", "language"),
            what=_("What somebody agreed to, and when"),
            about=_("People who come to a space"),
            purpose=_("Being able to show that somebody agreed"),
            basis=Basis.OBLIGATION,
            term=Term(AGREED_DAYS, "given_at", after=_("after it was given")),
            at_term=AtTerm.DELETE,
            found_by=FOUND_BY,
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["visitor", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_consent_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


@tracked(part_of="space")
class HouseRules(models.Model):
    """One version of the house rules of a space; never changed once somebody signed it."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="house_rules")
    version = models.PositiveSmallIntegerField()
    # One text a language: {"fr": "...", "ar": "..."}.
    texts = models.JSONField()
    in_force_from = models.DateField()

    NOT_PERSONAL = {"texts": "rules for everybody"}

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["space", "version"], name="one_text_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.space_id} v{self.version}"


class RulesSignature(models.Model):
    """Somebody agreed to the house rules, on the screen or on paper."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    rules = models.ForeignKey(HouseRules, models.PROTECT, related_name="signatures")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="signatures")
    language = models.CharField(max_length=3)
    is_on_paper = models.BooleanField(default=False)
    signed_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    PERSONAL = [
        Personal(
            ("visitor", "language", "noted_by"),
            what=_("That somebody signed the house rules"),
            about=_("People who come to a space"),
            purpose=_("Holding everybody to the same rules"),
            basis=Basis.PUBLIC_TASK,
            term=Term(AGREED_DAYS, "signed_at", after=_("after it was signed")),
            at_term=AtTerm.DELETE,
            found_by=FOUND_BY,
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rules", "visitor"], name="one_signature_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.rules_id} {self.signed_at:%F}"
