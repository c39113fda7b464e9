"""`halte privacy`: ends personal data that has reached its term."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from halte.core.terms import apply_terms


class Command(BaseCommand):
    help = "Applies the terms of personal data, as the job of each night does; prints counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        for what, rows in apply_terms(timezone.now(), dry_run=options["dry_run"]).items():
            self.stdout.write(f"{rows:6} {what}")
