"""What ``make run`` does before it serves: tables up to date, first data loaded."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Brings an installation up to date; the data is loaded only the first time."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        for layer in ("brussels", "sample"):
            call_command("load", layer, "--if-empty")
