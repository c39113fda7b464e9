"""The board of the desk: who is here, the computers, who is expected; a constant few queries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halte.desk.domain.room import closing_of
from halte.desk.enums import OccupancyKind, OccupancyState, Purpose, TicketState
from halte.desk.models import Occupancy, Ticket, Visit, Workstation
from halte.desk.presenting import Chip, chips_of, full_name, names_of, short_name
from halte.network.models import Site, Space
from halte.workshops.enums import SessionState
from halte.workshops.models import Call, Session

SOON = timedelta(minutes=5)
# A reservation is shown on its computer so long before it begins.
AHEAD = timedelta(minutes=30)
MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is here."""

    visit: Visit
    name: str
    is_named: bool
    purposes: list[Chip]
    computers: str


@dataclass(frozen=True, slots=True)
class Computer:
    """One computer as the desk sees it; `state` is free, busy, soon, over, out or held."""

    label: str
    state: str
    icon: str
    words: str
    who: str = ""
    clock: datetime | None = None
    # Of the time that was given, what is left, in hundredths.
    share: int = 0
    # Minutes beyond the end.
    late: int = 0
    is_for_walking_in: bool = False
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number in the queue; nobody's name."""

    number: int
    purpose: str
    minutes: int
    is_called: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the screen that changes by itself."""

    now: datetime
    closes_at: datetime | None
    present: list[Presence]
    heads: int
    visits: int
    computers: list[Computer]
    sessions: list[Session]
    calls: int
    queue: list[Waiting]

    @property
    def busy(self) -> int:
        return sum(each.state in {"busy", "soon", "over"} for each in self.computers)

    @property
    def late(self) -> list[Computer]:
        return [each for each in self.computers if each.state == "over"]

    @property
    def broken(self) -> list[Computer]:
        return [each for each in self.computers if each.state == "out"]

    @property
    def waiting(self) -> int:
        return sum(not each.is_called for each in self.queue)


def board(space: Space, now: datetime | None = None) -> Board:
    """What is going on in a space; the number of queries does not grow with the people."""
    now = now or timezone.now()
    visits = list(
        Visit.objects.present()
        .filter(space=space)
        .select_related("visitor__identity")
        .order_by("arrived_at", "pk")
    )
    names = names_of(visits)
    taken, stations = _taken(space, now), list(Workstation.objects.in_use().filter(space=space))
    return Board(
        now=now,
        closes_at=_closing(space, now),
        present=_present(visits, names, taken, stations),
        heads=sum(row.heads for row in visits),
        visits=visits_of_day(space, now).count(),
        computers=_computers(stations, taken, names, now),
        sessions=_sessions(space, now),
        calls=_calls(space, now),
        queue=_queue(space, now),
    )


def day_of(moment: datetime) -> tuple[datetime, datetime]:
    """The day of a moment by the clock of the place, from midnight to midnight."""
    first = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    # Through the calendar: the day the clock changes has 23 or 25 hours.
    return first, timezone.make_aware(datetime.combine(first.date(), first.time()) + timedelta(1))


def visits_of_day(space: Space, moment: datetime):
    """The visits that count, of the day of a moment."""
    first, after = day_of(moment)
    return Visit.objects.counted().filter(space=space, arrived_at__gte=first, arrived_at__lt=after)


def _closing(space: Space, now: datetime) -> datetime | None:
    site = Site.objects.in_use().filter(space=space).for_answers().first()
    return closing_of(site, now) if site else None


def _taken(space: Space, now: datetime) -> list[Occupancy]:
    """What has computers now, or soon."""
    near = Q(during__startswith__lte=now + AHEAD, during__endswith__gt=now)
    stays = Q(state=OccupancyState.RUNNING, kind__in=[OccupancyKind.SESSION, OccupancyKind.REPAIR])
    rows = Occupancy.objects.taking().filter(near | stays, space=space)
    return list(
        rows.select_related("visit__visitor__identity", "visitor__identity").order_by("during")
    )


def _present(
    visits: list[Visit],
    names: Mapping[int, str],
    taken: list[Occupancy],
    stations: list[Workstation],
) -> list[Presence]:
    at: dict[int | None, list[int]] = {}
    for row in taken:
        if row.kind == OccupancyKind.SESSION:
            at.setdefault(row.visit_id, []).append(row.workstation_id)
    labels = {station.pk: station.label for station in stations}
    return [
        Presence(
            visit=row,
            name=names[row.pk],
            is_named=row.heads > 1 or bool(full_name(row.visitor)),
            purposes=chips_of(row),
            computers=", ".join(labels.get(pk, "") for pk in at.get(row.pk, [])),
        )
        for row in visits
    ]


def _computers(
    stations: list[Workstation], taken: list[Occupancy], names: Mapping[int, str], now: datetime
) -> list[Computer]:
    by_station: dict[int, list[Occupancy]] = {}
    for row in taken:
        by_station.setdefault(row.workstation_id, []).append(row)
    return [
        replace(_computer(each, by_station.get(each.pk, []), names, now), uuid=each.uuid)
        for each in stations
    ]


def _computer(
    station: Workstation, rows: list[Occupancy], names: Mapping[int, str], now: datetime
) -> Computer:
    """What stands on it now goes before what comes."""
    running = [row for row in rows if row.state == OccupancyState.RUNNING]
    for row in [*running, *rows]:
        match row.kind:
            case OccupancyKind.SESSION:
                return _in_use(station, row, names, now)
            case OccupancyKind.REPAIR:
                since = row.starts_at
                return Computer(
                    station.label, "out", "wrench-adjustable", _("Out of order"), clock=since
                )
            case OccupancyKind.WORKSHOP:
                words = _("For a workshop")
                return Computer(station.label, "held", "easel-fill", words, clock=row.starts_at)
            case _:
                who = short_name(full_name(row.visitor) or _("Somebody"))
                return Computer(
                    station.label, "held", "lock-fill", _("Reserved"), who, row.starts_at
                )
    return Computer(
        station.label,
        "free",
        "check-circle-fill",
        pgettext("computer", "Free"),
        is_for_walking_in=not station.is_reservable,
    )


def _in_use(
    station: Workstation, row: Occupancy, names: Mapping[int, str], now: datetime
) -> Computer:
    end = row.ends_at or now
    who = names.get(row.visit_id or 0, _("No name"))
    minutes = int((end - now).total_seconds() // 60)
    if end <= now:
        late = int((now - end).total_seconds() // 60)
        words = pgettext("computer", "Over")
        return Computer(
            station.label, "over", "exclamation-circle-fill", words, who, end, 100, late
        )
    share = round(100 * (end - now) / (end - row.starts_at))
    words = _("%(minutes)d min") % {"minutes": minutes}
    if end - now <= SOON:
        return Computer(station.label, "soon", "hourglass-split", words, who, end, share)
    return Computer(station.label, "busy", "", words, who, end, share)


def _sessions(space: Space, now: datetime) -> list[Session]:
    """The workshops of today that are not over."""
    _first, after = day_of(now)
    rows = Session.objects.filter(
        space=space, state=SessionState.PUBLISHED, ends_at__gt=now, starts_at__lt=after
    )
    return list(rows.select_related("activity").order_by("starts_at"))


def _calls(space: Space, now: datetime) -> int:
    """How many people have to be told something by telephone."""
    to_make = Call.objects.filter(space=space, done_at__isnull=True, until__gt=now)
    return to_make.order_by().values("enrolment__visitor").distinct().count()


def _queue(space: Space, now: datetime) -> list[Waiting]:
    rows = Ticket.objects.filter(
        space=space, day=timezone.localdate(now), state__in=TicketState.open()
    )
    return [
        Waiting(
            number=row.number,
            purpose=str(Purpose(row.purpose).label) if row.purpose else "",
            minutes=int((now - row.taken_at).total_seconds() // 60),
            is_called=row.state == TicketState.CALLED,
        )
        for row in rows[:MOST_WAITING]
    ]
