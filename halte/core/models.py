"""What every context leans on: the revision of published data, the log of acts, rate limits."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
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
            # Decisions keep their author, whose account is emptied (art. 17 §3 b).
            on_request=AtTerm.BY_HAND,
            what=_("Log of acts and sign-ins: who, when, what, note"),
            about=_("People who work with Halte"),
            purpose=_("Being able to say who decided what, and when"),
            basis=Basis.PUBLIC_TASK,
            term=Term(5 * 365, "at", after=_("after the act")),
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
            term=Term(1, "window", after=_("after the window")),
            at_term=AtTerm.DELETE,
        )
    ]
    SECRET = ("key",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_count_a_window")]

    def __str__(self) -> str:
        return f"{self.window:%F %T} × {self.count}"


class CacheEntry(models.Model):
    """A row of Django's cache in the database: limits and used codes, seen by every process."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    PERSONAL = [
        Personal(
            ("cache_key", "value"),
            what=_("Counts under secret numbers made from network addresses; used codes"),
            about=_("People who send a message or sign in"),
            purpose=_("Stopping robots"),
            basis=Basis.INTEREST,
            term=Term(0, "expires", after=_("after the entry has expired")),
            at_term=AtTerm.DELETE,
        )
    ]

    SECRET = ("cache_key", "value")

    def __str__(self) -> str:
        return f"until {self.expires:%F %T}"


class TermRun(models.Model):
    """One night's work of ending personal data (halte/core/terms.py): when, and how many rows."""

    started_at = models.DateTimeField(default=timezone.now)
    # Empty while it runs, and for good when it was killed.
    ended_at = models.DateTimeField(null=True)
    # What was done to which fields: how many rows; nothing that was not done.
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%F %T}"


class RestrictionQuerySet(models.QuerySet):
    def of(self, model: type[models.Model]) -> "RestrictionQuerySet":
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def keys_of(self, model: type[models.Model]) -> models.QuerySet:
        """The keys of a table's restricted rows, to leave them out."""
        number = Cast("object_id", model._meta.pk)
        return self.of(model).annotate(key=number).values("key")


class Restriction(models.Model):
    """A row that is kept but not used, because its person asked so (GDPR art. 18)."""

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.CharField(max_length=64)
    since = models.DateTimeField(default=timezone.now)
    # What stood in fields that are set aside meanwhile (`Personal.while_restricted`).
    before = models.JSONField(default=dict)

    PERSONAL = [
        Personal(
            ("before",),
            what=_("Values set aside while a row is restricted"),
            about=_("People who asked that their data be restricted"),
            purpose=_("Putting them back when the restriction is lifted"),
            basis=Basis.OBLIGATION,
            term=None,
            at_term=AtTerm.BY_HAND,
            on_request=AtTerm.BY_HAND,
        )
    ]
    # The key of a row may be that of somebody's session.
    SECRET = ("object_id", "before")

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="one_restriction_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"
