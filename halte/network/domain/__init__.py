"""Acts on the register: each changes the world in one place, for pages, API and commands alike."""

from halte.network.domain.confirming import (
    NothingToUndo,
    can_undo,
    confirm_space,
    undo_confirmation,
)
from halte.network.domain.corrections import (
    CORRECTION_TRANSITIONS,
    apply_correction,
    dismiss_correction,
    reopen_correction,
    report_mistake,
)

__all__ = [
    "CORRECTION_TRANSITIONS",
    "NothingToUndo",
    "apply_correction",
    "can_undo",
    "confirm_space",
    "dismiss_correction",
    "reopen_correction",
    "report_mistake",
    "undo_confirmation",
]
