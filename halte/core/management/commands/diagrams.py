"""`halte diagrams`: draws the states of every context from its transition tables."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from halte.core.transitions import Table

SUFFIX = "TRANSITIONS"
PREFACE = """\
# States

Written by `halte diagrams` from the transition tables of the code; do not edit. Only these verbs
move a row, and each move is logged with who, when and why (`halte/core/transitions.py`).
"""


class Command(BaseCommand):
    help = "Writes docs/states.md from the transition tables."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        path().write_text(document())
        self.stdout.write(f"{path()} is written.")


def path() -> Path:
    """Where the diagrams stand."""
    return settings.ROOT / "docs" / "states.md"


def document() -> str:
    """The whole page: a diagram for each table, with the words that staff read."""
    with override("en"):
        return "\n".join([PREFACE, *(_chapter(*found) for found in tables())])


def tables() -> Iterator[tuple[str, str, Table]]:
    """Module, name and content of every table that a context declares in its `domain`."""
    for config in apps.get_app_configs():
        module = f"{config.name}.domain"
        if config.name.startswith("halte.") and find_spec(module):
            for name, table in vars(import_module(module)).items():
                if name.endswith(SUFFIX):
                    yield module, name, table


def _chapter(module: str, name: str, table: Table) -> str:
    kind = name.removesuffix(SUFFIX).strip("_").replace("_", " ").capitalize() or "States"
    states = sorted({state for sources, target in table.values() for state in (*sources, target)})
    lines = [f"    {state} : {getattr(state, 'label', state)}" for state in states]
    for verb, (sources, target) in table.items():
        lines += [f"    {source} --> {target} : {verb}" for source in sorted(sources)]
    drawing = "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
    ending = "/" if hasattr(import_module(module), "__path__") else ".py"
    place = module.replace(".", "/") + ending
    return f"## {kind}\n\n`{name}` in `{place}`.\n\n{drawing}\n"
