"""Invented rows of the desk."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from halte.desk import models
from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.visitors.models import Identity, Visitor


class VisitorFactory(DjangoModelFactory):
    """Somebody with a name and a telephone."""

    class Meta:
        model = Visitor
        skip_postgeneration_save = True

    space = factory.SubFactory(SpaceFactory)
    language = "fr"

    @factory.post_generation
    def identity(self, create, extracted, **values):
        if extracted is None or extracted:
            number = f"+32470{self.pk % 1_000_000:06}"
            known = {"name": f"Ana Exemple {self.pk}", "phone": number, **values}
            until = timezone.now() + timedelta(days=1)
            Identity.objects.create(visitor=self, space=self.space, needed_until=until, **known)


class WorkstationFactory(DjangoModelFactory):
    """A computer that can be reserved."""

    class Meta:
        model = models.Workstation

    site = factory.SubFactory(SiteFactory)
    space = factory.SelfAttribute("site.space")
    label = factory.Sequence(lambda number: f"PC {number + 1}")
    position = factory.Sequence(lambda number: number)
