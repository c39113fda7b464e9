"""`halte findings`: prints what the last loads found odd."""

from django.core.management.base import BaseCommand

from halte.network.loading.findings import table
from halte.network.models import Finding


class Command(BaseCommand):
    help = "Prints what the loads found odd in their documents."

    def handle(self, *args, **options) -> None:
        self.stdout.write(table(Finding.objects.all()))
