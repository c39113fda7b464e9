"""The ``halte`` command: what Halte adds, and every Django command beside it.

What a person can put right is said in one message, without a traceback.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, execute_from_command_line
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable

from halte import serve
from halte.core import devdb, env

HELP = """\
usage: halte <command> [options]

  serve                     runs the web server and the worker (HOST, PORT)
  worker                    runs the worker alone
  migrate                   brings the database up to date
  load, unload              loads data, or takes it out again
  create-admin EMAIL        makes an administrator of the Region
  create-token              makes a token with which a program speaks for a space
  sample-accounts           makes one account of each role over the sample data
  check [--deploy]          checks the installation
  devdb start|stop|status   looks after the embedded database

Every Django command works too: "halte help" lists them, "halte help <command>" explains one.
"""
UNREAD = 128 + signal.SIGPIPE


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives the code to exit with: 0 done, 1 not possible, 2 asked wrongly."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halte.settings")
    try:
        return _dispatch(words)
    except env.EnvError as error:
        return _fail(f"The environment is not right. {error}", 2)
    except (devdb.DevDatabaseError, serve.ServeError) as error:
        return _fail(str(error), 1)
    except CommandError as error:
        return _fail(str(error), 1)
    except OperationalError as error:
        return _fail(serve.unreachable(error), 1)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        return _fail("The database has no tables yet: run halte migrate (or make run).", 1)
    except BrokenPipeError:
        # Whoever read the output stopped reading, as `head` does. Nothing more is written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except ImproperlyConfigured as error:
        return _fail(f"The settings are not right. {error}", 2)
    except KeyboardInterrupt:
        return 130


def _dispatch(words: list[str]) -> int:
    """Runs one command to its end, its output included."""
    code = _run(words)
    sys.stdout.flush()
    return code


def _run(words: list[str]) -> int:
    """Runs our own commands here and hands any other to Django."""
    if not words or words[0] in {"-h", "--help"}:
        print(HELP, end="")
        return 0
    ours: dict[str, Callable[[list[str]], int]] = {
        "serve": _serve,
        "devdb": _devdb,
        "worker": _worker,
    }
    if words[0] in ours:
        return ours[words[0]](words[1:])
    return _django(words)


def _django(words: list[str]) -> int:
    """Runs a Django management command; Django exits by itself when that fails."""
    name, *rest = words
    # Modules cannot have a hyphen in their name, commands are easier to read with one.
    name = name if name.startswith("-") else name.replace("-", "_")
    execute_from_command_line(["halte", name, *rest])
    return 0


def _serve(words: list[str]) -> int:
    """Runs the web server and the worker until they are told to stop."""
    parser = argparse.ArgumentParser(prog="halte serve", description=_serve.__doc__)
    parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"))
    parser.add_argument("--port", help="1 to 65535; the default is PORT or 8000")
    parser.add_argument("--workers", help="web processes; the default is HALTE_WEB_WORKERS or 2")
    parser.add_argument(
        "--prepare", action="store_true", help="first bring tables up to date, load first data"
    )
    options = parser.parse_args(words)
    for name, given in (("PORT", options.port), ("HALTE_WEB_WORKERS", options.workers)):
        if given is not None:
            os.environ[name] = given
    os.environ["HOST"] = options.host
    return serve.serve(prepare=options.prepare)


def _worker(words: list[str]) -> int:
    """Runs the worker alone."""
    argparse.ArgumentParser(prog="halte worker", description=_worker.__doc__).parse_args(words)
    serve.work()
    return 0


def _devdb(words: list[str]) -> int:
    """Starts, stops or shows the embedded database."""
    parser = argparse.ArgumentParser(prog="halte devdb", description=_devdb.__doc__)
    parser.add_argument("act", choices=["start", "stop", "status"])
    act = parser.parse_args(words).act
    if act == "stop":
        print("stopped" if devdb.stop() else "it was not running")
        return 0
    state = devdb.start() if act == "start" else devdb.status()
    print(_told(state))
    return 0 if state.running else 1


def _told(state: devdb.Status) -> str:
    """One line about the embedded database."""
    if not state.version:
        return "not running, no data yet"
    what = f"PostgreSQL {state.version}, data in {state.data}"
    return f"running (process {state.pid}): {what}" if state.running else f"not running: {what}"


def _fail(message: str, code: int) -> int:
    """Says on standard error why nothing was done."""
    print(message, file=sys.stderr)
    return code
