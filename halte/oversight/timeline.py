"""What tables that no other app names are called, in exports and cases (halte/core/timeline.py)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from halte.accounts.models import Session
from halte.core.i18n import language_name, localized
from halte.core.mail.models import Message
from halte.core.models import CacheEntry, LogEntry, RateCount, Restriction
from halte.core.timeline import Words, describe
from halte.desk.models import DeskRequest
from halte.network.models import Correction, Reminder
from halte.oversight.models import PersonRequest
from halte.oversight.verbs import verb_in_words
from halte.visitors.models import Identity
from halte.workshops.models import ApiRequest, Call, Enrolment, Outcome

PERSON = {"user": _("Person")}
LANGUAGE = {"language": language_name}
NAMES: dict[type[models.Model], tuple[Any, dict[str, Any]]] = {
    PersonRequest: (
        _("Request about personal data"),
        {
            "kind": _("What the person asks"),
            "state": _("State"),
            "name": _("Name"),
            "email": _("E-mail address"),
            "phone": _("Telephone"),
            "space": _("Space that knows the person"),
            "language": _("Language"),
            "received_on": _("Received on"),
            "due_on": _("Deadline"),
            "note": _("What the person wrote, in short"),
            "identity": _("How identity was checked"),
            "extended_on": _("Longer since"),
            "extension_reason": _("Why more time is needed"),
            "answer": _("Answer"),
            "closed_on": _("Closed on"),
            "opened_by": _("Written down by"),
        },
    ),
    Message: (
        _("Mail"),
        {
            "message_id": _("Number of the mail"),
            "to": _("To"),
            "language": _("Language"),
            "template": _("Kind"),
            "subject": _("Subject"),
            "text": _("Text"),
            "html": _("Text with a layout"),
            "calendar": _("Date for a calendar"),
            "about": _("About what"),
            "state": _("State"),
            "attempts": _("Attempts"),
            "last_error": _("Last error"),
            "is_secret": _("With a link that opens a door"),
            "written_at": _("Written"),
            "tried_at": _("Last attempt"),
            "sent_at": _("Sent"),
        },
    ),
    LogEntry: (
        _("Entry of the log"),
        {
            "content_type": _("About what"),
            "object_id": _("Number of the row"),
            "verb": _("What was done"),
            "source": _("From"),
            "target": _("Until"),
            "note": _("Note"),
            "by": _("Who"),
            "at": _("When"),
        },
    ),
    Correction: (
        _("Message of a reader"),
        {
            "space": _("Space"),
            "topic": _("Subject"),
            "message": _("Text"),
            "language": _("Language"),
            "state": _("State"),
            "received_at": _("Received on"),
        },
    ),
    Reminder: (
        _("Reminder"),
        {
            "space": _("Space"),
            "membership": _("Role"),
            "threshold": _("Age passed, in months"),
            "about": _("Last confirmed on"),
            "sent_on": _("Sent"),
            "by_hand": _("Sent by hand"),
        },
    ),
    Identity: (
        _("Visitor of a space"),
        {
            "visitor": _("Number"),
            "space": _("Space"),
            "name": _("Name"),
            "phone": _("Telephone"),
            "email": _("E-mail address"),
            "card": _("Card"),
            "needed_until": _("Needed until"),
            "is_restricted": _("Kept, not used"),
        },
    ),
    Session: (
        _("Sign-in that lasts"),
        {
            **PERSON,
            "expire_date": _("Until"),
            "device": _("Browser"),
            "began_at": _("Begun"),
            "seen_at": _("Last seen"),
        },
    ),
    EmailAddress: (
        _("E-mail address of the account"),
        {
            **PERSON,
            "email": _("E-mail address"),
            "verified": _("Proven"),
            "primary": _("The first one"),
        },
    ),
    Authenticator: (
        _("Second factor"),
        {
            **PERSON,
            "type": _("Kind"),
            "created_at": _("Made on"),
            "last_used_at": _("Last used"),
        },
    ),
    SocialAccount: (
        _("Account of another sign-in"),
        {
            **PERSON,
            "provider": _("Kind"),
            "uid": _("Number of the person there"),
            "last_login": _("Last used"),
            "date_joined": _("Made on"),
        },
    ),
    Enrolment: (
        _("Seat in a workshop"),
        {
            "session": _("Workshop"),
            "space": _("Space"),
            "visitor": _("Number"),
            "state": _("State"),
            "source": _("Asked through"),
            "sent_by": _("Sent by"),
            "help_level": _("Help that is needed"),
            "relative": _("Who comes along"),
            "held_until": _("Kept until"),
            "asked_at": _("Asked on"),
            "reminded_at": _("Reminded on"),
        },
    ),
    Call: (
        _("Call to make"),
        {
            "enrolment": _("Workshop"),
            "space": _("Space"),
            "reason": _("Why"),
            "until": _("Until"),
            "created_at": _("Made on"),
            "done_at": _("Done on"),
            "done_by": _("Who"),
        },
    ),
    Outcome: (
        _("Result of a series"),
        {
            "series": _("Series"),
            "space": _("Space"),
            "visitor": _("Number"),
            "result": _("Result"),
            "has_certificate": _("Certificate"),
            "is_positive_exit": _("Finished well"),
            "noted_at": _("Noted on"),
        },
    ),
    ApiRequest: (
        _("Seat asked by a program"),
        {"enrolment": _("Workshop"), "at": _("When")},
    ),
    DeskRequest: (
        _("Visit noted by a program"),
        {"visit": _("Visit"), "ticket": _("Number"), "at": _("When")},
    ),
    Restriction: (_("Restriction"), {"content_type": _("About what"), "since": _("Since")}),
    CacheEntry: (_("Count against robots"), {"expires": _("Until")}),
    RateCount: (_("Count against robots"), {"window": _("When"), "count": _("How often")}),
}


# What stands on paper, where it is less than everything.
BRIEF: dict[type[models.Model], tuple[str, ...]] = {
    Enrolment: ("session", "space", "state", "help_level", "relative", "asked_at"),
    Call: ("enrolment", "space", "reason", "created_at", "done_at"),
    Outcome: ("series", "space", "result", "has_certificate"),
    PersonRequest: ("received_on", "kind", "state", "name", "email", "phone", "note", "answer"),
    Message: ("sent_at", "subject", "text"),
    LogEntry: ("at", "by", "verb", "content_type"),
    Correction: ("received_at", "space", "topic", "message"),
    Reminder: ("sent_on", "space"),
    Identity: ("space", "name", "phone", "email", "needed_until"),
    Session: ("device", "began_at", "seen_at", "expire_date"),
    EmailAddress: ("email", "verified"),
    Authenticator: ("type", "created_at", "last_used_at"),
    SocialAccount: ("provider", "date_joined", "last_login"),
}
FACTORS = {
    Authenticator.Type.TOTP: _("Codes of an app"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
    Authenticator.Type.WEBAUTHN: _("Security key or passkey"),
}
VALUES: dict[type[models.Model], dict[str, Any]] = {
    LogEntry: {"verb": verb_in_words},
    Authenticator: {"type": lambda code: str(FACTORS.get(code, code))},
}
TOLD: dict[type[models.Model], dict[str, Any]] = {
    Enrolment: {"session": lambda row: _workshop(row.session)},
    Call: {"enrolment": lambda row: _workshop(row.enrolment.session)},
    Outcome: {"series": lambda row: localized(row.series.activity, "title")},
    ApiRequest: {"enrolment": lambda row: _workshop(row.enrolment.session)},
}


def _workshop(session) -> str:
    when = date_format(timezone.localtime(session.starts_at), "SHORT_DATETIME_FORMAT")
    return f"{localized(session.activity, 'title')}, {when}"


def register() -> None:
    """Say it, once, when the app is ready."""
    for model, (kind, fields) in NAMES.items():
        values = {**(LANGUAGE if "language" in fields else {}), **VALUES.get(model, {})}
        words = Words(
            kind, fields, values=values, brief=BRIEF.get(model, ()), told=TOLD.get(model, {})
        )
        describe(model, words)
