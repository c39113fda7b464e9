"""Every personal field says what it is for and when it ends; a job keeps the promise.

Next to its fields a model declares

    PERSONAL = [
        Personal(("name", "email"), what=_("..."), about=_("..."), purpose=_("..."),
                 basis=Basis.PUBLIC_TASK, term=Term(365, "left_at"), at_term=AtTerm.BLANK),
    ]
    NOT_PERSONAL = {"phone": "of an organisation, published by itself"}
    SECRET = ("digest",)  # opens a door: never shown, never exported

From these come the nightly work (`halte privacy`), the register of processing that is printed for
the data protection officer, and a test that refuses a personal-looking field without a word.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from phonenumber_field.modelfields import PhoneNumberField

from halte.core.enums import Codes

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
# Names of fields that may open a door: they leave for nobody, declared as SECRET or forgotten.
SECRET_WORDS = re.compile(
    r"(^|_)(password|secret|digest|hash|token|key|code|data|seed|signature|session)(_|$)"
)
OURS = "halte."
NOBODY_OUTSIDE = _("Nobody outside")


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
    AGGREGATE = "aggregate", _("The rows are counted, then deleted")
    BY_HAND = "by_hand", _("It ends when somebody ends it")


@dataclass(frozen=True)
class Term:
    """So many days since a date of the row; `only` narrows the rows it holds for, if need be by the
    moment before which the date must lie."""

    days: int
    since: str
    only: Mapping[str, object] | Callable[[datetime], Q] = field(default_factory=dict)
    # What the days begin with, for the register: "after it was written".
    after: Any = ""

    def __str__(self) -> str:
        return str(self.days)

    def reached(self, before: datetime) -> Q:
        """The rows whose date lies before a moment; on the boundary itself they stay."""
        only = self.only(before) if callable(self.only) else Q(**self.only)
        return Q(**{f"{self.since}__lt": before}) & only


# Old values in the history of a row lose what is personal after two years.
IN_HISTORY = Term(2 * 365, "pgh_created_at", after=_("after the change"))


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
    # Who gets it, beside those who work with it here.
    recipients: Any = NOBODY_OUTSIDE
    # Lookups by what is known of a person: "user", "email", "phone", "number". Without it: fields
    # that are an account, an address or a number (halte/core/persons.py).
    found_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # What an erasure on request does; BY_HAND: it stays. Without it: see `on_erasure`.
    on_request: AtTerm | None = None
    # What stands in emptied fields, where nothing would not do; and beside them.
    leaves: Mapping[str, Any] = field(default_factory=dict)
    # Fields that an administrator does not put right by typing, and what to do instead.
    fixed: Mapping[str, Any] = field(default_factory=dict)
    # What stands there while the row is restricted.
    while_restricted: Mapping[str, Any] = field(default_factory=dict)
    # Adds up the rows before AGGREGATE deletes them.
    aggregate: Callable[[models.QuerySet], None] | None = None

    def __post_init__(self) -> None:
        if (self.term is None) != (self.at_term == AtTerm.BY_HAND):
            raise ValueError(f"{self.fields}: a term needs an end, and an end a term")
        if (self.aggregate is None) == (self.at_term == AtTerm.AGGREGATE):
            raise ValueError(f"{self.fields}: aggregate says how rows are added up")


# How the address of an emptied account ends.
ERASED = "@erased.invalid"
# What belongs to an account ends with it, in the same night.
WITH_THE_ACCOUNT = Term(
    0, "user__joined_at", {"user__email__endswith": ERASED}, after=_("after the account is emptied")
)
# Tables that a library keeps.
KEPT_BY_OTHERS = [
    (
        "account.EmailAddress",
        Personal(
            ("email",),
            what=_("E-mail addresses of an account, and whether they are proven"),
            about=_("People who work with Halte"),
            purpose=_("Signing in, and getting a new password"),
            basis=Basis.PUBLIC_TASK,
            term=WITH_THE_ACCOUNT,
            at_term=AtTerm.DELETE,
        ),
    ),
    (
        "mfa.Authenticator",
        Personal(
            ("data", "last_used_at"),
            what=_("Second factors, with their secrets locked; when they were last used"),
            about=_("People who work with Halte"),
            purpose=_("Signing in safely"),
            basis=Basis.PUBLIC_TASK,
            term=WITH_THE_ACCOUNT,
            at_term=AtTerm.DELETE,
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
            term=WITH_THE_ACCOUNT,
            at_term=AtTerm.DELETE,
        ),
    ),
]


# All that may be told of a library's table; the rest is secret until somebody decides otherwise.
OTHERS_MAY_TELL: dict[str, tuple[str, ...]] = {
    "account.EmailAddress": ("user", "email", "verified", "primary"),
    "mfa.Authenticator": ("user", "type", "created_at", "last_used_at"),
    "socialaccount.SocialAccount": ("user", "provider", "uid", "last_login", "date_joined"),
}


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


def kept_for(declaration: Personal) -> str:
    """The term as people say it: "5 years after the act"; a dash where somebody ends it."""
    term = declaration.term
    if term is None:
        return "–"
    years, rest = divmod(term.days, 365)
    if years and not rest:
        length = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    else:
        length = ngettext("%(days)s day", "%(days)s days", term.days) % {"days": term.days}
    return f"{length} {term.after}".strip()


def is_secret(model: type[models.Model], one: models.Field) -> bool:
    """Whether a field must never be shown to anybody, not even to the person it is about."""
    if not model.__module__.startswith(OURS):
        return one.name not in OTHERS_MAY_TELL.get(model._meta.label, ())
    if one.name in getattr(model, "SECRET", ()):
        return True
    return not one.is_relation and bool(SECRET_WORDS.search(one.name))


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


def emptied(model: type[models.Model], declaration: Personal) -> dict[str, Any]:
    """What stands in the fields once they are empty. A key that must be there names a row, and
    nobody once that row is empty."""
    blanks = {
        one.name: None if one.null else one.get_default()
        for one in model._meta.fields
        if one.name in declaration.fields and (one.null or not one.is_relation)
    }
    is_history = hasattr(model, "pgh_tracked_model")
    return blanks if is_history else blanks | dict(declaration.leaves)


def on_erasure(model: type[models.Model], declaration: Personal) -> AtTerm:
    """What erasing on request does. Who did something stays: the account behind it is emptied."""
    if declaration.on_request is not None:
        return declaration.on_request
    if not model.__module__.startswith(OURS):
        return AtTerm.DELETE
    if not emptied(model, declaration) or _is_mention(model, declaration):
        return AtTerm.BY_HAND
    return AtTerm.BLANK if declaration.at_term == AtTerm.BY_HAND else declaration.at_term


def _is_mention(model: type[models.Model], declaration: Personal) -> bool:
    """Only keys of other rows: who did it."""
    return all(model._meta.get_field(name).is_relation for name in declaration.fields)


def found_by(model: type[models.Model], declaration: Personal) -> dict[str, tuple[str, ...]]:
    """The lookups of a declaration: those it states, or what its fields are."""
    if declaration.found_by:
        return dict(declaration.found_by)
    ours = model.__module__.startswith(OURS)
    found: dict[str, tuple[str, ...]] = {}
    for one in model._meta.fields:
        # A library's table names its person beside what we declared of it.
        if ours and one.name not in declaration.fields:
            continue
        kind = _kind(one)
        if kind:
            found[kind] = (*found.get(kind, ()), one.name)
    return found


def _kind(one: models.Field) -> str:
    if one.is_relation and one.related_model is get_user_model():
        return "user"
    if isinstance(one, PhoneNumberField):
        return "phone"
    return "email" if isinstance(one, models.EmailField) else ""


def all_declared() -> Iterator[tuple[type[models.Model], Personal]]:
    """Every declaration, those of libraries' tables too."""
    yield from declared()
    for label, declaration in KEPT_BY_OTHERS:
        yield apps.get_model(label), declaration
