"""The other floor: psycopg alone, asking for the ten points nearest to a random one."""

import random
import threading
import time

import psycopg

from bench.load import CLIENTS, Tally

EARTH = 6_371_000
QUERY = """
    SELECT id, space_id, place <-> here AS distance
    FROM network_site, (SELECT cube(ARRAY[
        %(r)s * cos(radians(%(lat)s)) * cos(radians(%(lon)s)),
        %(r)s * cos(radians(%(lat)s)) * sin(radians(%(lon)s)),
        %(r)s * sin(radians(%(lat)s))]::float[]) AS here) AS start
    ORDER BY place <-> here LIMIT 10
"""


def drive(parameters: dict[str, str], seconds: float, clients: int = CLIENTS) -> Tally:
    """Each client on a connection of its own, for some seconds."""
    tally = Tally()
    started, cpu = time.perf_counter(), time.process_time()
    deadline = started + seconds
    threads = [
        threading.Thread(target=_ask, args=(parameters, deadline, tally, number))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds = time.perf_counter() - started
    tally.own_seconds = time.process_time() - cpu
    return tally


def _ask(parameters: dict[str, str], deadline: float, tally: Tally, seed: int) -> None:
    dice = random.Random(seed)
    with psycopg.connect(**parameters, autocommit=True, prepare_threshold=1) as connection:
        cursor = connection.cursor(binary=True)
        while (started := time.perf_counter()) < deadline:
            here = {"r": EARTH, "lat": dice.uniform(50.8, 50.9), "lon": dice.uniform(4.3, 4.45)}
            rows = cursor.execute(QUERY, here).fetchall()
            tally.latencies.append(time.perf_counter() - started)
            tally.size += 24 * len(rows)
