"""`halte sample-accounts`: one account of each role, to try Halte over the sample data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from halte.network.loading.reading import LoadError
from halte.network.loading.sample_accounts import make


class Command(BaseCommand):
    help = "Makes one account of each role and prints the passwords; only with sample data."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            make(self.stdout.write)
        except LoadError as error:
            raise CommandError(str(error)) from error
