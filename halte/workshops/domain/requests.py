"""Requests of programs that are carried out once, however often they arrive."""

import hmac
import json
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction

from halte.accounts.models import ApiToken
from halte.workshops.models import ApiRequest, Enrolment


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
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    before = ApiRequest.objects.filter(token=token, key=key).values_list("digest", "answer")
    for known, answer in before:
        if known != digest:
            raise KeyUsed
        return answer
    enrolment, answer = act()
    ApiRequest.objects.create(
        token=token, key=key, digest=digest, enrolment=enrolment, answer=answer
    )
    return answer


def _digest(asked: object) -> str:
    """With the installation's secret, so that nobody finds a number by trying all of them."""
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()
