"""Limits on how often an address may ask for something, counted in the database.

The address itself is not kept: the key is a digest with the installation's secret and the window.
"""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone


def allow(request: HttpRequest, what: str, *, most: int, within: timedelta) -> bool:
    """Count one more `what` from this address; False once `most` in this window is passed."""
    return allow_who(address_of(request), what, most=most, within=within)


def allow_who(who: str, what: str, *, most: int, within: timedelta) -> bool:
    """The same for whoever is known by more than an address, such as a token."""
    window = _window(within)
    key = _key(who, what, window)
    with connection.cursor() as cursor:
        # Not waiting for the disk: a count lost in a crash harms nobody, and requests of one
        # address would otherwise wait for each other's.
        cursor.execute(
            """WITH quick AS (SELECT set_config('synchronous_commit', %s, true))
               INSERT INTO core_ratecount (key, "window", count) SELECT %s, %s, 1 FROM quick
               ON CONFLICT (key, "window") DO UPDATE SET count = core_ratecount.count + 1
               RETURNING count""",
            ["on" if connection.in_atomic_block else "off", key, window],
        )
        return cursor.fetchone()[0] <= most


def _window(within: timedelta) -> datetime:
    seconds = int(within.total_seconds())
    stamp = int(timezone.now().timestamp()) // seconds * seconds
    return datetime.fromtimestamp(stamp, tz=timezone.get_current_timezone())


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind our own proxy, the address that the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _key(who: str, what: str, window: datetime) -> str:
    whole = f"{what} {who} {window.isoformat()}"
    return hmac.digest(settings.SECRET_KEY.encode(), whole.encode(), "sha256").hex()
