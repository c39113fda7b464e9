"""The embedded PostgreSQL that serves when no ``DATABASE_URL`` is given.

Standard library only, and no Django: the settings ask for it before Django exists.
"""

from halte.core.devdb.errors import DevDatabaseError
from halte.core.devdb.server import Status, ensure_running, start, status, stop

__all__ = ["DevDatabaseError", "Status", "ensure_running", "start", "status", "stop"]
