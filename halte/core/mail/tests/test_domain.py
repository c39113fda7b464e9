import pytest

from halte.core.mail import domain
from halte.core.mail.enums import MessageState
from halte.core.mail.models import Message
from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused, move

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", domain.MAIL_TRANSITIONS)
@pytest.mark.parametrize("state", MessageState.values)
def test_every_verb_from_every_state(verb, state):
    row = domain.send("ana@example.org", template="trial", context={}, language="fr")
    Message.objects.update(state=state, sent_at=row.written_at)
    row.refresh_from_db()
    sources, target = domain.MAIL_TRANSITIONS[verb]
    if state in sources:
        move(row, verb, domain.MAIL_TRANSITIONS)
        row.refresh_from_db()
        entry = LogEntry.objects.first()
        assert (row.state, entry.verb, entry.source, entry.target) == (target, verb, state, target)
    else:
        with pytest.raises(TransitionRefused):
            move(row, verb, domain.MAIL_TRANSITIONS)
        row.refresh_from_db()
        assert (row.state, LogEntry.objects.count()) == (state, 0)
