"""Who comes: enrolments, the list of people to call, results, and head counts of groups."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from halte.accounts.requests import AnsweredRequest
from halte.core.history import tracked
from halte.core.models import Stateful
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.network.models import Space
from halte.visitors.models import OfSpaceQuerySet, Visitor
from halte.workshops import codes
from halte.workshops.enums import (
    AgeBand,
    CallReason,
    EnrolmentState,
    Gender,
    HelpLevel,
    Relative,
    SeriesResult,
    Source,
)
from halte.workshops.models.activities import Series
from halte.workshops.models.sessions import Session

# What people were told when they enrolled: six months after the workshop nobody knows who came.
KEPT_DAYS = 183
FOUND_BY = {
    "email": ("visitor__identity__email",),
    "phone": ("visitor__identity__phone",),
    "number": ("visitor",),
}


def _list(states: list[str]) -> str:
    return ", ".join(f"'{state!s}'" for state in states)


SENT = f"source = '{Source.REFERRER!s}'"
# Counts follow the rows, whoever changes them; the seats' constraint then says no in time.
COUNT_SEATS = f"""
    IF TG_OP <> 'INSERT' THEN
        UPDATE workshops_session SET
            taken = taken - (OLD.state IN ({_list(EnrolmentState.seated())}))::int
                + CASE WHEN TG_OP = 'UPDATE' AND NEW.session_id = OLD.session_id
                  THEN (NEW.state IN ({_list(EnrolmentState.seated())}))::int ELSE 0 END,
            taken_by_sent = taken_by_sent
                - (OLD.state IN ({_list(EnrolmentState.seated())}) AND OLD.{SENT})::int
                + CASE WHEN TG_OP = 'UPDATE' AND NEW.session_id = OLD.session_id
                  THEN (NEW.state IN ({_list(EnrolmentState.seated())}) AND NEW.{SENT})::int
                  ELSE 0 END,
            waiting = waiting - (OLD.state = 'waiting')::int
                + CASE WHEN TG_OP = 'UPDATE' AND NEW.session_id = OLD.session_id
                  THEN (NEW.state = 'waiting')::int ELSE 0 END
        WHERE id = OLD.session_id;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.session_id <> OLD.session_id) THEN
        UPDATE workshops_session SET
            taken = taken + (NEW.state IN ({_list(EnrolmentState.seated())}))::int,
            taken_by_sent = taken_by_sent
                + (NEW.state IN ({_list(EnrolmentState.seated())}) AND NEW.{SENT})::int,
            waiting = waiting + (NEW.state = 'waiting')::int
        WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - the states are constants of ours


class EnrolmentQuerySet(OfSpaceQuerySet):
    def current(self) -> "EnrolmentQuerySet":
        return self.filter(state__in=EnrolmentState.current())

    def in_order(self) -> "EnrolmentQuerySet":
        """The waiting list: who asked first stands first."""
        return self.filter(state=EnrolmentState.WAITING).order_by("pk")


@tracked(part_of="visitor", exclude=("code", "reminded_at"), is_busy=True)
class Enrolment(Stateful):
    """Somebody for one session. States: halte/workshops/domain/enrolments.py.

    Rows of one asking, such as a whole series, share a `code`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments")
    # Repeated from the session, so that the database can keep other spaces out.
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    # Nobody any more once the term of the data is over; the seat still counts.
    visitor = models.ForeignKey(
        Visitor, models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    state = models.CharField(max_length=20, choices=EnrolmentState.options)
    code = models.CharField(max_length=codes.LONGEST)
    source = models.CharField(max_length=20, choices=Source.options)
    # The organisation that sent her; halte/accounts/scopes.py.
    sent_by = models.UUIDField(null=True, blank=True)
    help_level = models.CharField(max_length=20, choices=HelpLevel.options, blank=True)
    relative = models.CharField(max_length=20, choices=Relative.options, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = [
        Personal(
            ("visitor", "help_level", "relative"),
            what=_("Who asked for a seat, and how much help she needs"),
            about=_("People who enrol for a workshop"),
            purpose=_("Keeping the seat, and preparing the workshop"),
            basis=Basis.PUBLIC_TASK,
            term=Term(KEPT_DAYS, "session__ends_at", after=_("after the workshop")),
            found_by=FOUND_BY,
            at_term=AtTerm.BLANK,
        ),
    ]
    NOT_PERSONAL = {
        "session": "the date of a workshop",
        "sent_by": "an organisation",
    }
    # Opens the page on which the seat is given up.
    SECRET = ("code",)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Trigger(
                name="count_seats",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("state", "session_id", "source")
                | pgtrigger.Delete,
                func=COUNT_SEATS,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.HELD.value, held_until__isnull=False)
                | ~Q(state=EnrolmentState.HELD.value) & Q(held_until__isnull=True),
                name="held_seat_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.REFERRER.value) | Q(sent_by__isnull=True),
                name="sender_is_a_referrer",
            ),
            models.UniqueConstraint(
                fields=["session", "visitor"],
                condition=Q(state__in=[str(state) for state in EnrolmentState.current()]),
                name="one_seat_a_person",
                violation_error_message=_("This person is on the list already."),
            ),
            models.UniqueConstraint(fields=["code", "session"], name="one_code_a_session"),
        ]
        indexes = [
            models.Index(fields=["session", "state", "id"], name="enrolments_of_a_session"),
            models.Index(
                fields=["held_until"],
                condition=Q(state=EnrolmentState.HELD.value),
                name="seats_held",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk} {self.state}"


class Call(models.Model):
    """Somebody without an e-mail address has to be told something."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="calls")
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=CallReason.options)
    # After this it is too late.
    until = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PERSONAL = [
        Personal(
            ("done_by",),
            what=_("Who called somebody"),
            about=_("People who work with Halte"),
            purpose=_("Telling people what they need to know"),
            basis=Basis.PUBLIC_TASK,
            term=Term(KEPT_DAYS, "created_at", after=_("after it was noted")),
            at_term=AtTerm.DELETE,
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["until", "pk"]
        indexes = [
            models.Index(
                fields=["space", "until"], condition=Q(done_at__isnull=True), name="calls_to_make"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.enrolment_id}"


@tracked(part_of="visitor")
class Outcome(models.Model):
    """How a series ended for somebody (as Start Digital counts: annual report 2021, axis 4 §3)."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="outcomes")
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    visitor = models.ForeignKey(
        Visitor, models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    result = models.CharField(max_length=20, choices=SeriesResult.options)
    has_certificate = models.BooleanField(default=False)
    # Finished with success, or stopped because work was found.
    is_positive_exit = models.BooleanField(default=False)
    noted_at = models.DateTimeField(auto_now=True)

    PERSONAL = [
        Personal(
            ("visitor",),
            what=_("How a series of workshops ended for somebody"),
            about=_("People who enrol for a workshop"),
            purpose=_("Certificates, and counting results"),
            basis=Basis.PUBLIC_TASK,
            term=Term(KEPT_DAYS, "noted_at", after=_("after it was noted")),
            found_by=FOUND_BY,
            at_term=AtTerm.BLANK,
        ),
    ]

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "visitor"], name="one_outcome_a_person"),
            models.CheckConstraint(
                condition=Q(has_certificate=False) | Q(result=SeriesResult.FINISHED.value),
                name="certificate_needs_the_end",
                violation_error_message=_("A certificate is for those who finished."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.series_id}"


@tracked(part_of="space")
class GroupVisit(models.Model):
    """A class or an association came: counted heads, no persons."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="group_visits")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="group_visits"
    )
    day = models.DateField()
    # Who came, such as a school; never a person.
    group = models.CharField(max_length=120)
    noted_at = models.DateTimeField(auto_now_add=True)

    NOT_PERSONAL = {"session": "the date of a workshop"}

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.group}"


@tracked(part_of="visit")
class HeadCount(models.Model):
    """So many heads of a group, by age band and gender as far as known."""

    visit = models.ForeignKey(GroupVisit, models.CASCADE, related_name="counts")
    age_band = models.CharField(max_length=20, choices=AgeBand.options, default=AgeBand.UNKNOWN)
    gender = models.CharField(max_length=20, choices=Gender.options, default=Gender.UNKNOWN)
    heads = models.PositiveSmallIntegerField()

    NOT_PERSONAL = {"gender": "of a group that was counted, not of a person"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "age_band", "gender"], name="one_count_a_band"
            ),
            models.CheckConstraint(condition=Q(heads__gte=1), name="count_has_heads"),
        ]

    def __str__(self) -> str:
        return f"{self.heads} {self.age_band} {self.gender}"


class ApiRequest(AnsweredRequest):
    """A program enrolled somebody."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")

    PERSONAL = [
        Personal(
            ("digest", "enrolment"),
            what=_("That a program enrolled somebody, so that it is not done twice"),
            about=_("People who enrol for a workshop"),
            purpose=_("Giving a program the same answer again"),
            basis=Basis.PUBLIC_TASK,
            term=Term(7, "at"),
            found_by={
                known: tuple(f"enrolment__{lookup}" for lookup in lookups)
                for known, lookups in FOUND_BY.items()
            },
            at_term=AtTerm.DELETE,
        ),
    ]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]
