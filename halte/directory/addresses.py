"""Whole addresses, for what leaves the house: the API, the open data, printed sheets."""

from django.conf import settings


def space_url(slug: str, language: str | None = None) -> str:
    """The page of a space, in the installation's first language unless told."""
    return f"{settings.BASE_URL}/{language or settings.LANGUAGE_CODE}/spaces/{slug}"
