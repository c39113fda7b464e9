"""A section of a record on a page of its own: the base of every form about a space or a site."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halte.core.conflicts import note
from halte.core.i18n import DATA_LANGUAGES, language, own_name
from halte.core.models import LogEntry

TEXT = {"class": "form-control", "dir": "auto"}
SHORT, LONG = 300, 4000
NOT_IN_LIST = _("Choose one of the answers in the list.")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in each language of the network: three fields side by side."""

    name: str
    label: str | Promise
    hint: str | Promise = ""
    longest: int = SHORT
    lines: int = 1
    required: str | Promise = ""  # the sentence when French is missing; nothing: it may be

    def names(self) -> list[str]:
        return [f"{self.name}_{code}" for code in DATA_LANGUAGES]

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        for code in DATA_LANGUAGES:
            yield f"{self.name}_{code}", self._field(code)

    def _field(self, code: str) -> forms.Field:
        attrs = {**TEXT, "lang": code}
        several = self.lines > 1
        widget = (
            forms.Textarea(attrs={**attrs, "rows": self.lines})
            if several
            else forms.TextInput(attrs=attrs)
        )
        return forms.CharField(
            label=own_name(code),
            max_length=self.longest,
            required=bool(self.required) and code == DATA_LANGUAGES[0],
            widget=widget,
            error_messages={
                "required": self.required or "",
                "max_length": _(
                    "This text has %(show_value)d signs. Write it in %(limit_value)d or fewer."
                ),
            },
        )


@dataclass(frozen=True, slots=True)
class Clashing:
    """A value that somebody else changed meanwhile; `entry` of the log says who and when."""

    name: str
    label: str
    theirs: str
    mine: str
    entry: LogEntry | None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a form as the page draws it: `kind` names the template."""

    kind: str  # "words", "choice" or "field"
    fields: list[forms.BoundField]
    label: str | Promise = ""
    hint: str | Promise = ""


class SectionForm(forms.Form):
    """What is shown is noted in `read`, so that nobody's work is overwritten in silence.

    Only the values named by the form's own fields ever reach the record: whatever else is posted is
    not looked at.
    """

    title: ClassVar[str | Promise]
    intro: ClassVar[str | Promise] = ""
    icon: ClassVar[str] = "info-circle-fill"
    words: ClassVar[Sequence[Words]] = ()
    # The parts in the order of the page; fields that are not named follow.
    order: ClassVar[Sequence[str]] = ()

    read = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    # What "yes, it is right" was said about, when something looked odd.
    sure = forms.CharField(required=False, max_length=200)

    def __init__(self, data=None, *, now: Mapping[str, object] | None = None, **options):
        """`now` are the record's values, for a page that is opened."""
        self.now = dict(now or {})
        super().__init__(data, initial=self.as_initial(self.now), **options)
        for words in self.words:
            self.fields.update(words.fields())
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = NOT_IN_LIST
        self.doubts: list[str | Promise] = []
        self.clashes: list[Clashing] = []
        self._read_again = ""

    @classmethod
    def value_names(cls) -> list[str]:
        """The values of the record that this form is about."""
        own = [name for name in cls.base_fields if name not in ("read", "sure")]  # type: ignore[attr-defined]
        return [*own, *(name for words in cls.words for name in words.names())]

    def as_initial(self, now: Mapping[str, object]) -> dict[str, object]:
        """The record's values as people write them."""
        return dict(now)

    def values(self) -> dict[str, object]:
        """What was typed, for the act."""
        return {name: self.cleaned_data[name] for name in self.value_names()}

    @property
    def noted(self) -> str:
        """What was read, for the hidden field: it stays what it was until a clash was shown."""
        if self._read_again:
            return self._read_again
        return self.data.get("read", "") if self.is_bound else note(self.now)

    # ---- Somebody else was faster ----

    def tell_clash(self, names: Sequence[str], now: Mapping[str, object], who: Mapping) -> None:
        """Show both values of what somebody else changed; the next save knows of them."""
        self._read_again = note(now)
        typed = self.values()
        for name in names:
            self.clashes.append(
                Clashing(
                    name=name,
                    label=self.label_of(name),
                    theirs=self.shown(name, now[name]),
                    mine=self.shown(name, typed[name]),
                    entry=who.get(name),
                )
            )

    # ---- What looks odd is asked, not refused ----

    def doubt(self) -> str:
        """What "yes, it is right" is said about: the values that look odd."""
        return ""

    def ask_if_sure(self, question: str | Promise) -> None:
        """Ask once about what was typed; once she says that it is right, it is."""
        if self.cleaned_data.get("sure") != self.doubt():
            self.doubts.append(question)
            self.add_error(None, question)

    # ---- The page ----

    def parts(self) -> list[Part]:
        trios = {words.name: words for words in self.words}
        in_trio = {name for words in self.words for name in words.names()}
        single = [name for name in self.value_names() if name not in in_trio]
        wanted = self.order or [*trios, *single]
        return [self._trio(trios[name]) if name in trios else self._single(name) for name in wanted]

    def _trio(self, words: Words) -> Part:
        fields = [self[name] for name in words.names()]
        return Part("words", fields, words.label, words.hint)

    def _single(self, name: str) -> Part:
        field = self[name]
        widget = field.field.widget
        several = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        return Part("choice" if several else "field", [field], field.label, field.help_text)

    def label_of(self, name: str) -> str:
        """What people call a value, such as "Name – Nederlands"."""
        for words in self.words:
            if name in words.names():
                return f"{words.label} – {self[name].label}"
        return str(self.fields[name].label) if name in self.fields else name

    def shown(self, name: str, value: object) -> str:
        """A value in words."""
        field = self.fields.get(name)
        choices = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}
        if isinstance(value, list):
            return ", ".join(str(choices.get(one, one)) for one in value)
        if value is None:
            return ""
        return str(choices.get(value, choices.get(str(value), value)))

    def summary(self) -> list[tuple[str, str, str]]:
        """Label, text and its language for each value that is known, from `now`."""
        lines = []
        for part in self.parts():
            known = [(field.name, self.now.get(field.name)) for field in part.fields]
            if part.kind == "words":
                text, code = _in_reader_language(dict(known))
            else:
                (name, value), code = known[0], ""
                text = self.shown(name, value)
            if text:
                lines.append((str(part.label), text, code))
        return lines


def _in_reader_language(known: Mapping[str, object]) -> tuple[str, str]:
    """The text that the reader would get on the public page, and its language."""
    by_code = {name.rpartition("_")[2]: str(value or "") for name, value in known.items()}
    for code in (language(), *DATA_LANGUAGES):
        if by_code.get(code):
            return by_code[code], code
    return "", ""
