"""What readers say is wrong: reporting, deciding."""

from django.db import transaction

from halte.core.models import LogEntry
from halte.core.transitions import move
from halte.network.enums import CorrectionState
from halte.network.models import Correction, Space

RECEIVED, APPLIED, DISMISSED = CorrectionState

CORRECTION_TRANSITIONS = {
    "apply": ({RECEIVED}, APPLIED),
    "dismiss": ({RECEIVED}, DISMISSED),
    "reopen": ({APPLIED, DISMISSED}, RECEIVED),
}


@transaction.atomic
def report_mistake(space: Space, *, topic: str, message: str, language: str) -> Correction:
    """A reader says that something on the space's page is wrong; it waits in the queue."""
    correction = Correction.objects.create(
        space=space, topic=topic, message=message.strip(), language=language
    )
    LogEntry.record(correction, "report", target=correction.state)
    return correction


def apply_correction(correction: Correction, *, by, note: str = "") -> Correction:
    """The page was put right."""
    return move(correction, "apply", CORRECTION_TRANSITIONS, by=by, note=note)


def dismiss_correction(correction: Correction, *, by, note: str = "") -> Correction:
    """There was nothing to put right."""
    return move(correction, "dismiss", CORRECTION_TRANSITIONS, by=by, note=note)


def reopen_correction(correction: Correction, *, by, note: str = "") -> Correction:
    """Look at it again: the decision was a mistake."""
    return move(correction, "reopen", CORRECTION_TRANSITIONS, by=by, note=note)
