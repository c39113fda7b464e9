"""Who may do what with the register. Until memberships exist: the coordination."""

from halte.accounts.permissions import is_coordination as can_read_findings
from halte.accounts.permissions import is_coordination as can_review_corrections

__all__ = ["can_read_findings", "can_review_corrections"]
