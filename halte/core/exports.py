"""What leaves when somebody asks what is held about them: facts for programs, words for people.

Never a secret (`privacy.is_secret`), no link that may open a door, no name of anybody else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from halte.core.i18n import localized
from halte.core.persons import Holding, Person, find, grouped, log_export, raw, rows_of
from halte.core.privacy import Basis, is_secret, kept_for
from halte.core.timeline import EMPTY, WORDS, in_words, kind_of, label_of

NO_WORDS = {"id", "uuid"}
# What stands behind the name of a server may sign somebody in.
LINK = re.compile(r"(https?://[^\s/]+)/\S+")
# So many rows of one table fit on paper; a file for programs has all of them.
ON_PAPER = 20


@dataclass(frozen=True)
class Section:
    """What one table holds about somebody."""

    model: type[models.Model]
    holdings: list[Holding]
    rows: list[models.Model]
    who: Person

    @property
    def kind(self) -> str:
        return kind_of(self.model)

    @property
    def declared(self) -> list[dict[str, str]]:
        """Why it is held, in the reader's language."""
        return [
            {
                "what": one.what,
                "purpose": str(one.declaration.purpose),
                "basis": str(Basis(one.declaration.basis).label),
                "kept": kept_for(one.declaration),
            }
            for one in self.holdings
        ]

    # ---- For programs ----

    def facts(self) -> dict[str, Any]:
        """All rows with the names that programs use."""
        return {
            "table": self.model._meta.label,
            "kind": self.kind,
            "declared": self.declared,
            "rows": [{"fields": list(self._fields(row))} for row in self.rows],
        }

    def _fields(self, row: models.Model) -> Iterator[dict[str, Any]]:
        for one in told(self.model):
            if not _is_closed(row, one):
                value = without_links(one, raw(row, one))
                yield {"name": one.name, "label": label_of(self.model, one.name), "value": value}

    # ---- For people ----

    def table(self) -> dict[str, Any]:
        """The first rows in words: columns that are empty in all of them are left out."""
        fields = self._brief()
        lines = [[self._said(row, one) for one in fields] for row in self.rows[:ON_PAPER]]
        filled = [number for number in range(len(fields)) if any(line[number] for line in lines)]
        return {
            "labels": [label_of(self.model, fields[number].name) for number in filled],
            "lines": [[line[number] for number in filled] for line in lines],
            "more": len(self.rows) - len(lines),
        }

    def one(self) -> list[tuple[str, str]]:
        """The only row, label by label; nothing where there are several."""
        table = self.table()
        return (
            list(zip(table["labels"], *table["lines"], strict=True)) if len(self.rows) == 1 else []
        )

    def _brief(self) -> list[models.Field]:
        words = WORDS.get(self.model)
        names = (words.brief or tuple(words.fields)) if words else ()
        known = {one.name: one for one in told(self.model)}
        return [known[name] for name in names if name in known]

    def _said(self, row: models.Model, one: models.Field) -> str:
        if _is_closed(row, one):
            return ""
        said = WORDS[self.model].told.get(one.name)
        if said:
            return str(said(row))
        value = getattr(row, one.attname)
        if one.is_relation:
            return self._named(row, one) if value is not None else ""
        text = without_links(one, in_words(self.model, one, value))
        return "" if text == EMPTY else text

    def _named(self, row: models.Model, one: models.Field) -> str:
        """Other people have rights, too (art. 15 §4): no names of theirs."""
        if one.related_model is get_user_model():
            mine = getattr(row, one.attname) in self.who.users
            return _("you") if mine else _("somebody else")
        other = getattr(row, one.name)
        if isinstance(other, ContentType):
            model = other.model_class()
            return kind_of(model) if model in WORDS else ""
        return localized(other, "name")


def told(model: type[models.Model]) -> list[models.Field]:
    """The fields of a table that may leave."""
    unsaid = {*NO_WORDS, *(WORDS[model].unsaid if model in WORDS else ())}
    return [
        one
        for one in model._meta.fields
        if one.name not in unsaid and not one.generated and not is_secret(model, one)
    ]


def _is_closed(row: models.Model, one: models.Field) -> bool:
    """A mail with a link that opens a door keeps its words."""
    return bool(getattr(row, "is_secret", False)) and isinstance(one, models.TextField)


def without_links(one: models.Field, value: Any) -> Any:
    """A text in which links name only their server."""
    is_text = isinstance(one, models.TextField) and isinstance(value, str)
    return LINK.sub(r"\1/…", value) if is_text else value


def export(who: Person, *, by, about: models.Model) -> list[Section]:
    """Everything held about somebody, table by table, empty ones left out; logged.

    `about` is the case that the export belongs to.
    """
    sections = [
        Section(model, group, list(rows_of(group)), who)
        for model, group in grouped(find(who)).items()
    ]
    filled = [section for section in sections if section.rows]
    rows = sum(len(section.rows) for section in filled)
    log_export(about, by=by, what=f"{rows} rows of {len(filled)} tables")
    return filled
