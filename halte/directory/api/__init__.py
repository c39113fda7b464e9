"""The public API, version 1. `api.urls` goes under `/api/v1/`."""

from halte.directory.api.views import api

__all__ = ["api"]
