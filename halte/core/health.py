"""Is this process alive, and can it do its work?"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from halte.core.access import public

# Procrastinate's workers write a heartbeat every ten seconds.
WORKER_SILENT_AFTER = timedelta(seconds=60)


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and worker are all well, else 503 with what is not."""
    checks = {}
    for name, check in CHECKS.items():
        try:
            checks[name] = check()
        except DatabaseError:
            checks[name] = "unreachable"
    ready = set(checks.values()) == {"ok"}
    body = {"status": "ok" if ready else "not ready", **checks}
    return JsonResponse(body, status=200 if ready else 503)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else "ok"


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        last = cursor.fetchone()[0]
    return "ok" if last and timezone.now() - last < WORKER_SILENT_AFTER else "no sign of life"


CHECKS = {"database": _database, "migrations": _migrations, "worker": _worker}
