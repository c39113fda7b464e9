"""Stops taking what is too large as it arrives, before anybody has looked at it."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

WORDS = 1_000_000  # bytes that the other fields of a form may have


class TooLarge(UploadedFile):
    """Stands for a file of which nothing was kept."""

    def __init__(self, name: str, content_type: str, size: int) -> None:
        super().__init__(BytesIO(), name, content_type, size)


class LimitingHandler(FileUploadHandler):
    """Drops the files of a request that is larger than one may be; its other fields arrive.

    The first handler of all, so that what it drops reaches neither memory nor disk. Nobody needs to
    have signed in for a request to be read: the check against forged forms reads it first.
    """

    is_too_large = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.is_too_large = content_length > settings.UPLOAD_MOST + WORDS

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_too_large:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if self.is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_too_large:
            return None
        return TooLarge(self.file_name or "", self.content_type or "", file_size)
