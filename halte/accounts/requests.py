"""Requests of programs that are carried out once, however often they arrive.

Each kind of request has a table of its own, which says what came of it (`AnsweredRequest`).
"""

import hmac
import json
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import connection, models, transaction

from halte.accounts.models import ApiToken
from halte.core.statements import places

# In one round; the second statement sees what was written while the first one waited.
FIND = """
    SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0));
    SELECT digest, answer FROM {table} WHERE token_id = %(token)s AND key = %(key)s
"""


class KeyUsed(Exception):
    """The same key came with another request before."""


class AnsweredRequest(models.Model):
    """A request of a program that must not be carried out twice (`Idempotency-Key`).

    Whoever inherits says what was made, so that the request is deleted with it.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    # Of what was asked: the same key with another question is refused.
    digest = models.CharField(max_length=64)
    # What was answered; tells nothing of anybody but the number of what was made.
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    SECRET = ("token", "key", "digest", "answer")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.token_id} {self.at}"


Made = Mapping[str, object]


@transaction.atomic
def once(
    kind: type[AnsweredRequest],
    token: ApiToken,
    key: str,
    asked: object,
    act: Callable[[], tuple[Made, dict]],
) -> dict:
    """Act, unless a request of this token with this key was carried out: then its answer again.

    `act` gives what it made, as columns of `kind`, and the answer. Without a key: act, in a
    transaction too.

    Two at once wait for each other. What fails is undone and leaves nothing: the key may be tried
    again. Raises `KeyUsed` when something else is asked now.
    """
    if not key:
        return act()[1]
    table, digest = kind._meta.db_table, _digest(asked)
    with connection.cursor() as cursor:
        name = f"request {token.pk} {key}"
        statement = FIND.format(table=table)
        cursor.execute(statement, {"name": name, "token": token.pk, "key": key})
        cursor.nextset()
        before = cursor.fetchone()
    if before is None:
        made, answer = act()
        row = {"token_id": token.pk, "key": key, "digest": digest, "answer": json.dumps(answer)}
        _keep(table, row | dict(made))
        return answer
    known, answer = before
    if known != digest:
        raise KeyUsed
    return json.loads(answer)


def _keep(table: str, row: Mapping[str, object]) -> None:
    """Without the ORM: others wait for the rows that are locked meanwhile."""
    columns = f"{', '.join(row)}, at"
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places(len(row))}, now())"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, list(row.values()))


def _digest(asked: object) -> str:
    """With the installation's secret, so that nobody finds a number by trying all of them."""
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()
