import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_process_is_alive(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_not_ready_without_a_worker(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "database": "ok",
        "migrations": "ok",
        "worker": "no sign of life",
    }


def test_ready_with_a_worker_that_shows_itself(client):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_missing_migration_is_told(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'network'")
    assert client.get("/readyz").json()["migrations"] != "ok"
