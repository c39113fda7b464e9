"""The only way to a file that somebody gave."""

import logging
from typing import cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from halte.core.access import access
from halte.core.files.permissions import can_open_files, visible_file

logger = logging.getLogger("halte.files")

# Should a browser show it after all: no script, no form, nothing loaded, no name of ours.
SHUT = "sandbox; default-src 'none'; frame-ancestors 'none'"


@access(can_open_files)
@require_safe
def file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A file, to be saved, for whom its rule lets through; nothing there for all others."""
    found = visible_file(request.user, uuid)
    if found is None:
        raise Http404
    try:
        content = found.path.open("rb")
    except FileNotFoundError as error:
        logger.error("bytes of a file are gone", extra={"facts": {"file": str(uuid)}})  # noqa: TRY400
        raise Http404 from error
    answer = FileResponse(
        content, as_attachment=True, filename=found.name, content_type=found.content_type
    )
    answer["Content-Security-Policy"] = SHUT
    return cast(HttpResponse, answer)
