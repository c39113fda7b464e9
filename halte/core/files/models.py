"""Files that people gave: what is known of each. The bytes lie in the private folder."""

import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.files.kinds import KINDS
from halte.core.history import tracked
from halte.core.privacy import AtTerm, Basis, Personal


def _kinds() -> list[tuple[str, str]]:
    return [(code, code.upper()) for code in KINDS]


@tracked()
class StoredFile(models.Model):
    """One file, of one row of some app (its owner), which says who may open it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # As the person called it, without what could deceive; the file itself is called by its UUID.
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=_kinds)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    owner_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    owner_id = models.BigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    PERSONAL = [
        Personal(
            ("name", "uploaded_by"),
            what=_("Names of files, and who gave them"),
            about=_("Whoever the files are about, and people who work with Halte"),
            purpose=_("Finding a file again, and knowing where it came from"),
            basis=Basis.PUBLIC_TASK,
            term=None,
            at_term=AtTerm.BY_HAND,
            # A file outlives the account of who gave it, which is emptied.
            on_request=AtTerm.BY_HAND,
        ),
    ]

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="files_of_a_row")]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(kind__in=list(KINDS)), name="file_is_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def content_type(self) -> str:
        return KINDS[self.kind].content_type

    @property
    def path(self) -> Path:
        return path_of(self.uuid)


def path_of(name: uuid.UUID) -> Path:
    """Where the bytes of a file lie."""
    return Path(settings.PRIVATE_FILES) / name.hex[:2] / name.hex
