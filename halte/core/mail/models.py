"""Mails, as they were written, and what became of each."""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.mail.enums import MessageState
from halte.core.masking import masked_address
from halte.core.models import Stateful
from halte.core.privacy import AtTerm, Basis, Personal, Term

# Read and changed by nobody: some words open a door, and all show what was sent.
RECORD = dict.fromkeys(
    ("subject", "text", "html", "calendar", "to", "language"),
    _("A mail is a record: it stays as it was written."),
)


def new_message_id() -> str:
    """A name that no other mail has: servers and readers drop a second one of the same name."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain or 'localhost'}>"


class Message(Stateful):
    """One mail to one person. States: halte/core/mail/domain.py."""

    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    to = models.EmailField()
    language = models.CharField(max_length=2)
    template = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    # The words open a door: they are deleted once the mail is sent.
    is_secret = models.BooleanField(default=False)
    # What may take it back before it leaves, such as `invitation 12`.
    about = models.CharField(max_length=40, blank=True)
    # An iCalendar file that goes with it.
    calendar = models.TextField(blank=True)
    state = models.CharField(
        max_length=20, choices=MessageState.options, default=MessageState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # The kind of the last error and the server's code; never its words, which may quote an address.
    last_error = models.CharField(max_length=80, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = [
        Personal(
            ("text", "html", "calendar"),
            what=_("Words of mails with a link that opens a door"),
            about=_("People whom Halte writes to"),
            purpose=_("Letting people in; emptied as soon as the mail is sent"),
            basis=Basis.PUBLIC_TASK,
            # The links hold no longer: words that never left are of no use after it.
            term=Term(7, "written_at", only={"is_secret": True}, after=_("after it was written")),
            found_by={"email": ("to",)},
            at_term=AtTerm.BLANK,
            fixed=RECORD,
        ),
        Personal(
            ("subject", "text", "html", "calendar"),
            what=_("Words of mails"),
            about=_("People whom Halte writes to"),
            purpose=_("Telling people what they need to know, and sending again what failed"),
            basis=Basis.PUBLIC_TASK,
            term=Term(30, "written_at", after=_("after it was written")),
            found_by={"email": ("to",)},
            at_term=AtTerm.BLANK,
            fixed=RECORD,
        ),
        Personal(
            ("to", "language"),
            what=_("Addresses of mails and when they left"),
            about=_("People whom Halte writes to"),
            purpose=_("Showing that a mail left"),
            basis=Basis.PUBLIC_TASK,
            term=Term(365, "written_at", after=_("after it was written")),
            recipients=_("The mail server of the installation, and that of the recipient"),
            at_term=AtTerm.DELETE,
            fixed=RECORD,
        ),
    ]
    NOT_PERSONAL = {
        "message_id": "a random name of the mail",
        "about": "the kind and number of a row",
        "last_error": "the kind of an error, never the server's words",
    }

    # The same words as in `text`, with links that are hard to cut out.
    SECRET = ("html", "calendar")

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["-written_at", "-id"], name="mail_newest_first"),
            models.Index(
                fields=["about"], condition=~models.Q(about=""), name="mail_about_something"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=MessageState.SENT) | models.Q(sent_at__isnull=False),
                name="sent_mail_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"

    @property
    def masked_to(self) -> str:
        return masked_address(self.to)

    @property
    def can_be_retried(self) -> bool:
        """Not once its words have been deleted."""
        return self.state in {MessageState.FAILED, MessageState.UNCLEAR} and bool(self.text)
