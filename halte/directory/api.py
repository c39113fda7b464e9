"""The public API, version 1."""

from ninja import NinjaAPI

api = NinjaAPI(title="Halte", version="1", docs_url=None, openapi_url=None)
