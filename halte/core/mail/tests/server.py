"""A real mail server on loopback, and a real worker."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from django.db import connection
from procrastinate.contrib.django import app


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Inbox:
    """What the server took. It can be told to refuse, or to fall silent at a moment."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []  # to the next mails, instead of taking them
        self.silent_at = ""  # "greeting", or "taken": after the mail was taken, before saying so
        self.fell_silent = False

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        if self.silent_at == "greeting":
            await self._be_silent()
        return responses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.silent_at == "taken":
            await self._be_silent()
        return "250 taken"

    async def _be_silent(self) -> None:
        self.fell_silent = True
        while self.silent_at:
            await asyncio.sleep(0.02)


@contextmanager
def serving(inbox: Inbox, port: int) -> Iterator[None]:
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        inbox.silent_at = ""
        controller.stop()


def work() -> None:
    """Everything that is due, done by a worker of procrastinate."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def let_time_pass() -> None:
    """The jobs that wait for their time are due now, and silent workers are long silent."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'")


def forget_jobs() -> None:
    """The tables of the jobs are not emptied between tests by Django."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
