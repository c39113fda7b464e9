"""Real pages in a real browser, from a server on loopback with the Brussels network loaded."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test.testcases import LiveServerThread

from halte.network.models import Space
from tests.emptying import Kept

# Playwright keeps an event loop in this thread; Django must still be allowed to ask the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = (
    os.environ.get("HALTE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# WCAG 2.2 A and AA, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    assert CHROMIUM, "No chromium was found: apt-get install chromium, or HALTE_NO_BROWSER=1."
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": QUIET + (["--no-sandbox"] if os.geteuid() == 0 else []),
    }


def load() -> None:
    call_command("load", "brussels", verbosity=0)
    call_command("load", "sample", verbosity=0)
    assert Space.objects.count() == 26


NETWORK = Kept(load)


@pytest.fixture
def network(transactional_db) -> None:
    """The Brussels network with the sample layer."""
    NETWORK.put()


@pytest.fixture(scope="session")
def server(django_db_setup) -> Iterator[str]:
    """The application with its own static files, as they are served for real."""
    thread = LiveServerThread("localhost", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture
def site(network, server) -> str:
    return server


@pytest.fixture
def faults():
    """Everything axe has to say of a page, one line a fault."""

    def look(page) -> list[str]:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        return [
            f"{fault['id']}: {node['html'][:160]}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]

    return look
