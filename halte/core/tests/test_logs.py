import json
import logging

import pytest

from halte.core.logs import JsonFormatter, requests


@pytest.fixture
def lines():
    """What the log of requests says, one object a line."""
    said: list[dict] = []

    class Collect(logging.Handler):
        def emit(self, record):
            said.append(json.loads(JsonFormatter().format(record)))

    handler = Collect()
    requests.addHandler(handler)
    yield said
    requests.removeHandler(handler)


@pytest.mark.django_db
def test_request_is_logged_without_what_was_asked(client, lines):
    answer = client.get("/fr/about?name=Somebody")
    line = lines[-1]
    assert (line["method"], line["route"], line["status"]) == ("GET", "fr/about", 200)
    assert line["request"] == answer["X-Request-Id"]
    assert "Somebody" not in json.dumps(lines)


@pytest.mark.django_db
def test_given_request_id_is_kept_when_it_is_harmless(client, lines):
    assert (
        client.get("/healthz", headers={"X-Request-Id": "abc-12345"})["X-Request-Id"] == "abc-12345"
    )
    made = client.get("/healthz", headers={"X-Request-Id": "a\x1b[31m"})["X-Request-Id"]
    assert len(made) == 32
