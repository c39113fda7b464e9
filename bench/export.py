"""The whole register as one file: how soon it begins, how soon it is there."""

import time
from http.client import HTTPConnection

from bench.load import Tally, WrongAnswer

ADDRESS = "/data/spaces.csv"
MOST = 50


def drive(port: int, seconds: float) -> tuple[Tally, Tally]:
    """One client, again and again: until the first byte, and until the last one."""
    first, whole = Tally(), Tally()
    started = time.perf_counter()
    while time.perf_counter() - started < seconds and len(whole.latencies) < MOST:
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", ADDRESS, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        size = len(answer.read(1))
        first.latencies.append(time.perf_counter() - begun)
        size += len(answer.read())
        whole.latencies.append(time.perf_counter() - begun)
        connection.close()
        if answer.status != 200 or not size:
            raise WrongAnswer(f"{ADDRESS}: {answer.status}, {size} bytes")
        whole.size += size
    first.seconds = whole.seconds = time.perf_counter() - started
    first.size = whole.size
    return first, whole
