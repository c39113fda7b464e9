"""The factories: each makes a row that its own model accepts."""

import inspect

import pytest
from factory.django import DjangoModelFactory

from halte.network import models
from halte.network.tests import factories

FACTORIES = [
    made
    for _, made in inspect.getmembers(factories, inspect.isclass)
    if issubclass(made, DjangoModelFactory) and made is not DjangoModelFactory
]

pytestmark = pytest.mark.django_db


def test_factories_exist_for_every_model():
    made = {factory._meta.get_model_class().__name__ for factory in FACTORIES}
    # Seasons are made by the editor of hours, reminders by their job.
    assert made | {"Season", "Reminder"} == set(models.__all__)


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_factory_makes_a_valid_row(factory):
    factory().full_clean()
