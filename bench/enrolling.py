"""Many people enrol by program: all at once for few seats, and one after the other for many."""

import itertools
import json
import uuid
from collections.abc import Iterator

import psycopg

from bench import load
from bench.load import Tally, WrongAnswer
from bench.teaching import SMALL

AT_ONCE = 200
OPEN_ALL = "SELECT set_config('halte.rows', 'everything', false)"
LINE = """
    SELECT e.state FROM workshops_enrolment e JOIN workshops_session s ON s.id = e.session_id
    WHERE s.uuid = %s ORDER BY e.id
"""
PEOPLE = itertools.count(1)


def crowd(port: int, made: dict, database: dict[str, str]) -> Tally:
    """200 clients at once for 12 seats; refuses anything but 12 seats and a line in order."""
    requests = _requests(itertools.repeat(made["crowded"]), made["token"])
    tally = load.drive(port, requests, 0.0, clients=AT_ONCE)
    with psycopg.connect(**database) as connection:
        connection.execute(OPEN_ALL)
        states = [state for (state,) in connection.execute(LINE, [made["crowded"]])]
    if states != ["confirmed"] * SMALL + ["waiting"] * (AT_ONCE - SMALL):
        raise WrongAnswer(f"the line is not in order: {states}")
    return tally


def sustained(port: int, made: dict, seconds: float) -> Tally:
    """Eight clients, seats for all, a key with each request."""
    return load.drive(port, _requests(itertools.cycle(made["ample"]), made["token"]), seconds)


def inserts(port: int, made: dict, seconds: float) -> Tally:
    """The floor, asked as a browser asks that is signed in."""
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {made['cookie']}\r\n"
    whole = f"{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"
    return load.drive(port, itertools.repeat(whole.encode()), seconds)


def _requests(sessions: Iterator[str], token: str) -> Iterator[bytes]:
    for session in sessions:
        person = next(PEOPLE)
        body = json.dumps(
            {
                "name": f"Person {person}",
                "phone": f"+3225{person:06}",
                "language": "fr",
                "help_level": "some",
            }
        )
        yield (
            f"POST /api/v1/sessions/{session}/enrolments HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {uuid.uuid4()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
