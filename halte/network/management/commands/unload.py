"""`halte unload`: takes loaded data out of the register again."""

from django.core.management.base import BaseCommand, CommandParser

from halte.network.loading import sample


class Command(BaseCommand):
    help = "Takes loaded data away: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        targets = parser.add_subparsers(dest="target", metavar="what")
        targets.add_parser("sample", help="the sample layer, without a trace")

    def handle(self, *args, target: str | None, **options) -> None:
        if target is None:
            self.print_help("halte", "unload")
        elif target == "sample":
            sample.unload(self.stdout.write)
