"""Django's ``makemessages`` without guesses and without lines that change by themselves."""

import re
from pathlib import Path

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """A new sentence has no translation: a guess would only have to be found and removed."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Writes the catalogue; its heading is not "fuzzy", which would keep it from use."""
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        text = re.sub(r"\A(#.*\n)+", "", path.read_text())
        text = re.sub(r'"(POT-Creation|PO-Revision)-Date:.*\n', "", text)
        path.write_text(text.replace('"Language: \\n"', f'"Language: {locale}\\n"', 1))
