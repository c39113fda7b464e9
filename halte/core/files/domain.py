"""Acts on files: keep one, take one away, clean up. A row and its bytes come and go together."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from halte.core.files import pictures
from halte.core.files.kinds import KINDS, PICTURES, Kind, NotAccepted, clean_name, recognise
from halte.core.files.models import StoredFile
from halte.core.files.writing import write

# A file without a row may belong to a transaction that still runs.
ORPHAN_AFTER = timedelta(days=1)


def store(
    upload: UploadedFile, *, owner: models.Model, by, accepted: Iterable[Kind] | None = None
) -> StoredFile:
    """Keep a file of a row. Raises `NotAccepted`, of which a full disk (`NoRoom`) is one kind.

    Pictures lose their notes (place, time, device). When the surrounding transaction is undone the
    bytes stay until the nightly job finds that no row knows them.
    """
    kind = recognise(cast(BinaryIO, upload), KINDS.values() if accepted is None else accepted)
    row = StoredFile(
        name=clean_name(upload.name or "", kind),
        kind=kind.code,
        owner_type=ContentType.objects.get_for_model(owner),
        owner_id=owner.pk,
        uploaded_by=by,
    )
    row.size, row.sha256 = write(_parts(upload, kind), row.path)
    try:
        with transaction.atomic():
            row.save()
    except BaseException:
        row.path.unlink(missing_ok=True)
        raise
    return row


@transaction.atomic
def remove(file: StoredFile) -> None:
    """Take a file away; its bytes go when the transaction is committed, and only then."""
    path = file.path
    file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def forget_orphans() -> int:
    """Remove rows whose owner is gone, and bytes that no row knows; returns how many."""
    count = 0
    for owner_type in ContentType.objects.filter(
        pk__in=StoredFile.objects.values("owner_type").distinct()
    ):
        count += _forget_rows(owner_type)
    before = (timezone.now() - ORPHAN_AFTER).timestamp()
    for path in Path(settings.PRIVATE_FILES).glob("??/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before and not _is_known(path):
                path.unlink()
                count += 1
    return count


def _forget_rows(owner_type: ContentType) -> int:
    files = StoredFile.objects.filter(owner_type=owner_type)
    model = owner_type.model_class()
    if model is None:
        return 0  # of an app that is not installed now; a person decides
    gone = list(files.exclude(owner_id__in=model._base_manager.values("pk")))
    for file in gone:
        remove(file)
    return len(gone)


def _is_known(path: Path) -> bool:
    try:
        return StoredFile.objects.filter(uuid=UUID(path.name)).exists()
    except ValueError:
        return False  # what a killed process left half-written


def _parts(upload: UploadedFile, kind: Kind) -> Iterable[bytes]:
    """The bytes to keep."""
    upload.seek(0)
    if kind not in PICTURES:
        return upload.chunks()
    try:
        return [pictures.without_notes(kind.code, upload.read())]
    except pictures.Damaged as error:
        raise NotAccepted(_("This picture is damaged. Choose another one.")) from error
