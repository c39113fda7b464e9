"""`halte unload`: takes loaded data out of the register again."""

from django.core.management.base import BaseCommand, CommandParser

from halte.network.loading import generated, sample


class Command(BaseCommand):
    help = "Takes loaded data away: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        targets = parser.add_subparsers(dest="target", metavar="what")
        targets.add_parser("sample", help="the sample layer, without a trace")
        targets.add_parser("generated", help="the spaces made for benches")

    def handle(self, *args, target: str | None, **options) -> None:
        if target is None:
            self.print_help("halte", "unload")
            return
        layers = {"sample": sample, "generated": generated}
        layers[target].unload(self.stdout.write)
