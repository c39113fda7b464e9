"""Acts on the register: each changes the world in one place, for pages, API and commands alike."""

from halte.network.domain.corrections import (
    CORRECTION_TRANSITIONS,
    CORRECTIONS_KEPT,
    apply_correction,
    dismiss_correction,
    forget_corrections,
    reopen_correction,
    report_mistake,
)

__all__ = [
    "CORRECTIONS_KEPT",
    "CORRECTION_TRANSITIONS",
    "apply_correction",
    "dismiss_correction",
    "forget_corrections",
    "reopen_correction",
    "report_mistake",
]
