"""The sample of the desk: believable, and gone without a trace."""

import pytest
from django.utils import timezone

from halte.core import rows
from halte.core.models import LogEntry
from halte.desk import sample
from halte.desk.domain import room, visits
from halte.desk.models import Occupancy, Visit, Workstation
from halte.desk.today import board
from halte.network.models import SampleTrace
from halte.network.tests.factories import SiteFactory
from halte.visitors.models import Identity, Visitor

pytestmark = pytest.mark.django_db
TABLES = (Workstation, Occupancy, Visit, Visitor, Identity, LogEntry, SampleTrace)


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_sample_shows_a_busy_morning_and_leaves_nothing_behind():
    site = SiteFactory(space__slug="arc")
    with rows.everything("test"):
        before = counts()
        laid = sample.lay(timezone.localdate())
        assert laid == Visit.objects.count() > 80
        assert all("exemple" in row.name for row in Identity.objects.all())
        found = board(site.space)
        states = [each.state for each in found.computers]
        assert sorted(states) == sorted(["busy"] * 3 + ["soon", "over", "out", "free", "free"])
        assert (found.heads, found.present[0].name) == (7, "Karim A.")
        visits.leave(found.present[0].visit)
        free = Workstation.objects.get(label="PC 8")
        room.start(free, visit=found.present[6].visit)
        sample.take_away()
        assert counts() == before
