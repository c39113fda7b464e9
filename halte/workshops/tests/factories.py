"""Rows for tests of workshops: plain, valid, nothing random."""

from datetime import datetime, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from halte.network.enums import Service
from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.visitors.contact import Contact
from halte.workshops import models
from halte.workshops.enums import SessionState


def soon(days: int = 7) -> datetime:
    """Ten in the morning, some days from now."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def somebody(number: int = 1, **fields) -> Contact:
    """The n-th person, who has a telephone."""
    given = {"name": f"Person {number}", "phone": f"+3225551{number:04}", **fields}
    return Contact(**given)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = models.Activity

    space = factory.SubFactory(SpaceFactory)
    title_fr = factory.Sequence(lambda n: f"Atelier {n}")
    title_nl = factory.Sequence(lambda n: f"Workshop {n}")
    title_en = factory.Sequence(lambda n: f"Workshop {n}")
    theme = Service.EMAIL
    maximum = 8


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = models.Series

    activity = factory.SubFactory(ActivityFactory)
    space = factory.SelfAttribute("activity.space")


class SessionFactory(DjangoModelFactory):
    """A published session of two hours in a week, with two seats."""

    class Meta:
        model = models.Session

    activity = factory.SubFactory(ActivityFactory)
    space = factory.SelfAttribute("activity.space")
    site = factory.LazyAttribute(
        lambda row: row.space.sites.first() or SiteFactory(space=row.space)
    )
    starts_at = factory.LazyFunction(soon)
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=2))
    capacity = 2
    state = SessionState.PUBLISHED
