"""How gunicorn serves Halte. Address, processes and threads come from ``halte serve``."""

from typing import Any

from django.db import connections

worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
loglevel = "warning"
control_socket_disable = True


def pre_fork(_arbiter: Any, _worker: Any) -> None:
    """A database connection must not be shared by two processes."""
    connections.close_all()
