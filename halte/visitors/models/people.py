"""The people a space knows: what statistics need, apart from who it is.

Somebody belongs to one space and is never shown to another
(docs/adr/099-visitor-apart-from-name.md).
"""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.network.folding import Folded
from halte.network.models import Space
from halte.network.models.queries import knows_people_of
from halte.visitors.enums import Channel, Connection, Device, Gender, Level, Situation

# Profiles are read for yearly figures; after five years nobody asks about single ones.
PROFILE_DAYS = 5 * 365
OLDEST = 1900


class OfSpaceQuerySet(models.QuerySet):
    """Rows that belong to one space each."""

    def visible_to(self, user) -> Self:
        """Those of the spaces whose people somebody works with."""
        return self.filter(knows_people_of(user, "space__"))


@tracked(exclude=("seen_at",), is_busy=True)
class Visitor(models.Model):
    """Somebody as statistics know her: no name, no address. Without `Identity`: anonymous.

    Which of the fields a space asks for: `ProfileSettings`. Empty means "not asked, or not said".
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="visitors")
    # The language in which the space speaks and writes to her.
    language = models.CharField(max_length=3)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=20, choices=Gender.options, blank=True)
    # Of any country.
    postcode = models.CharField(max_length=10, blank=True)
    situation = models.CharField(max_length=20, choices=Situation.options, blank=True)
    spoken = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    level = models.CharField(max_length=20, choices=Level.options, blank=True)
    devices = ArrayField(
        models.CharField(max_length=20, choices=Device.options), default=list, blank=True
    )
    connection = models.CharField(max_length=20, choices=Connection.options, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The last time she was here, or changed something.
    seen_at = models.DateTimeField(default=timezone.now)

    PERSONAL = [
        Personal(
            (
                *("birth_year", "gender", "postcode", "situation"),
                *("spoken", "level", "devices", "connection"),
            ),
            what=_(
                "Year of birth, gender, postcode, situation, languages, level, equipment at home"
            ),
            about=_("People who come to a space"),
            purpose=_("Helping somebody well, and counting who comes"),
            basis=Basis.PUBLIC_TASK,
            term=Term(PROFILE_DAYS, "seen_at", after=_("after the last visit")),
            at_term=AtTerm.BLANK,
            leaves={"spoken": [], "devices": []},
            found_by={"email": ("identity__email",), "phone": ("identity__phone",)},
        ),
    ]
    NOT_PERSONAL = {"language": "says nothing of anybody once the identity is deleted"}

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=OLDEST),
                name="visitor_was_born_lately",
                violation_error_message=_("Look at the year of birth again."),
            ),
        ]

    def __str__(self) -> str:
        return f"visitor {self.pk}"


@tracked(part_of="visitor", exclude=("needed_until",), is_busy=True)
class Identity(models.Model):
    """Who a visitor is, and how to reach her; deleted when she is forgotten."""

    visitor = models.OneToOneField(Visitor, models.CASCADE, primary_key=True)
    # Repeated from the visitor, so that the database can keep other spaces out. `names_of_a_space`
    # begins with it.
    space = models.ForeignKey(Space, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    folded = models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(), db_persist=True
    )
    # With the country, as `+3225551212`; empty when she has none.
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    # What is printed on her card, as a code to read with the eye or a camera.
    card = models.CharField(max_length=12, blank=True)
    # The end of the last thing she enrolled for or came to.
    needed_until = models.DateTimeField()
    # She asked that her data be kept and not used: nobody writes to her or calls her.
    is_restricted = models.BooleanField(default=False, editable=False)

    PERSONAL = [
        Personal(
            ("name", "folded", "phone", "email", "card"),
            what=_("Names, telephone numbers, e-mail addresses and numbers of cards"),
            about=_("People who come to a space, or enrol for a workshop"),
            purpose=_("Knowing somebody again, and reaching her about her seat"),
            basis=Basis.PUBLIC_TASK,
            term=Term(183, "needed_until", after=_("after the last workshop or visit")),
            at_term=AtTerm.DELETE,
            found_by={"email": ("email",), "phone": ("phone",), "number": ("visitor",)},
            while_restricted={"is_restricted": True},
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="identity_has_a_name",
                violation_error_message=_("Write a name, or a first name."),
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[0-9]{6,15}$"),
                name="identity_phone_has_its_country",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="identity_email_is_in_lower_case"
            ),
            models.UniqueConstraint(
                fields=["space", "folded", "phone", "email"],
                condition=~Q(phone="") | ~Q(email=""),
                name="one_identity_a_person",
            ),
            models.UniqueConstraint(
                fields=["space", "card"],
                condition=~Q(card=""),
                name="one_card_a_person",
                violation_error_message=_("Somebody else has this card."),
            ),
        ]
        indexes = [
            # The names of a space as a list that is read without its rows: visitors/search.py.
            models.Index(
                fields=["space", "folded"], include=["visitor", "phone"], name="names_of_a_space"
            )
        ]

    def __str__(self) -> str:
        return f"identity of visitor {self.pk}"

    @property
    def channel(self) -> Channel:
        """How the space reaches her: by mail, by telephone, or only on paper."""
        if self.is_restricted:
            return Channel.PAPER
        if self.email:
            return Channel.MAIL
        return Channel.PHONE if self.phone else Channel.PAPER


class Merge(models.Model):
    """Two rows of one person were put together; enough is kept to take them apart again."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Visitor, models.CASCADE, related_name="merges")
    # Who went in: profile and identity as they were, and the rows that moved, by table.
    taken = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = [
        Personal(
            ("taken", "by"),
            what=_("Two records of one person that were put together"),
            about=_("People who come to a space"),
            purpose=_("Taking them apart again when it was a mistake"),
            basis=Basis.PUBLIC_TASK,
            term=Term(30, "at", after=_("after they were put together")),
            at_term=AtTerm.DELETE,
            found_by={
                "email": ("kept__identity__email",),
                "phone": ("kept__identity__phone",),
            },
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"merge {self.pk}"
