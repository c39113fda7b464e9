"""How gunicorn serves Halte. Address, processes and threads come from ``halte serve``."""

from typing import Any

from django.db import connections
from gunicorn.http import message
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

TOO_LONG = "This address is too long. Please go back and write less."
# Halte itself explains what is wrong with a long question, in the reader's language, so it must get
# it. gunicorn takes any higher limit for its own most; a query of 10,000 signs, percent-encoded,
# has 30,000.
LONGEST_REQUEST_LINE = message.MAX_REQUEST_LINE = 32_000


class Worker(ThreadWorker):
    """Refuses what is no request in words for people, and without a network address in the log."""

    def handle_error(self, req: Any, client: Any, _address: Any, exc: BaseException) -> None:
        if isinstance(exc, LimitRequestLine):
            exc = LimitRequestLine(TOO_LONG)
        super().handle_error(req, client, None, exc)


worker_class = Worker
limit_request_line = LONGEST_REQUEST_LINE
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
loglevel = "warning"
control_socket_disable = True


def pre_fork(_arbiter: Any, _worker: Any) -> None:
    """A database connection must not be shared by two processes."""
    connections.close_all()
