"""What Halte holds about one person: find, correct, erase, restrict.

Every declaration says how its rows are found (`Personal.found_by`), so a context that declares its
personal fields takes part in all of this.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from halte.core.models import LogEntry, Restriction
from halte.core.privacy import (
    AtTerm,
    Personal,
    all_declared,
    emptied,
    found_by,
    is_secret,
    on_erasure,
)
from halte.core.terms import blank, blank_history, delete


@dataclass(frozen=True)
class Person:
    """What is known of somebody: accounts by number, addresses, telephone numbers.

    `numbers`: under which places know somebody who has no account.
    """

    users: tuple[int, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def known(self) -> dict[str, tuple]:
        return {
            "user": self.users,
            "email": self.emails,
            "phone": self.phones,
            "number": self.numbers,
        }


@dataclass(frozen=True)
class Holding:
    """The rows of one table that are about a person, and what was declared about them."""

    model: type[models.Model]
    declaration: Personal
    rows: models.QuerySet
    copies: models.QuerySet | None  # values in the history

    @property
    def what(self) -> str:
        return str(self.declaration.what)


def person(*, email: str = "", phone: str = "", numbers: Iterable[int] = ()) -> Person:
    """Everything that an address and a telephone lead to; one query."""
    emails = (email.strip().lower(),) if email.strip() else ()
    users = get_user_model()._default_manager.filter(email__in=emails)
    accounts = tuple(users.values_list("pk", flat=True))
    return Person(accounts, emails, (phone,) if phone else (), tuple(numbers))


def find(who: Person) -> list[Holding]:
    """What every declared table holds about somebody; the querysets are not asked yet."""
    holdings = []
    for model, declaration in all_declared():
        about = _about(found_by(model, declaration), who)
        if about is None:
            continue
        rows = model._base_manager.filter(about).distinct()
        holdings.append(Holding(model, declaration, rows, _copies(model, declaration, who)))
    return holdings


def _about(lookups: dict[str, tuple[str, ...]], who: Person) -> Q | None:
    """The rows of somebody by these lookups; None when nothing is known to look by."""
    about = None
    for kind, names in lookups.items():
        for name in names:
            for value in who.known[kind]:
                one = Q(**{name: value})
                about = one if about is None else about | one
    return about


def _copies(model, declaration: Personal, who: Person) -> models.QuerySet | None:
    """Old values of the history that are about somebody, also where the row no longer is."""
    events = getattr(model, "pgh_event_model", None)
    if events is None or not emptied(events, declaration):
        return None
    names = {one.name for one in events._meta.fields}
    lookups = {
        kind: tuple(one for one in found if one.split("__")[0] in names)
        for kind, found in found_by(model, declaration).items()
    }
    about = _about(lookups, who)
    return None if about is None else events._base_manager.filter(about)


# ---- Export: exports.py says what leaves ---------------------------------------------------------


def log_export(about: models.Model, *, by, what: str) -> None:
    """Write down that personal data left the platform; every export calls this."""
    LogEntry.record(about, "export", by=by, note=what[:500])


def grouped(holdings: Iterable[Holding]) -> dict[type[models.Model], list[Holding]]:
    groups: dict[type[models.Model], list[Holding]] = {}
    for holding in holdings:
        groups.setdefault(holding.model, []).append(holding)
    return groups


def raw(row: models.Model, one: models.Field) -> Any:
    """A value as JSON can say it."""
    value = getattr(row, one.attname)
    simple = value is None or isinstance(value, bool | int | float | str | list | dict)
    return value if simple else one.value_to_string(row)


# ---- Correct ------------------------------------------------------------------------------------


def correctable(holding: Holding) -> list[str]:
    """The fields of a declaration that can be put right by typing; none where the key of a row is
    a secret, as pages would name it."""
    if is_secret(holding.model, holding.model._meta.pk):
        return []
    return [
        one.name
        for one in holding.model._meta.fields
        if one.name in holding.declaration.fields
        and not one.is_relation
        and one.name not in holding.declaration.fixed
        and not is_secret(holding.model, one)
        and isinstance(one, models.CharField | models.TextField | models.DateField)
    ]


def fixed(holding: Holding) -> list[str]:
    """Why other fields of a declaration cannot, and what to do instead."""
    return list(dict.fromkeys(str(reason) for reason in holding.declaration.fixed.values()))


@transaction.atomic
def correct(who: Person, *, table: str, key: str, name: str, value: str, by) -> models.Model:
    """Put one field of one of somebody's rows right. Raises `ValidationError`."""
    for holding in find(who):
        if holding.model._meta.label == table and name in correctable(holding):
            row = _locked(holding, key)
            if row is not None:
                return _set(row, name, value, by)
    raise ValidationError(_("This person has no such row, or it cannot be corrected here."))


def _locked(holding: Holding, key: str) -> models.Model | None:
    try:
        keys = holding.rows.filter(pk=key).values("pk")
    except (ValueError, TypeError):
        return None
    rows = holding.model._base_manager.select_for_update(of=("self",))
    return rows.filter(pk__in=list(keys.values_list("pk", flat=True))).first()


def _set(row: models.Model, name: str, value: str, by) -> models.Model:
    one = row._meta.get_field(name)
    try:
        setattr(row, name, one.clean(value.strip(), row))  # type: ignore[union-attr]
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as problem:
        raise ValidationError(problem.messages) from None
    row.save(update_fields=[name])
    LogEntry.record(row, "correct", by=by, note=name)
    return row


# ---- Erase --------------------------------------------------------------------------------------


@transaction.atomic
def erase(who: Person, *, spare: type[models.Model] | None = None) -> dict[str, int]:
    """End what is held about somebody now, as far as the law allows, in the history too.

    Who did something stays as a number, whose account is empty. Counts by what was done. `spare` is
    the table of the case itself, which has a term of its own.
    """
    ending = [
        (holding, end, _keys(holding.rows), _keys(holding.copies))
        for holding in find(who)
        for end in [on_erasure(holding.model, holding.declaration)]
        if end != AtTerm.BY_HAND and holding.model is not spare
    ]
    # All are found before the first ends: one table may be what another is found by.
    counts: dict[str, int] = {}
    for holding, end, keys, copies in ending:
        if number := _end(holding, end, keys, copies):
            counts[f"{end.value} {holding.model._meta.label}"] = number
    return counts


def _keys(rows: models.QuerySet | None) -> list:
    return [] if rows is None else list(rows.values_list("pk", flat=True))


def _end(holding: Holding, end: AtTerm, keys: list, copies: list) -> int:
    """End the rows of one declaration, in the history too; how many were not ended yet."""
    model, declaration = holding.model, holding.declaration
    if holding.copies is not None:
        table = holding.copies.model
        blank(table, declaration, table._base_manager.filter(pk__in=copies))
    Restriction.objects.of(model).filter(object_id__in=[str(key) for key in keys]).delete()
    rows = model._base_manager.filter(pk__in=keys)
    if end != AtTerm.BLANK:
        return delete(model, rows)
    number = blank(model, declaration, rows)
    blank_history(model, keys)
    return number


# ---- Restrict -----------------------------------------------------------------------------------


def is_restricted(row: models.Model) -> bool:
    """Whether a row is kept but must not be used."""
    return Restriction.objects.of(type(row)).filter(object_id=str(row.pk)).exists()


@transaction.atomic
def restrict(who: Person, *, spare: type[models.Model] | None = None) -> int:
    """Keep somebody's rows without using them: no term ends them, and fields that would be used are
    set aside. Returns how many rows. `spare`: as for `erase`."""
    groups = grouped(one for one in find(who) if one.model is not spare)
    # As in `erase`: what is set aside may be what another table is found by.
    found = [(model, group, list(rows_of(group))) for model, group in groups.items()]
    count = 0
    for model, group, rows in found:
        aside: dict[str, Any] = {}
        for holding in group:
            aside |= holding.declaration.while_restricted
        count += sum(_restrict(model, row, aside) for row in rows)
    return count


def rows_of(group: list[Holding]) -> Iterator[models.Model]:
    yield from {row.pk: row for holding in group for row in holding.rows}.values()


def _restrict(model, row: models.Model, aside: dict[str, Any]) -> bool:
    before = {name: raw(row, model._meta.get_field(name)) for name in aside}
    _restriction, is_new = Restriction.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(model),
        object_id=str(row.pk),
        defaults={"before": before},
    )
    if is_new and aside:
        model._base_manager.filter(pk=row.pk).update(**aside)
    return is_new


@transaction.atomic
def lift(who: Person) -> int:
    """Use somebody's rows again, and put back what was set aside. Returns how many rows."""
    restrictions = restrictions_of(who)
    for model, restriction in restrictions:
        model._base_manager.filter(pk=restriction.object_id).update(**restriction.before)
        restriction.delete()
    return len(restrictions)


def restrictions_of(who: Person) -> list[tuple[type[models.Model], Restriction]]:
    """Somebody's rows that are kept but not used."""
    found = []
    for model, group in grouped(find(who)).items():
        restrictions = list(Restriction.objects.of(model))
        keys = {str(row.pk) for row in rows_of(group)} if restrictions else set()
        found += [
            (model, one)
            for one in restrictions
            if one.object_id in keys or _was_set_aside(one, who)
        ]
    return found


def _was_set_aside(restriction: Restriction, who: Person) -> bool:
    # What finds a row may be the very thing that was set aside.
    return bool({*who.emails, *who.phones} & {str(one) for one in restriction.before.values()})
