"""Requests of programs that are carried out once, however often they arrive."""

import hmac
import json
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connection, transaction

from halte.accounts.models import ApiToken
from halte.workshops.models import Enrolment

# In one round; the second statement sees what was written while the first one waited.
FIND = """
    SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0));
    SELECT digest, answer FROM workshops_apirequest WHERE token_id = %(token)s AND key = %(key)s
"""
# Without the ORM: the seats are locked meanwhile.
KEEP = """
    INSERT INTO workshops_apirequest (token_id, key, digest, enrolment_id, answer, at)
    VALUES (%s, %s, %s, %s, %s, now())
"""


class KeyUsed(Exception):
    """The same key came with another request before."""


@transaction.atomic
def once(
    token: ApiToken, key: str, asked: object, act: Callable[[], tuple[Enrolment, dict]]
) -> dict:
    """Act, unless a request of this token with this key was carried out: then its answer again.

    Without a key: act, in a transaction too.

    Two at once wait for each other. What fails is undone and leaves nothing: the key may be tried
    again. Raises `KeyUsed` when something else is asked now.
    """
    if not key:
        return act()[1]
    digest = _digest(asked)
    with connection.cursor() as cursor:
        name = f"request {token.pk} {key}"
        cursor.execute(FIND, {"name": name, "token": token.pk, "key": key})
        cursor.nextset()
        before = cursor.fetchone()
    if before is None:
        enrolment, answer = act()
        _keep([token.pk, key, digest, enrolment.pk, json.dumps(answer)])
        return answer
    known, answer = before
    if known != digest:
        raise KeyUsed
    return json.loads(answer)


def _keep(row: Sequence[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, row)


def _digest(asked: object) -> str:
    """With the installation's secret, so that nobody finds a number by trying all of them."""
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()
