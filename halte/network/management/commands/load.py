"""`halte load`: puts data into the register."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from halte.network.loading import (
    boundaries,
    brussels,
    findings,
    generated,
    sample,
    standard_report,
)
from halte.network.loading.reading import LoadError
from halte.network.models import LoadedRow


class Command(BaseCommand):
    help = "Loads data: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        targets = parser.add_subparsers(dest="target", metavar="what")
        network = targets.add_parser("brussels", help="the Brussels network, as documents print it")
        network.add_argument("--if-empty", action="store_true", help="nothing if it was loaded")
        layer = targets.add_parser("sample", help="invented hours and services over the spaces")
        layer.add_argument(
            "--if-empty", action="store_true", help="nothing if it was loaded or taken away before"
        )
        table = targets.add_parser("spaces", help="a CSV file in the mediation standard")
        table.add_argument("file")
        table.add_argument("--write", action="store_true", help="without it nothing is written")
        borders = targets.add_parser("boundaries", help="borders of municipalities, as GeoJSON")
        borders.add_argument("file")
        many = targets.add_parser("generated", help="many invented spaces, for benches only")
        many.add_argument("--count", type=int, default=25_000)

    def handle(self, *args, target: str | None, **options) -> None:
        if target is None:
            self.print_help("halte", "load")
            return
        try:
            getattr(self, f"load_{target}")(**options)
        except LoadError as error:
            raise CommandError(str(error)) from error

    def say(self, line: str) -> None:
        self.stdout.write(line)

    def load_brussels(self, *, if_empty: bool, **options) -> None:
        if if_empty and LoadedRow.objects.filter(load=brussels.LOAD).exists():
            self.say("The Brussels network is loaded already.")
            return
        found = brussels.load(self.say)
        self.say("")
        self.say(findings.table(found))

    def load_sample(self, *, if_empty: bool, **options) -> None:
        if if_empty and (sample.is_sample_loaded() or sample.was_unloaded()):
            self.say("The sample layer was loaded or taken away before.")
            return
        sample.load(self.say)

    def load_spaces(self, *, file: str, write: bool, **options) -> None:
        standard_report.run(file, write=write, say=self.say)

    def load_boundaries(self, *, file: str, **options) -> None:
        boundaries.load(file, self.say)

    def load_generated(self, *, count: int, **options) -> None:
        generated.load(count, self.say)
