"""What programs asked once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from halte.accounts.requests import AnsweredRequest
from halte.core.privacy import AtTerm, Basis, Personal, Term
from halte.desk.models.visits import FOUND_BY, Ticket, Visit


class DeskRequest(AnsweredRequest):
    """A program wrote a visit down, or took a number."""

    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")

    PERSONAL = [
        Personal(
            ("digest", "visit"),
            what=_("That a program wrote a visit down, so that it is not done twice"),
            about=_("People who come to a space"),
            purpose=_("Giving a program the same answer again"),
            basis=Basis.PUBLIC_TASK,
            term=Term(7, "at"),
            found_by={
                known: tuple(f"visit__{lookup}" for lookup in lookups)
                for known, lookups in FOUND_BY.items()
            },
            at_term=AtTerm.DELETE,
        ),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="one_desk_answer_a_key")
        ]
