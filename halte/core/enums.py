"""The base of every list of codes."""

from django.db.models import TextChoices


class Codes(TextChoices):
    """Text choices whose labels stay out of migrations: `choices=Kind.options`."""

    @classmethod
    def options(cls) -> list[tuple[str, str]]:
        return cls.choices
