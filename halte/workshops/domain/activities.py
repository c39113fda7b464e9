"""Acts on what is taught, and on how a space deals with seats."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from halte.core.models import LogEntry
from halte.network.domain.editing import Saved, settle
from halte.network.loading.filling import values_of
from halte.network.models import Space
from halte.workshops.models import Activity, EnrolmentRules

LANGUAGES = ("fr", "nl", "en")
WORDS = ("title", "description", "audience", "price_note", "bring")
# What a space says of an activity; neither whose it is nor where it was copied from.
ACTIVITY_FIELDS = (
    *(f"{name}_{code}" for name in WORDS for code in LANGUAGES),
    "theme",
    "level",
    "framework",
    "competences",
    "language",
    "price",
    "minimum",
    "maximum",
    "is_shared",
)


class NotShared(Exception):
    """The activity belongs to another space, which does not share it."""


@transaction.atomic
def create_activity(space: Space, values: Mapping[str, object], *, by=None) -> Activity:
    """A new activity of a space. Raises `ValidationError` by field."""
    _refuse_foreign(values)
    activity = Activity(space=space, **values)
    activity.full_clean(exclude=["space"])
    activity.save()
    LogEntry.record(activity, "create", by=by)
    return activity


@transaction.atomic
def change_activity(
    activity: Activity, values: Mapping[str, object], *, by=None, read: str | None = None
) -> Saved:
    """Change what is said of it. `read` is the note of what was shown.

    Raises `Clash` when somebody else changed the same meanwhile, `ValidationError` by field.
    """
    _refuse_foreign(values)
    row = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    written, saved = settle(values_of(row, list(values)), values, read)
    for name, value in written.items():
        setattr(row, name, value)
    if saved.changed:
        row.clean_fields(exclude=[f.name for f in row._meta.fields if f.name not in written])
        try:
            row.validate_constraints()
        except ValidationError as fault:
            raise ValidationError({"minimum": fault.messages}) from fault
        row.save(update_fields=saved.changed)
        LogEntry.record(row, "change", by=by, note=" ".join(saved.changed))
    return saved


def _refuse_foreign(values: Mapping[str, object]) -> None:
    foreign = set(values) - set(ACTIVITY_FIELDS)
    if foreign:
        raise ValueError(f"not to be changed here: {', '.join(sorted(foreign))}")


@transaction.atomic
def copy_activity(activity: Activity, space: Space, *, by=None) -> Activity:
    """The same for a space, to be changed there: its own one, or one that another space shares.

    Raises `NotShared` for any other.
    """
    if activity.space_id != space.pk and not activity.is_shared:
        raise NotShared
    values = {name: getattr(activity, name) for name in ACTIVITY_FIELDS}
    copy = Activity.objects.create(
        space=space, copied_from=activity, **{**values, "is_shared": False}
    )
    LogEntry.record(copy, "copy", by=by)
    return copy


@transaction.atomic
def set_hold_hours(space: Space, hours: int, *, by=None) -> EnrolmentRules:
    """For how long a seat that became free is held for the next person."""
    rules, _is_new = EnrolmentRules.objects.get_or_create(space=space)
    rules.hold_hours = hours
    rules.full_clean(exclude=["space"])
    rules.save()
    LogEntry.record(rules, "change", by=by, note=f"hold_hours {hours}")
    return rules
