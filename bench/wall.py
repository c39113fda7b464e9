"""What the second wall costs: a visit is written and the day is counted, with and without it.

psycopg alone, as the web role, each visit in a transaction of its own: a table behind the wall of
`halte.core.rows`, and the same table without. With the wall a request opens its place and closes
it again, so two statements more.
"""

import random
import threading
import time

import psycopg

from bench.load import CLIENTS, Tally
from halte.core.rows import SETTING
from halte.core.rows.operations import KeptApart

FREE, WALLED = "bench_visit", "bench_visit_walled"
WALL = KeptApart(WALLED, by="network_space", column="space_id")
EARLIER = 20_000  # visits that stand there before
OPEN = "SELECT set_config(%s, %s, false)"
WRITE = "INSERT INTO {} (space_id, at, name) VALUES (%s, now(), 'x')"
COUNT = "SELECT count(*) FROM {} WHERE space_id = %s AND at > now() - interval '1 hour'"


def prepare(parameters: dict[str, str]) -> list[tuple[int, str]]:
    """Make both tables, with the same earlier visits; gives the places, id and UUID."""
    with psycopg.connect(**parameters) as connection:
        places = connection.execute("SELECT id, uuid::text FROM network_space").fetchall()
        for table in (FREE, WALLED):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(
                f"CREATE TABLE {table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                "space_id bigint NOT NULL REFERENCES network_space (id), "
                "at timestamptz NOT NULL, name text NOT NULL)"
            )
            connection.execute(
                f"INSERT INTO {table} (space_id, at, name) SELECT s.id, "  # noqa: S608
                "now() - n * interval '2 hours', 'x' FROM network_space s, "
                "generate_series(1, greatest(1, %s / (SELECT count(*) FROM network_space))) n",
                [EARLIER],
            )
            connection.execute(f"CREATE INDEX ON {table} (space_id, at)")
        for statement in WALL.statements():
            connection.execute(statement)
    return places


def drive(
    parameters: dict[str, str],
    places: list[tuple[int, str]],
    table: str,
    seconds: float,
    clients: int = CLIENTS,
) -> Tally:
    """Each client on a connection of its own, for some seconds."""
    tally = Tally()
    started = time.perf_counter()
    deadline = started + seconds
    threads = [
        threading.Thread(target=_visit, args=(parameters, places, table, deadline, tally, number))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds = time.perf_counter() - started
    return tally


def _visit(
    parameters: dict[str, str],
    places: list[tuple[int, str]],
    table: str,
    deadline: float,
    tally: Tally,
    seed: int,
) -> None:
    dice = random.Random(seed)
    with psycopg.connect(**parameters, autocommit=True, prepare_threshold=1) as connection:
        connection.execute(f'SET ROLE "{parameters["user"]}_web"')
        while (started := time.perf_counter()) < deadline:
            place, uuid = dice.choice(places)
            if table == WALLED:
                connection.execute(OPEN, [SETTING, uuid])
            with connection.transaction():
                connection.execute(WRITE.format(table), [place])
                connection.execute(COUNT.format(table), [place]).fetchone()
            if table == WALLED:
                connection.execute(OPEN, [SETTING, ""])
            tally.latencies.append(time.perf_counter() - started)
