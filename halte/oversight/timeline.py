"""What tables that no other app names are called, in exports and cases (halte/core/timeline.py)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import models
from django.utils.translation import gettext_lazy as _

from halte.accounts.models import Session
from halte.core.i18n import language_name
from halte.core.mail.models import Message
from halte.core.models import LogEntry
from halte.core.timeline import Words, describe
from halte.network.models import Correction, Reminder
from halte.oversight.models import PersonRequest
from halte.visitors.models import Identity

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
            "needed_until": _("Needed until"),
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
}


def register() -> None:
    """Say it, once, when the app is ready."""
    for model, (kind, fields) in NAMES.items():
        values = LANGUAGE if "language" in fields else {}
        describe(model, Words(kind, fields, values=values))
