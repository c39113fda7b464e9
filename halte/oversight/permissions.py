"""Who may look over the platform itself: the coordination."""

from halte.accounts.permissions import is_coordination as can_read_outbox

__all__ = ["can_read_outbox"]
