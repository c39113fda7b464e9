"""Tokens with which programs speak for a space or an organisation."""

import secrets
from datetime import timedelta
from hmac import compare_digest

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from halte.accounts.domain import digest
from halte.accounts.enums import TokenScope
from halte.accounts.models import ApiToken, User
from halte.accounts.scopes import Scope, describe
from halte.core.models import LogEntry
from halte.core.statements import first, rows_of

SIGN = "halte_"
SHOWN = len(SIGN) + 6
VALID = "WHERE digest = %s AND revoked_at IS NULL"
# The time of last use is written at most this often.
USE_NOTED = timedelta(minutes=1)


class UnknownPermission(ValueError):
    """A token may not be made for this."""


@transaction.atomic
def create_token(scope: Scope, *, name: str, allows: list[str], by: User | None) -> ApiToken:
    """A new token of a space or an organisation; its `secret` is known this once only.

    Raises `UnknownScope`, `UnknownPermission`.
    """
    if not allows or not set(allows) <= set(TokenScope.values):
        raise UnknownPermission(", ".join(allows))
    describe(scope)
    secret = SIGN + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        scope_kind=scope.kind,
        scope_uuid=scope.uuid,
        name=name,
        digest=digest(secret),
        prefix=secret[:SHOWN],
        allows=[code for code in TokenScope.values if code in allows],
        created_by=by,
    )
    token.secret = secret
    LogEntry.record(token, "create token", by=by, note=", ".join(token.allows))
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User | None) -> ApiToken:
    """The token stops working at once; one that was revoked stays as it is."""
    now = timezone.now()
    if ApiToken.objects.valid().filter(pk=token.pk).update(revoked_at=now):
        token.revoked_at = now
        LogEntry.record(token, "revoke token", by=by)
    return token


def authenticate_token(header: str | None) -> ApiToken | None:
    """The valid token of an `Authorization: Bearer ...` header, or None; one or two queries."""
    scheme, _, rest = (header or "").strip().partition(" ")
    secret = rest.strip()
    if scheme.lower() != "bearer" or not secret.startswith(SIGN):
        return None
    wanted = digest(secret)
    token = first(lambda: next(iter(rows_of(ApiToken, VALID, [wanted])), None))
    # The index compares in its own time; it tells at most something about a digest, which nobody
    # can choose. What decides compares in constant time.
    if token is None or not compare_digest(token.digest, wanted):
        return None
    _note_use(token)
    return token


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at <= now - USE_NOTED:
        due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED)
        ApiToken.objects.filter(due, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
