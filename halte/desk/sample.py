"""Invented computers, people and visits for `halte load sample`: six spaces, the last two weeks.

People are invented and say so in their names; nobody has an address. Taking the sample away takes
with it whatever hangs on an invented person or computer.
"""

import random
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from halte.core import rows
from halte.core.models import LogEntry
from halte.desk.enums import Leaving, OccupancyKind, OccupancyState, Purpose
from halte.desk.models import Occupancy, Visit, Workstation
from halte.network.models import SampleTrace, Site, Space
from halte.visitors.enums import Gender, Level, Situation
from halte.visitors.models import Identity, Visitor

SPACES = (
    "open-atelier-110-molenbeek",
    "de-schakel",
    "arc",
    "riches-claires",
    "entrela",
    "bibliojette",
)
PEOPLE = (
    *("Karim Aziz", "Fatima Benali", "Lucie Vermeer", "Mohamed El Idrissi", "Rosa Pinto"),
    *("Mireille Dubois", "Jean Dumont", "Aïcha Mansour", "Pieter Van Damme", "Hassan Omar"),
    *("Elena Rusu", "Nadia Saïdi", "Georges Lambert", "Yusuf Kaya"),
)
INVENTED = "{} (exemple, voorbeeld)"
# Nobody has this number.
PHONE = "+3225551{:03}"
DAYS = 14
A_DAY = 9
COMPUTERS = 8
# Minutes since somebody came who is here now, and whether somebody known.
HERE = ((66, True), (59, True), (51, True), (45, False), (40, True), (19, False), (6, True))
# Minutes left at the computers of those: one is soon over, one is over.
LEFT = (12, 48, 4, 19, -4)
# What people come for, as often as in the visitor study: half of them for papers or work.
REASONS = [
    *[Purpose.ADMINISTRATION] * 4,
    *[Purpose.JOB_SEARCH] * 3,
    *[Purpose.PRINTING] * 3,
    *[Purpose.COMPUTER] * 3,
    *[Purpose.PRIVATE, Purpose.LEARNING, Purpose.OTHER],
]


def lay(today: date) -> int:
    """Write the computers, people and visits; returns how many visits."""
    is_now = today == timezone.localdate()
    now = timezone.now() if is_now else _at(today, time(14, 12))
    laid = 0
    with rows.everything("sample of the desk"):
        for space in Space.objects.filter(slug__in=SPACES).order_by("slug"):
            site = Site.objects.in_use().filter(space=space).first()
            if site is not None:
                laid += _lay_space(space, site, now)
    return laid


def _lay_space(space: Space, site: Site, now: datetime) -> int:
    chance = random.Random(space.slug)  # noqa: S311 - the same sample each time
    stations = Workstation.objects.bulk_create(
        Workstation(
            space=space,
            site=site,
            label=f"PC {number}",
            position=number,
            is_reservable=number != COMPUTERS,
        )
        for number in range(1, COMPUTERS + 1)
    )
    people = _people(space, chance, now)
    past = Visit.objects.bulk_create(_past(space, people, chance, now))
    here = Visit.objects.bulk_create(_present(space, people, chance, now))
    _sit_down(here, stations, now)
    _last_seen([*past, *here])
    for made in (stations, people, [*past, *here]):
        _trace(made)
    return len(past) + len(here)


def _people(space: Space, chance: random.Random, now: datetime) -> list[Visitor]:
    people = Visitor.objects.bulk_create(
        Visitor(
            space=space,
            language=chance.choice(["fr", "nl", "ar"]),
            birth_year=chance.randint(1945, 2006),
            gender=chance.choice(Gender.values),
            postcode=chance.choice(["1060", "1080", "1000", "1090"]),
            situation=chance.choice(Situation.values),
            level=chance.choice(Level.values),
            seen_at=now,
        )
        for _name in PEOPLE
    )
    Identity.objects.bulk_create(
        Identity(
            visitor=visitor,
            space=space,
            name=INVENTED.format(name),
            phone=PHONE.format(number),
            needed_until=now,
        )
        for number, (visitor, name) in enumerate(zip(people, PEOPLE, strict=True))
    )
    return people


def _past(space: Space, people: list[Visitor], chance: random.Random, now: datetime) -> list[Visit]:
    """The working days of the last two weeks: people known and not, and now and then a group."""
    visits = []
    for back in range(1, DAYS + 1):
        day = timezone.localdate(now) - timedelta(days=back)
        if day.weekday() == 6:
            continue
        known = chance.sample(people, A_DAY // 2)
        for visitor in [*known, *[None] * (A_DAY - len(known))]:
            begins = _at(day, time(10)) + timedelta(minutes=chance.randint(0, 360))
            stays = timedelta(minutes=chance.randint(10, 110))
            heads = chance.choice([1] * 11 + [4]) if visitor is None else 1
            visits.append(_visit(space, visitor, heads, chance, begins, begins + stays))
    return visits


def _present(
    space: Space, people: list[Visitor], chance: random.Random, now: datetime
) -> list[Visit]:
    names = iter(people)
    return [
        _visit(space, next(names) if is_known else None, 1, chance, now - timedelta(minutes=ago))
        for ago, is_known in HERE
    ]


def _visit(
    space: Space,
    visitor: Visitor | None,
    heads: int,
    chance: random.Random,
    begins: datetime,
    ends: datetime | None = None,
) -> Visit:
    return Visit(
        space=space,
        visitor=visitor,
        heads=heads,
        purposes=[str(chance.choice(REASONS))],
        arrived_at=begins,
        left_at=ends,
        leaving=Leaving.SAID if ends else "",
    )


def _last_seen(visits: list[Visit]) -> None:
    """Each of the people was seen at her last visit."""
    people = {visit.visitor.pk: visit.visitor for visit in visits if visit.visitor}
    for visit in sorted(visits, key=lambda row: row.arrived_at):
        if visit.visitor:
            people[visit.visitor.pk].seen_at = visit.arrived_at
    Visitor.objects.bulk_update(people.values(), ["seen_at"])


def _sit_down(here: list[Visit], stations: list[Workstation], now: datetime) -> None:
    """Who is here sits at a computer; one more computer is out of order."""
    taken = [
        Occupancy(
            space_id=visit.space_id,
            workstation=station,
            kind=OccupancyKind.SESSION,
            state=OccupancyState.RUNNING,
            during=DateTimeTZRange(
                min(visit.arrived_at, now - timedelta(minutes=30)), now + timedelta(minutes=left)
            ),
            visit=visit,
        )
        for visit, station, left in zip(here, stations, LEFT, strict=False)
    ]
    repair = Occupancy(
        space_id=stations[0].space_id,
        workstation=stations[len(LEFT)],
        kind=OccupancyKind.REPAIR,
        state=OccupancyState.RUNNING,
        during=DateTimeTZRange(now - timedelta(days=2), None),
    )
    Occupancy.objects.bulk_create([*taken, repair])


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _trace(made: list) -> None:
    label = made[0]._meta.label_lower
    SampleTrace.objects.bulk_create(
        SampleTrace(model=label, row_id=row.pk, after={}) for row in made
    )


def take_away() -> int:
    """Take it all away with what hangs on it; returns how many visits."""
    with rows.everything("sample of the desk is taken away"):
        stations, people = _traced(Workstation), _traced(Visitor)
        visits = _traced(Visit) | Visit.objects.filter(visitor__in=people.values("pk"))
        count = visits.count()
        _delete(Occupancy.objects.filter(workstation__in=stations.values("pk")))
        _delete(visits)
        keys = list(people.values_list("pk", flat=True))
        # Who enrolled for a real workshop stays, as an invented person there.
        alone = Visitor.objects.filter(pk__in=keys, enrolments=None, outcomes=None)
        Identity.objects.filter(visitor__in=alone.values("pk")).delete()
        _delete(alone)
        _delete(stations)
    for model in (Workstation, Visitor, Visit):
        SampleTrace.objects.filter(model=model._meta.label_lower, field="").delete()
    return count


def _traced(model):
    traces = SampleTrace.objects.filter(model=model._meta.label_lower, field="")
    return model.objects.filter(pk__in=traces.values("row_id"))


def _delete(found) -> None:
    """Delete rows and what the log says of them."""
    keys = list(found.values_list("pk", flat=True))
    kind = ContentType.objects.get_for_model(found.model)
    LogEntry.objects.filter(content_type=kind, object_id__in=keys).delete()
    found.model.objects.filter(pk__in=keys).delete()
