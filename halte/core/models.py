"""What every context leans on: the revision of published data, the log of acts, rate limits."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.privacy import AtTerm, Basis, Personal, Term


class Revision(models.Model):
    """A number that grows, at commit, whenever a table behind a family of pages changes.

    Pages kept in memory carry the number they were made at (halte/core/kept.py); triggers on the
    tables raise it (halte/core/triggers.py), so no act can forget to.
    """

    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=1)

    NOT_PERSONAL = {"name": "of a family of pages"}

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Stateful(models.Model):
    """A row whose `state` moves only through `halte.core.transitions.move`."""

    state: "models.CharField[str, str]"

    class Meta:
        abstract = True


class LogEntry(models.Model):
    """One act on one row: who, when, from which state to which, and the note given."""

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    at = models.DateTimeField(default=timezone.now)

    PERSONAL = [
        Personal(
            ("by", "note"),
            what=_("Log of acts and sign-ins: who, when, what, note"),
            about=_("People who work with Halte"),
            purpose=_("Being able to say who decided what, and when"),
            basis=Basis.PUBLIC_TASK,
            term=Term(5 * 365, "at"),
            at_term=AtTerm.DELETE,
        )
    ]

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.content_type_id}:{self.object_id}"

    @classmethod
    def record(cls, row, verb, *, by=None, source="", target="", note="") -> "LogEntry":
        """Write down that `verb` was done to `row`."""
        return cls.objects.create(
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            verb=verb,
            source=source,
            target=target,
            note=note,
            by=by,
        )


class RateCount(models.Model):
    """How often something was asked in a window of time (halte/core/ratelimit.py)."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    PERSONAL = [
        Personal(
            ("key",),
            what=_("Secret numbers made from network addresses"),
            about=_("People who send a message or sign in"),
            purpose=_("Stopping robots"),
            basis=Basis.INTEREST,
            term=Term(1, "window"),
            at_term=AtTerm.DELETE,
        )
    ]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_count_a_window")]

    def __str__(self) -> str:
        return f"{self.window:%F %T} × {self.count}"


class CacheEntry(models.Model):
    """A row of Django's cache in the database: limits and used codes, seen by every process."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires:%F %T}"
