"""Sets of spaces and sites, named by what they mean."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.holding import holds, uuids_of
from halte.accounts.scopes import REGION, Scope
from halte.core.globe import metres_to
from halte.network.enums import Price, Wheelchair
from halte.network.folding import fold

# Of a search, the words after these are left out.
MOST_WORDS = 8


def _since_midnight(moment: time) -> timedelta:
    return timedelta(
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        microseconds=moment.microsecond,
    )


class SpaceQuerySet(models.QuerySet):
    def published(self) -> "SpaceQuerySet":
        return self.filter(is_published=True)

    def visible_to(self, user) -> "SpaceQuerySet":
        """Published spaces are everybody's; the others are seen by those who work with them."""
        return self.filter(Q(is_published=True) | worked_with(user))

    def in_scope(self, scope: Scope) -> "SpaceQuerySet":
        """The space itself, or those of an organisation."""
        if scope.kind == ScopeKind.SPACE:
            return self.filter(uuid=scope.uuid)
        if scope.kind == ScopeKind.ORGANISATION:
            return self.filter(organisation__uuid=scope.uuid)
        return self.none()

    def worked_with_by(self, user) -> "SpaceQuerySet":
        """Spaces whose team somebody is of, or which she manages or oversees."""
        return self.filter(worked_with(user))

    def called(self, text: str) -> "SpaceQuerySet":
        """Whose name, organisation, municipality or postcode holds every word of the text."""
        words = fold(text).split()[:MOST_WORDS]
        found = self if words else self.none()
        for word in words:
            there = self.model.objects.filter(
                Q(sites__postcode=word) | Q(sites__municipality__names__folded__contains=word)
            )
            names = Q(folded__contains=word) | Q(organisation__folded__contains=word)
            found = found.filter(names | Q(pk__in=there.order_by().values("pk")))
        return found


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrganisationQuerySet":
        """Those that somebody manages; all for the Region's people and its auditors."""
        if holds(user, {Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR}, REGION):
            return self
        return self.filter(uuid__in=uuids_of(user, {Role.MANAGER}, ScopeKind.ORGANISATION))


def worked_with(user, prefix: str = "") -> Q:
    """Spaces of somebody's own, of her organisations, or all for the Region's people.

    `prefix` leads to the space from the rows that are asked for, such as `space__`.
    """
    if holds(user, {Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR}, REGION):
        return Q(**{f"{prefix}pk__isnull": False})
    own = uuids_of(user, {Role.FACILITATOR, Role.COORDINATOR}, ScopeKind.SPACE)
    managed = uuids_of(user, {Role.MANAGER}, ScopeKind.ORGANISATION)
    return Q(**{f"{prefix}uuid__in": own}) | Q(**{f"{prefix}organisation__uuid__in": managed})


def knows_people_of(user, prefix: str = "") -> Q:
    """Rows of spaces whose visitors somebody may know: her team alone, whoever is above it."""
    own = uuids_of(user, {Role.FACILITATOR, Role.COORDINATOR}, ScopeKind.SPACE)
    return Q(**{f"{prefix}uuid__in": own})


class SiteQuerySet(models.QuerySet):
    """Sites, each a candidate answer to "where near me?"."""

    def in_use(self) -> "SiteQuerySet":
        """Without those that were given up."""
        return self.filter(closed_on__isnull=True)

    def published(self) -> "SiteQuerySet":
        return self.in_use().filter(space__is_published=True)

    def for_answers(self) -> "SiteQuerySet":
        """With everything that an answer shows, in a constant number of queries."""
        exceptions = (
            self._related("exceptions")
            .filter(last__gte=timezone.localdate() - timedelta(days=1))
            .prefetch_related("slots")
        )
        return (
            self.defer(
                "place", "municipality__boundary", "space__folded", "space__organisation__folded"
            )
            .select_related("space__organisation", "municipality")
            .prefetch_related("periods", Prefetch("exceptions", exceptions))
        )

    # ---- One site a space, nearest or first ----

    def with_distance(self, lat: float, lon: float) -> "SiteQuerySet":
        """Annotate `distance` in metres; sites without a position have none."""
        return self.annotate(distance=metres_to(lat, lon))

    def nearest_of_space(
        self, lat: float, lon: float, among: "SiteQuerySet | None" = None
    ) -> "SiteQuerySet":
        """Of each space only the site nearest to a point; needs `with_distance` before.

        `among` are the sites that compete (step-free ones, open ones); all unless given.
        """
        competing = self.model.objects.in_use() if among is None else among
        rivals = (
            competing.filter(space=OuterRef("space"), lat__isnull=False)
            .annotate(rival=metres_to(lat, lon))
            .filter(
                Q(rival__lt=OuterRef("distance"))
                | Q(rival=OuterRef("distance"), pk__lt=OuterRef("pk"))
            )
        )
        return self.filter(~Exists(rivals), lat__isnull=False)

    def first_of_space(self, among: "SiteQuerySet | None" = None) -> "SiteQuerySet":
        """Of each space only its first site (of those `among` the given ones)."""
        competing = self.model.objects.in_use() if among is None else among
        earlier = competing.filter(space=OuterRef("space"), position__lt=OuterRef("position"))
        return self.filter(~Exists(earlier))

    # ---- What it offers ----

    def offering(self, *services: str) -> "SiteQuerySet":
        return self.filter(space__services__contains=list(services))

    def offering_any(self, *services: str) -> "SiteQuerySet":
        return self.filter(space__services__overlap=list(services))

    def speaking(self, *languages: str) -> "SiteQuerySet":
        return self.filter(space__languages__contains=list(languages))

    def step_free(self) -> "SiteQuerySet":
        return self.filter(wheelchair=Wheelchair.YES)

    def free(self) -> "SiteQuerySet":
        return self.filter(space__price=Price.FREE)

    def mobile(self) -> "SiteQuerySet":
        return self.filter(space__is_mobile=True)

    # ---- When it is open ----

    def open_at(self, moment: datetime) -> "SiteQuerySet":
        """Open at a moment, by the rule of `hours.is_open` (a test holds the two together)."""
        local = timezone.localtime(moment)
        today, now = local.date(), local.time()
        during = Q(opens__lte=now, ends__gt=_since_midnight(now))
        past_midnight = Q(ends__gt=_since_midnight(now) + timedelta(days=1))
        return self.filter(
            self._has_slot(today, during)
            | self._has_slot(today - timedelta(days=1), past_midnight),
            hours_confirmed_on__isnull=False,
        )

    def open_weekly(self, weekdays: list[int], *, after: time, today: date) -> "SiteQuerySet":
        """Open each week on one of the weekdays at some time later than `after`."""
        late = (
            self._related("periods")
            .filter(site=OuterRef("pk"), weekday__in=weekdays, ends__gt=_since_midnight(after))
            .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        )
        return self.filter(Exists(late), hours_confirmed_on__isnull=False)

    def _has_slot(self, day: date, times: Q) -> Q:
        """Sites whose hours of a day, exceptions before weekly hours, hold a slot of the times."""
        exception = self._related("exceptions").filter(
            site=OuterRef("pk"), first__lte=day, last__gte=day
        )
        special = exception.model._meta.get_field("slots").related_model.objects.filter(
            times,
            exception__site=OuterRef("pk"),
            exception__first__lte=day,
            exception__last__gte=day,
        )
        weekly = self._related("periods").filter(
            times,
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            site=OuterRef("pk"),
            weekday=day.weekday(),
        )
        return Exists(special) | (~Exists(exception) & Exists(weekly))

    def _related(self, name: str) -> models.QuerySet:
        """All rows of a relation's model (which, living in `hours.py`, imports this module)."""
        return self.model._meta.get_field(name).related_model.objects.all()
