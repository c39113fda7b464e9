"""What people ask about their own data: one dated case for each request."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from halte.core.models import Stateful
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.network.models import Space
from halte.oversight.enums import RequestKind, RequestState
from halte.workshops.codes import LONGEST as CODE_LONGEST

OPEN = (RequestState.RECEIVED, RequestState.EXTENDED)


class PersonRequestQuerySet(models.QuerySet):
    def open(self) -> "PersonRequestQuerySet":
        """Those that wait for an answer, the most urgent first."""
        return self.filter(state__in=OPEN).order_by("due_on", "pk")

    def closed(self) -> "PersonRequestQuerySet":
        return self.exclude(state__in=OPEN).order_by("-closed_on", "-pk")


class PersonRequest(Stateful):
    """Somebody asks to see, correct, erase or restrict what is held. States: domain.py."""

    kind = models.CharField(max_length=20, choices=RequestKind.options)
    state = models.CharField(
        max_length=20, choices=RequestState.options, default=RequestState.RECEIVED
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True)
    # For somebody without both: the code of her seat, or the space that knows her by name.
    code = models.CharField(max_length=CODE_LONGEST, blank=True)
    space = models.ForeignKey(Space, models.PROTECT, null=True, blank=True, related_name="+")
    # The language of the answer: one of core's DATA_LANGUAGES.
    language = models.CharField(max_length=2, default="fr")
    received_on = models.DateField()
    due_on = models.DateField()
    # What the person wrote, in a few words.
    note = models.TextField(max_length=2000, blank=True)
    # How it was made sure that this is the person (art. 12 §6); nothing leaves before.
    identity = models.CharField(max_length=300, blank=True)
    extended_on = models.DateField(null=True)
    # Why two months longer; why refused; what was answered.
    extension_reason = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    closed_on = models.DateField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    PERSONAL = [
        Personal(
            (
                *("name", "email", "phone", "code", "language", "note", "identity"),
                *("answer", "extension_reason", "opened_by"),
            ),
            what=_("Requests of people about their data: who, what, how identity was checked"),
            about=_("People who ask about their own data"),
            purpose=_("Answering in time, and showing that it was done"),
            basis=Basis.OBLIGATION,
            term=Term(3 * 365, "closed_on", after=_("after the answer")),
            at_term=AtTerm.DELETE,
            # The case shows what was done: it ends by its own term.
            on_request=AtTerm.BY_HAND,
            found_by={"email": ("email",), "phone": ("phone",)},
        )
    ]
    # Opens the page on which the seat is given up.
    SECRET = ("code",)

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone="") | ~Q(code="") | Q(space__isnull=False),
                name="person_can_be_found",
                violation_error_message=_(
                    "Give an e-mail address, a telephone number, the code of a seat, or the space "
                    "that knows this person."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OPEN])
                | Q(closed_on__isnull=False) & ~Q(answer=""),
                name="closed_request_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(extended_on__isnull=True, extension_reason="")
                | Q(extended_on__isnull=False) & ~Q(extension_reason=""),
                name="longer_needs_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("received_on")),
                name="request_is_answered_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_on}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def days_left(self) -> int:
        """Days until the deadline, below zero when it is past; for closed ones as it was then."""
        return (self.due_on - (self.closed_on or timezone.localdate())).days

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)

    @property
    def waits_for_identity(self) -> bool:
        """Whether it is the person's turn: nothing leaves before we know who asks."""
        return self.is_open and not self.identity

    @property
    def number(self) -> str:
        """What people call the case."""
        received: date = self.received_on
        return f"{received:%Y}-{self.pk:04}"
