"""`halte load generated`: rows for benches."""

import io

import pytest
from django.core.management import CommandError, call_command

from halte.network import models
from halte.network.tests.factories import PostcodeFactory, SpaceFactory
from halte.network.tests.test_load_brussels import dump

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_generated_spaces_are_valid_and_marked():
    PostcodeFactory()
    run("load", "generated", "--count", "60")
    assert models.Space.objects.count() == models.Site.objects.count() == 60
    assert models.Organisation.objects.count() == 3
    for name in ("Organisation", "Space", "Site", "OpeningPeriod"):
        for row in getattr(models, name).objects.all():
            row.full_clean()
    names = models.Space.objects.values_list("name_fr", flat=True)
    assert all(name.endswith("(generated)") for name in names)


def test_unload_leaves_the_others():
    PostcodeFactory()
    SpaceFactory()
    before = dump()
    run("load", "generated", "--count", "5")
    run("unload", "generated")
    after = dump()
    assert after.pop("Revision") != before.pop("Revision")
    assert after == before


def test_a_second_time_is_refused():
    PostcodeFactory()
    run("load", "generated", "--count", "1")
    with pytest.raises(CommandError, match="halte unload generated"):
        run("load", "generated", "--count", "1")


@pytest.mark.parametrize("count", ["0", "-1", "1000001"])
def test_odd_counts_are_refused(count):
    PostcodeFactory()
    with pytest.raises(CommandError, match="from 1 to 1000000"):
        run("load", "generated", "--count", count)


def test_generated_spaces_need_municipalities():
    with pytest.raises(CommandError, match="halte load brussels"):
        run("load", "generated", "--count", "1")
