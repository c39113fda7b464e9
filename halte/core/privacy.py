"""Every personal field says what it is for and when it ends; a job keeps the promise.

Next to its fields a model declares

    PERSONAL = [
        Personal(("name", "email"), what=_("..."), about=_("..."), purpose=_("..."),
                 basis=Basis.PUBLIC_TASK, term=Term(365, "left_at"), at_term=AtTerm.BLANK),
    ]
    NOT_PERSONAL = {"phone": "of an organisation, published by itself"}

From these come the nightly work (`halte privacy`), the register of processing that is printed for
the data protection officer, and a test that refuses a personal-looking field without a word.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from halte.core.enums import Codes

logger = logging.getLogger("halte.privacy")

PERSONAL_TYPES = (
    models.EmailField,
    models.GenericIPAddressField,
    PhoneNumberField,
    models.FileField,
)
PERSONAL_WORDS = re.compile(
    r"(^|_)(name|birth|born|gender|phone|mobile|mail|email|to|address|street|ip|"
    r"message|text|html|note|comment|remark|description|contact|person|user|by|member|membership|"
    r"password|session|"
    r"photo|signature|language|values|before|after|facts|agent|device)(_|$)"
)
OURS = "halte."


class Basis(Codes):
    """Article 6 of the General Data Protection Regulation."""

    CONSENT = "consent", _("Consent (art. 6.1.a)")
    CONTRACT = "contract", _("Contract (art. 6.1.b)")
    OBLIGATION = "obligation", _("Legal obligation (art. 6.1.c)")
    PUBLIC_TASK = "public_task", _("Public task (art. 6.1.e)")
    INTEREST = "interest", _("Legitimate interest (art. 6.1.f)")


class AtTerm(Codes):
    """What becomes of the data at the end of its term."""

    DELETE = "delete", _("The row is deleted")
    BLANK = "blank", _("The field is emptied")
    BY_HAND = "by_hand", _("It ends when somebody ends it")


@dataclass(frozen=True)
class Term:
    """So many days since a date of the row; `only` narrows the rows it holds for."""

    days: int
    since: str
    only: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.days)


# Old values in the history of a row lose what is personal after two years.
IN_HISTORY = Term(2 * 365, "pgh_created_at")


@dataclass(frozen=True)
class Personal:
    """Some fields of a model that say something about a person."""

    fields: tuple[str, ...]
    # Sentences for the register, translated when it is printed.
    what: object
    about: object
    purpose: object
    basis: Basis
    term: Term | None
    at_term: AtTerm

    def __post_init__(self) -> None:
        if (self.term is None) != (self.at_term == AtTerm.BY_HAND):
            raise ValueError(f"{self.fields}: a term needs an end, and an end a term")


# Tables that a library keeps.
KEPT_BY_OTHERS = [
    (
        "mfa.Authenticator",
        Personal(
            ("data", "last_used_at"),
            what=_("Second factors, with their secrets locked; when they were last used"),
            about=_("People who work with Halte"),
            purpose=_("Signing in safely"),
            basis=Basis.PUBLIC_TASK,
            term=None,
            at_term=AtTerm.BY_HAND,
        ),
    ),
    (
        "socialaccount.SocialAccount",
        Personal(
            ("uid", "extra_data", "last_login"),
            what=_("The number under which another sign-in knows the person"),
            about=_("People who work with Halte"),
            purpose=_("Signing in with another sign-in"),
            basis=Basis.PUBLIC_TASK,
            term=None,
            at_term=AtTerm.BY_HAND,
        ),
    ),
]


def models_of_ours() -> list[type[models.Model]]:
    """Our tables, and not those that only repeat them (events)."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(OURS) and not hasattr(model, "pgh_tracked_model")
    ]


def declared() -> Iterator[tuple[type[models.Model], Personal]]:
    """Every declaration, model by model."""
    for model in models_of_ours():
        for declaration in getattr(model, "PERSONAL", []):
            yield model, declaration


def is_personal(model: type[models.Model], name: str) -> bool:
    """Whether a field is declared as personal."""
    return any(name in one.fields for one in getattr(model, "PERSONAL", []))


def looks_personal(candidate: models.Field) -> bool:
    """Whether a field has the type or the name of something about a person."""
    return isinstance(candidate, PERSONAL_TYPES) or bool(PERSONAL_WORDS.search(candidate.name))


def undeclared() -> list[str]:
    """Fields that look personal and about which their model says nothing."""
    return [
        f"{model._meta.label}.{candidate.name}"
        for model in models_of_ours()
        for candidate in model._meta.fields
        if looks_personal(candidate)
        and not is_personal(model, candidate.name)
        and candidate.name not in getattr(model, "NOT_PERSONAL", {})
    ]


def apply_terms(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """End what has reached its term; counts by what was done, also as a log line each.

    A dry run counts without changing anything.
    """
    counts = {}
    for model, declaration in declared():
        if declaration.term:
            key = f"{declaration.at_term.value} {model._meta.label} {' '.join(declaration.fields)}"
            counts[key] = _end(model, declaration, declaration.term, now, dry_run=dry_run)
        events = getattr(model, "pgh_event_model", None)
        if events and _emptied(events, declaration):
            key = f"blank {events._meta.label} {' '.join(declaration.fields)}"
            copies = replace(declaration, term=IN_HISTORY, at_term=AtTerm.BLANK)
            counts[key] = _end(events, copies, IN_HISTORY, now, dry_run=dry_run)
    if not dry_run:
        for key, rows in counts.items():
            logger.info("term applied", extra={"facts": {"what": key, "rows": rows}})
    return counts


@transaction.atomic
def _end(model, declaration: Personal, term: Term, now: datetime, *, dry_run: bool) -> int:
    before = now - timedelta(days=term.days)
    rows = model._base_manager.filter(**{f"{term.since}__lt": before}, **term.only)
    if declaration.at_term == AtTerm.DELETE:
        return rows.count() if dry_run else _delete(model, rows)
    blanks = _emptied(model, declaration)
    rows = rows.exclude(**blanks)
    return rows.count() if dry_run else rows.update(**blanks)


def _delete(model, rows: models.QuerySet) -> int:
    """Delete rows, and what their history says about people."""
    keys = list(rows.values_list("pk", flat=True))
    rows.delete()
    if events := getattr(model, "pgh_event_model", None):
        blanks: dict[str, object] = {}
        for declaration in model.PERSONAL:
            blanks |= _emptied(events, declaration)
        events._base_manager.filter(pgh_obj__in=keys).update(**blanks)
    return len(keys)


def _emptied(model: type[models.Model], declaration: Personal) -> dict[str, object]:
    """What stands in the fields once they are empty. A key that must be there names a row, and
    nobody once that row is empty."""
    return {
        one.name: None if one.null else one.get_default()
        for one in model._meta.fields
        if one.name in declaration.fields and (one.null or not one.is_relation)
    }
