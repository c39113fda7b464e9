"""When a site is open, and where a mobile space goes."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from halte.core.history import tracked
from halte.core.triggers import raises_revision
from halte.network.enums import CoordinatesSource, OpeningKind
from halte.network.models.places import Municipality
from halte.network.models.spaces import Site, Space


class EndOfSlot(Func):
    """The time from the midnight before to the end of a slot, beyond 24 hours if that is later.

    One column that an index and its statistics can answer, where "closes, unless it is the next
    day" cannot.
    """

    output_field = models.DurationField()
    arity = 2

    def as_sql(self, compiler, connection, **extra):
        opens, closes = (compiler.compile(part)[0] for part in self.source_expressions)
        day = f"CASE WHEN {closes} <= {opens} THEN '1 day'::interval ELSE '0'::interval END"
        return f"({closes} - '00:00'::time + {day})", []


def _days() -> Func:
    """The days from `first` to `last`, both included."""
    return Func("first", "last", Value("[]"), function="daterange", output_field=DateRangeField())


@tracked(part_of="site")
class Season(models.Model):
    """A range of days with a week of its own, like the summer.

    On its days its periods stand instead of the usual ones: `halte/network/hours/timeline.py`.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="seasons")
    name = models.CharField(max_length=80)
    first = models.DateField()
    last = models.DateField()  # that day included

    NOT_PERSONAL = {"name": "of a part of the year"}

    class Meta:
        ordering = ["first", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=F("last")),
                name="season_runs_forwards",
                violation_error_message=_("The last day comes before the first."),
            ),
            ExclusionConstraint(
                name="seasons_do_not_overlap",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another season already covers one of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first} – {self.last}"


@tracked(part_of="site")
class OpeningPeriod(models.Model):
    """Each week, on one weekday, from one time to another; to the next day if it ends earlier."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="periods")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens = models.TimeField()
    closes = models.TimeField()  # 00:00 is midnight at the end of the day
    ends = models.GeneratedField(
        expression=EndOfSlot("opens", "closes"),
        output_field=models.DurationField(),
        db_persist=True,
    )
    kind = models.CharField(
        max_length=20, choices=OpeningKind.options, default=OpeningKind.FREE_ACCESS
    )
    facilitator_present = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)  # that day included
    # Of a season; without one, of the usual week.
    season = models.ForeignKey(
        Season, models.CASCADE, null=True, blank=True, related_name="periods"
    )

    class Meta:
        ordering = ["weekday", "opens", "closes", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_0_to_6"),
            models.CheckConstraint(
                condition=~Q(opens=F("closes")),
                name="period_has_a_length",
                violation_error_message=_("A period cannot end at the time it starts."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="period_is_valid_forwards",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]
        indexes = [models.Index(fields=["weekday", "ends"], name="periods_by_time")]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M} {self.kind}"


@tracked(part_of="site")
class OpeningException(models.Model):
    """Days on which the weekly hours do not hold: closed, or open at other times."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="exceptions")
    first = models.DateField()
    last = models.DateField()  # that day included
    reason_fr = models.CharField(max_length=120, blank=True)
    reason_nl = models.CharField(max_length=120, blank=True)
    reason_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["first", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=F("last")),
                name="exception_runs_forwards",
                violation_error_message=_("The last day comes before the first."),
            ),
            ExclusionConstraint(
                name="exceptions_do_not_overlap",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    (
                        Func(
                            "first",
                            "last",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another exception already covers one of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


@tracked(part_of="exception")
class SpecialSlot(models.Model):
    """Open hours during an exception; an exception without any is a closure."""

    exception = models.ForeignKey(OpeningException, models.CASCADE, related_name="slots")
    opens = models.TimeField()
    closes = models.TimeField()
    ends = models.GeneratedField(
        expression=EndOfSlot("opens", "closes"),
        output_field=models.DurationField(),
        db_persist=True,
    )
    kind = models.CharField(
        max_length=20, choices=OpeningKind.options, default=OpeningKind.FREE_ACCESS
    )

    class Meta:
        ordering = ["opens", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(opens=F("closes")),
                name="slot_has_a_length",
                violation_error_message=_("A period cannot end at the time it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


class OutingQuerySet(models.QuerySet):
    def coming(self, now: datetime) -> "OutingQuerySet":
        """Not over yet, the next one first."""
        return self.filter(ends_at__gte=now).select_related("municipality").order_by("starts_at")

    def next_of(self, spaces: Iterable[Space], now: datetime) -> dict[int, "Outing"]:
        """The next outing of each mobile space, by the space's id; no query when none is mobile."""
        mobile = [space.pk for space in spaces if space.is_mobile]
        if not mobile:
            return {}
        rows = self.coming(now).filter(space__in=mobile)
        return {
            row.space_id: row for row in rows.order_by("space_id", "starts_at").distinct("space_id")
        }


@tracked(part_of="space")
class Outing(models.Model):
    """A mobile space goes somewhere: a place, a time, often a partner."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="outings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=4)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="outings")
    partner = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    coordinates_source = models.CharField(
        max_length=20, blank=True, choices=CoordinatesSource.options
    )

    NOT_PERSONAL = {"street": "a place that is open to the public"}

    objects = OutingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        triggers = [raises_revision("network")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="outing_runs_forwards",
                violation_error_message=_("The outing ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True, coordinates_source="")
                | Q(lat__range=(-90, 90), lon__range=(-180, 180)) & ~Q(coordinates_source=""),
                name="outing_coordinates_have_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %H:%M} {self.place}"
