"""The history of a record for people: what was done, act by act, in words.

An app says in `describe(...)` what its tables and fields are called. A page names the strands that
make up its record, and gets a page of acts: everything that one request (or load, or job) wrote is
one act. Personal values, and who did it, are masked unless the timeline is `open_to` the reader.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, time_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from halte.core.history import PARTS
from halte.core.i18n import DATA_LANGUAGES
from halte.core.masking import HIDDEN
from halte.core.privacy import is_personal, is_secret

EMPTY = "–"
# Written by no request: what the same second holds is one act.
SECOND = "YYYY-MM-DD HH24:MI:SS"


# ---- What tables and fields are called ----------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What people call a table, its fields and their values. Sentences are lazy."""

    kind: Any
    fields: Mapping[str, Any]
    # Fields that tell one row from another, such as the weekday of a period.
    title: tuple[str, ...] = ()
    values: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    # Fields that say nothing to people.
    unsaid: tuple[str, ...] = ()
    # What the person is given on paper, in this order; all that is described, unless given.
    brief: tuple[str, ...] = ()
    # Fields of a row whose words need more than their own value.
    told: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)


WORDS: dict[type[models.Model], Words] = {}


def describe(model: type[models.Model], words: Words) -> None:
    """State what a tracked table is called: once, when its app is ready."""
    WORDS[model] = words


def in_languages(name: str, label: Any) -> dict[str, Any]:
    """The words of a text that stands in each of the network's languages."""
    return {
        f"{name}_{code}": format_lazy("{} ({})", label, code.upper()) for code in DATA_LANGUAGES
    }


def told_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields of a table's events that a timeline tells, in the order of the table."""
    unsaid = {"id", "uuid", *(WORDS[model].unsaid if model in WORDS else ())}
    return [
        one
        for one in _events(model)._meta.fields
        if not one.name.startswith("pgh_") and one.name not in unsaid and not is_secret(model, one)
    ]


def _events(model: type[models.Model]) -> type[models.Model]:
    return model.pgh_event_model  # type: ignore[attr-defined]


# ---- What a timeline is made of -----------------------------------------------------------------


@dataclass(frozen=True)
class Strand:
    """The events of one table that belong to the record."""

    model: type[models.Model]
    rows: Q

    @property
    def key(self) -> str:
        return self.model._meta.label_lower

    def events(self) -> models.QuerySet:
        return _events(self.model)._default_manager.filter(self.rows).annotate(told_act=_act())


def strands_of(row: models.Model) -> list[Strand]:
    """A record and its parts (`@tracked(part_of=...)`), those that are gone included."""
    return list(_with_parts(type(row), Q(pgh_obj=row.pk)))


def _with_parts(model: type[models.Model], rows: Q) -> Iterator[Strand]:
    yield Strand(model, rows)
    ours = _events(model)._default_manager.filter(rows).values("pgh_obj")
    for part, foreign_key in PARTS.get(model, []):
        yield from _with_parts(part, Q(**{f"{foreign_key}__in": ours}))


def _act() -> Coalesce:
    """What one request, load or job wrote has one name."""
    second = Func(
        "pgh_created_at", Value(SECOND), function="to_char", output_field=models.TextField()
    )
    return Coalesce(Cast("pgh_context_id", models.TextField()), second)


@dataclass(frozen=True)
class Question:
    """What somebody looks for; built from an address, so that nothing in it is trusted."""

    who: str = ""  # "user:5", "source:load" or "unknown"
    what: str = ""  # a table: "network.site", or a field: "network.site.street"
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Question":
        return cls(
            who=given.get("who", "")[:80],
            what=given.get("what", "")[:120],
            since=_day(given.get("since", "")),
            until=_day(given.get("until", "")),
        )

    def __bool__(self) -> bool:
        return self != EVERYTHING


EVERYTHING = Question()


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


# ---- Reading ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One field of one row: its name for people, and both values as text; None: not known."""

    label: str
    before: str | None
    after: str | None

    @property
    def was_filled(self) -> bool:
        return self.before not in (None, EMPTY)


@dataclass(frozen=True)
class Item:
    """One row that was made ("insert"), changed ("update") or removed ("delete")."""

    verb: str
    kind: str
    title: str
    changes: list[Change]


@dataclass(frozen=True)
class Act:
    """What one request, load or job did."""

    at: datetime
    by: str  # a name, or what did it; empty when nobody knows
    source: str  # such as "load"; empty for people
    items: list[Item]


class Timeline:
    """The acts of a record, a page at a time: fits Django's Paginator.

    A page costs two queries for the acts, two for each table that changed in them, one for each
    table that they refer to, and one for names, however many acts there are.
    """

    def __init__(
        self, strands: Iterable[Strand], *, open_to: bool, question: Question = Question()
    ):
        # Who did it is personal: where names are masked, nobody can ask for them either.
        self.question = question if open_to else Question("", *_all_but_who(question))
        self.open_to = open_to
        self.all_strands = list(strands)
        self.strands = [one for one in self.all_strands if self._wanted(one)]

    def _wanted(self, strand: Strand) -> bool:
        what = self.question.what
        return not what or what == strand.key or what.startswith(strand.key + ".")

    def _asked(self, strand: Strand) -> models.QuerySet:
        """The events of a strand that the question is about."""
        events = strand.events().filter(*_when(self.question), *_by(self.question.who))
        name = self.question.what.removeprefix(strand.key).lstrip(".")
        return events.filter(_moved(strand.model, name)) if name else events

    def _union(self, columns: Sequence[str]) -> tuple[str, tuple] | None:
        parts = [
            self._asked(strand).annotate(told_strand=Value(number)).order_by().values_list(*columns)
            for number, strand in enumerate(self.strands)
        ]
        if not parts:
            return None
        try:
            return parts[0].union(*parts[1:], all=True).query.sql_with_params()
        except EmptyResultSet:
            return None

    def count(self) -> int:
        union = self._union(["told_act"])
        if union is None:
            return 0
        with connection.cursor() as cursor:
            sql = f"SELECT count(DISTINCT act) FROM ({union[0]}) AS told (act)"  # noqa: S608
            cursor.execute(sql, union[1])
            return cursor.fetchone()[0]

    __len__ = count

    def __getitem__(self, wanted: slice) -> list[Act]:
        start, stop = wanted.start or 0, wanted.stop
        keys = self._keys(start, None if stop is None else stop - start)
        return self._acts(keys) if keys else []

    def _keys(self, offset: int, limit: int | None) -> dict[str, tuple[datetime, list[int]]]:
        """The acts of a page, the newest first: when, and which strands they touched."""
        union = self._union(["told_act", "pgh_created_at", "told_strand"])
        if union is None:
            return {}
        sql = f"""
            SELECT act, max(at), array_agg(DISTINCT strand)
            FROM ({union[0]}) AS told (act, at, strand)
            GROUP BY act ORDER BY 2 DESC, 1 LIMIT %s OFFSET %s
        """  # noqa: S608 - the ORM wrote it, its values are parameters
        with connection.cursor() as cursor:
            cursor.execute(sql, [*union[1], limit, offset])
            return {act: (at, touched) for act, at, touched in cursor.fetchall()}

    def _acts(self, keys: dict[str, tuple[datetime, list[int]]]) -> list[Act]:
        touched = sorted({number for _at, numbers in keys.values() for number in numbers})
        found: dict[str, list[tuple[type[models.Model], Any, Any]]] = {act: [] for act in keys}
        for number in touched:
            strand = self.strands[number]
            for event, before in _pairs(
                strand, self._asked(strand).filter(told_act__in=list(keys))
            ):
                found[event.told_act].append((strand.model, event, before))
        teller = _Teller(found, open_to=self.open_to)
        return [teller.act(keys[act][0], events) for act, events in found.items()]

    # ---- What can be asked ----

    def doers(self) -> list[tuple[str, str]]:
        """Everybody and everything that ever changed the record: code and name. Two queries."""
        if not self.open_to:
            return []
        parts = [
            one.events().order_by().values_list("pgh_context__user", "pgh_context__source")
            for one in self.all_strands
        ]
        seen = set(parts[0].union(*parts[1:])) if parts else set()
        names = _names({user for user, _source in seen if user})
        people = [(f"user:{pk}", name) for pk, name in names.items()]
        sources = [(f"source:{one}", source_name(one)) for user, one in seen if one and not user]
        return sorted(people, key=lambda one: one[1].lower()) + sorted(sources)

    def kinds(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """The tables of the record with their fields: code, name, fields."""
        return [
            (
                one.key,
                kind_of(one.model),
                [
                    (f"{one.key}.{f.name}", label_of(one.model, f.name))
                    for f in told_fields(one.model)
                ],
            )
            for one in self.all_strands
        ]


def _all_but_who(question: Question) -> tuple:
    return question.what, question.since, question.until


def _when(question: Question) -> list[Q]:
    asked = []
    if question.since:
        asked.append(Q(pgh_created_at__gte=_midnight(question.since)))
    if question.until and question.until < date.max:
        asked.append(Q(pgh_created_at__lt=_midnight(question.until + timedelta(days=1))))
    return asked


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _by(who: str) -> list[Q]:
    kind, _colon, name = who.partition(":")
    if kind == "user" and name.isdecimal() and len(name) < 19:
        return [Q(pgh_context__user=int(name))]
    if kind == "source":
        return [Q(pgh_context__source=name, pgh_context__user__isnull=True)]
    return [Q(pk__in=[])] if who else []


def _moved(model: type[models.Model], name: str) -> Q:
    """Events in which one field got another value."""
    if name not in {one.name for one in told_fields(model)}:
        return Q(pk__in=[])
    before = (
        _events(model)
        ._default_manager.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
        .order_by("-pgh_id")
        .values(name)[:1]
    )
    differs = Func(
        F(name),
        Subquery(before),
        template="(%(expressions)s)",
        arg_joiner=" IS DISTINCT FROM ",
        output_field=models.BooleanField(),
    )
    return Q(differs, pgh_label="update") | Q(pgh_label__in=["insert", "delete"])


def _pairs(strand: Strand, events: models.QuerySet) -> Iterator[tuple[Any, Any]]:
    """Each event, and the one before it of the same row."""
    table = _events(strand.model)._default_manager
    earlier = table.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    last = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    found = list(events.annotate(told_after=last).order_by("pgh_id"))
    before = table.in_bulk([event.told_after for event in found if event.told_after])
    for event in found:
        yield event, before.get(event.told_after)


# ---- Telling ------------------------------------------------------------------------------------


def kind_of(model: type[models.Model]) -> str:
    return str(WORDS[model].kind if model in WORDS else model._meta.verbose_name)


def label_of(model: type[models.Model], name: str) -> str:
    """What people call a field; its own name for one that nobody has described."""
    return str(WORDS[model].fields.get(name, name)) if model in WORDS else name


def source_name(source: str) -> str:
    """What did it, where no person did: a load, a job, a command."""
    return _("Program: %(source)s") % {"source": source.replace("_", " ")}


class _Teller:
    """Words for the events of one page; what they refer to is fetched once."""

    def __init__(self, found: Mapping[str, list], *, open_to: bool):
        self.open_to = open_to
        events = [one for group in found.values() for one in group]
        self.referred = _referred(events)
        self.names = self.referred[get_user_model()]

    def act(self, at: datetime, events: list) -> Act:
        contexts = [event.pgh_context for _model, event, _before in events if event.pgh_context]
        context: dict[str, Any] = contexts[0] if contexts else {}
        user, source = context.get("user"), context.get("source", "")
        name = self.names.get(user, _("somebody whose account is gone")) if user else ""
        items = [self.item(*one) for one in events]
        by = name if self.open_to or not name else HIDDEN
        return Act(at, by or (source_name(source) if source else ""), source, items)

    def item(self, model, event, before) -> Item:
        words = WORDS.get(model)
        title = [
            self.told(model, one, getattr(event, one.attname))
            for name in (words.title if words else ())
            for one in [event._meta.get_field(name)]
        ]
        shown = " · ".join(part for part in title if part != EMPTY)
        changes = list(self.changes(model, event, before))
        return Item(event.pgh_label, kind_of(model), shown, changes)

    def changes(self, model, event, before) -> Iterator[Change]:
        """What an update changed; what a new or removed row held."""
        verb = event.pgh_label
        for one in told_fields(model):
            old = getattr(before, one.attname) if before else None
            new = getattr(event, one.attname)
            if (old == new) if verb == "update" and before else new in (None, "", []):
                continue
            was = new if verb == "delete" else old
            yield Change(
                label_of(model, one.name),
                None if verb == "insert" or not before else self.told(model, one, was),
                None if verb == "delete" else self.told(model, one, new),
            )

    def told(self, model: type[models.Model], one: models.Field, value: Any) -> str:
        """A value as people read it; masked where it is personal and not theirs to read."""
        if value in (None, "", []):
            return EMPTY
        if not self.open_to and (is_personal(model, one.name) or _is_person(one)):
            return HIDDEN
        if one.is_relation:
            target = self.referred.get(one.related_model, {})
            return target.get(value, _("gone"))
        return in_words(model, one, value)


def in_words(model: type[models.Model], one: models.Field, value: Any) -> str:
    """A value that refers to no other row, as people read it."""
    if value in (None, "", []):
        return EMPTY
    words = WORDS[model].values.get(one.name) if model in WORDS else None
    if isinstance(value, list):
        return ", ".join(words(part) if words else str(part) for part in value)
    if words:
        return words(value)
    return _plain(dict(one.flatchoices or ()).get(value, value))


def _plain(value: Any) -> str:
    """Days, times, yes and no in the reader's language; everything else as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, time):
        return time_format(value, "H:i")
    return str(value)


def _is_person(one: models.Field) -> bool:
    return one.is_relation and one.related_model is get_user_model()


def _referred(events: list) -> dict[Any, dict[Any, str]]:
    """Names of the rows that events refer to, and of who wrote: one query for each table."""
    doers = {(event.pgh_context or {}).get("user") for _model, event, _before in events}
    keys: dict[Any, set] = {get_user_model(): doers - {None}}
    for model, *both in events:
        for one in told_fields(model):
            if one.is_relation:
                values = {getattr(event, one.attname) for event in both if event} - {None}
                keys.setdefault(one.related_model, set()).update(values)
    return {
        target: _names(values) if target is get_user_model() else _titles(target, values)
        for target, values in keys.items()
    }


def _titles(target: type[models.Model], keys: set) -> dict[Any, str]:
    # What a row is called may name the row above it.
    rows = target._base_manager.select_related().in_bulk(list(keys))
    return {pk: str(row) for pk, row in rows.items()}


def _names(users: Iterable[Any]) -> dict[Any, str]:
    found = get_user_model()._default_manager.filter(pk__in=set(users))
    return {user.pk: getattr(user, "shown_name", "") or str(user) for user in found}
