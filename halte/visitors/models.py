"""The people a space knows: what statistics need, apart from who it is.

Somebody belongs to one space and is never shown to another
(docs/adr/099-visitor-apart-from-name.md).
"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.network.folding import Folded
from halte.network.models import Space
from halte.network.models.queries import knows_people_of
from halte.visitors.enums import Channel


class OfSpaceQuerySet(models.QuerySet):
    """Rows that belong to one space each."""

    def visible_to(self, user) -> Self:
        """Those of the spaces whose people somebody works with."""
        return self.filter(knows_people_of(user, "space__"))


@tracked(is_busy=True)
class Visitor(models.Model):
    """Somebody as statistics know her: no name, no address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="visitors")
    # The language in which the space speaks and writes to her.
    language = models.CharField(max_length=3)
    created_at = models.DateTimeField(auto_now_add=True)

    NOT_PERSONAL = {"language": "says nothing of anybody once the identity is deleted"}

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"visitor {self.pk}"


@tracked(part_of="visitor", exclude=("needed_until",), is_busy=True)
class Identity(models.Model):
    """Who a visitor is, and how to reach her; deleted when she is forgotten."""

    visitor = models.OneToOneField(Visitor, models.CASCADE, primary_key=True)
    # Repeated from the visitor, so that the database can keep other spaces out.
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    folded = models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(), db_persist=True
    )
    # With the country, as `+3225551212`; empty when she has none.
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    # The end of the last thing she enrolled for.
    needed_until = models.DateTimeField()
    # She asked that her data be kept and not used: nobody writes to her or calls her.
    is_restricted = models.BooleanField(default=False, editable=False)

    PERSONAL = [
        Personal(
            ("name", "folded", "phone", "email"),
            what=_("Names, telephone numbers and e-mail addresses"),
            about=_("People who enrol for a workshop"),
            purpose=_("Reaching somebody about her seat"),
            basis=Basis.PUBLIC_TASK,
            term=Term(183, "needed_until", after=_("after the last workshop")),
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
        ]
        indexes = [models.Index(fields=["space", "folded"], name="identities_by_name")]

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
