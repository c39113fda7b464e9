"""Where sessions are kept: Django's table with a person, a device and two moments beside it.

So a list of somebody's sessions is a query, and ending one is deleting its row.
"""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

BEGAN, SEEN, DEVICE = "began", "seen", "device"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from halte.accounts.models import Session  # noqa: PLC0415 - models ask for this store

        return Session

    def create_model_instance(self, data: dict[str, Any]):
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        return row


def _moment(stamp: float | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, tz=UTC)
