"""Counts the database statements of one request, as JSON: `python -m bench.statements`.

It runs in a process of its own, with the settings of the installation (HALTE_VAR), through
Django's test client.
"""

import json
import os
import subprocess
import sys

import django


def counted(addresses: dict[str, list[str]]) -> dict[str, int]:
    """For each workload the most statements that one of its addresses takes.

    The first address of a workload only warms up what a process makes once.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.statements"],
        input=json.dumps(addresses),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=os.environ["HALTE_VAR"],
    )
    return json.loads(done.stdout)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halte.settings")
    os.environ["HALTE_LOG"] = "ERROR"
    django.setup()
    workloads = json.load(sys.stdin)
    counts = {name: max(list(map(_count, asked))[1:]) for name, asked in workloads.items()}
    json.dump(counts, sys.stdout)


def _count(address: str) -> int:
    from django.db import connection  # noqa: PLC0415 - the settings exist from here on
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip"})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        if response.streaming:
            for _part in response.streaming_content:
                pass
    return len(queries)


if __name__ == "__main__":
    main()
