import pytest

from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused
from halte.network import domain
from halte.network.enums import CorrectionState
from halte.network.tests.factories import SpaceFactory

pytestmark = pytest.mark.django_db

ACTS = {
    "apply": domain.apply_correction,
    "dismiss": domain.dismiss_correction,
    "reopen": domain.reopen_correction,
}


def correction(state: str):
    row = domain.report_mistake(SpaceFactory(), topic="hours", message="", language="fr")
    type(row).objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize("state", CorrectionState.values)
def test_every_verb_from_every_state(verb, state):
    sources, target = domain.CORRECTION_TRANSITIONS[verb]
    row = correction(state)
    if state in sources:
        ACTS[verb](row, by=None, note="seen")
        row.refresh_from_db()
        assert row.state == target
        entry = LogEntry.objects.first()
        assert (entry.verb, entry.source, entry.target, entry.note) == (verb, state, target, "seen")
    else:
        with pytest.raises(TransitionRefused):
            ACTS[verb](row, by=None)
        row.refresh_from_db()
        assert row.state == state
        assert LogEntry.objects.filter(verb=verb).count() == 0


def test_acts_cover_the_table():
    assert set(ACTS) == set(domain.CORRECTION_TRANSITIONS)
