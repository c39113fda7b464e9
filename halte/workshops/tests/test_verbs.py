"""Every verb from every state. The table is written by hand: it is the promise, not the code."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.core.transitions import TransitionRefused
from halte.visitors.models import Visitor
from halte.workshops.codes import new_code
from halte.workshops.domain import attendance, enrolments, sessions
from halte.workshops.domain.enrolments import ENROLMENT_TRANSITIONS
from halte.workshops.enums import EnrolmentState, Source
from halte.workshops.models import Enrolment
from halte.workshops.tests.factories import ActivityFactory, SessionFactory, soon

pytestmark = pytest.mark.django_db
REFUSED = "refused"
# Acts on a whole session leave alone whom they do not concern.
OF_A_SESSION = {"offer", "expire", "call_off"}
MOVES = {
    "offer": {"waiting": "held"},
    "confirm": {"held": "confirmed"},
    "expire": {"held": "expired"},
    "cancel": {"waiting": "cancelled", "held": "cancelled", "confirmed": "cancelled"},
    "call_off": {"waiting": "called_off", "held": "called_off", "confirmed": "called_off"},
    "give_up": {"held": "waiting", "confirmed": "waiting"},
    "attend": {
        "waiting": "attended",
        "held": "attended",
        "confirmed": "attended",
        "absent": "attended",
    },
    "miss": {"confirmed": "absent", "attended": "absent"},
    "unmark": {"attended": "confirmed", "absent": "confirmed"},
    "unmark_held": {"attended": "held", "absent": "held"},
    "unmark_waiting": {"attended": "waiting", "absent": "waiting"},
    "unmark_walk_in": {"attended": "cancelled", "absent": "cancelled"},
}
ACTS = {
    "offer": lambda row: enrolments.pass_on(row.session),
    "confirm": enrolments.confirm,
    "expire": lambda _row: enrolments.expire_holds(timezone.now() + timedelta(hours=2)),
    "cancel": enrolments.cancel,
    "call_off": lambda row: sessions.cancel_session(row.session),
    "give_up": lambda row: sessions.change_session(row.session, {"capacity": 4}, giving_up=[row]),
    "attend": attendance.mark_attended,
    "miss": attendance.mark_absent,
    "unmark": attendance.unmark,
    "unmark_held": attendance.unmark,
    "unmark_waiting": attendance.unmark,
    "unmark_walk_in": attendance.unmark,
}
# Where she stood before she was marked, for the verbs that take a mark back.
STOOD = {"unmark_held": EnrolmentState.HELD, "unmark_waiting": EnrolmentState.WAITING}


def standing(activity, verb: str, state: str) -> Enrolment:
    """Somebody in this state, in a session of her own that has just begun; or comes, for offers."""
    start = soon() if verb == "offer" else timezone.now() - timedelta(minutes=10)
    session = SessionFactory(activity=activity, starts_at=start, capacity=5)
    row = Enrolment.objects.create(
        session=session,
        space=session.space,
        visitor=Visitor.objects.create(space=session.space, language="fr"),
        code=new_code(session.space_id),
        source=Source.WALK_IN if verb == "unmark_walk_in" else Source.PUBLIC,
        **_at(STOOD.get(verb, state)),
    )
    if verb in STOOD:
        attendance.mark_attended(row)
        Enrolment.objects.filter(pk=row.pk).update(**_at(state))
    return Enrolment.objects.select_related("session", "visitor").get(pk=row.pk)


def _at(state: str) -> dict:
    held = state == EnrolmentState.HELD
    return {"state": state, "held_until": timezone.now() + timedelta(hours=1) if held else None}


def outcome(row: Enrolment, verb: str) -> str:
    """The state afterwards; "refused" where the act says no and changes nothing."""
    before = row.state
    try:
        ACTS[verb](row)
    except TransitionRefused:
        assert Enrolment.objects.get(pk=row.pk).state == before
        return REFUSED
    return Enrolment.objects.get(pk=row.pk).state


@pytest.mark.parametrize("verb", MOVES)
def test_every_verb_from_every_state(verb):
    activity = ActivityFactory()
    found = {str(state): outcome(standing(activity, verb, state), verb) for state in EnrolmentState}
    left = {str(state): str(state) if verb in OF_A_SESSION else REFUSED for state in EnrolmentState}
    assert found == left | MOVES[verb]


def test_no_mark_is_taken_back_in_a_session_that_is_cancelled():
    row = standing(ActivityFactory(), "unmark", EnrolmentState.ATTENDED)
    sessions.cancel_session(row.session)
    assert outcome(row, "unmark") == REFUSED


def test_table_is_whole():
    assert set(MOVES) == set(ENROLMENT_TRANSITIONS)
