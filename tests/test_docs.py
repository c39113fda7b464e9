"""What docs/ and the README say of the code is so, as far as a machine can tell."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from halte.cli import HELP
from halte.core.management.commands import diagrams

ROOT = Path(settings.ROOT)
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
OF_ENVIRONMENT = {"text", "flag", "number", "choice", "words", "get", "getenv", "setdefault"}
# Folders of ours that a page may name a file of.
NAMED_FILE = re.compile(
    r"`((?:halte|tests|docs|frontend|bench|locale|\.ci)/[\w./-]*|Makefile|Containerfile)`"
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_page = pytest.mark.parametrize("page", PAGES, ids=name)


def anchors(page: Path) -> set[str]:
    """What a link may point at inside a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", words).strip().lower().replace(" ", "-") for words in headings}


def code() -> Iterator[Path]:
    """Our Python files, without the tests inside the apps."""
    return (path for path in (ROOT / "halte").rglob("*.py") if "tests" not in path.parts)


def commands() -> Iterator[tuple[Path, str, str]]:
    """Page, program and first word of every `make` and `halte` command that a page shows."""
    shown = re.compile(
        r"(?:`|^ {4}|^)(?:[A-Z_]+=\S+ )*(?:\S*python -m )?(make|halte) ([a-z_-]+)", re.M
    )
    for page in PAGES:
        for program, word in shown.findall(page.read_text()):
            yield page, program, word


# ---- Links and names ----------------------------------------------------------------------------


@every_page
def test_links_resolve(page):
    for target in LINK.findall(page.read_text()):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


@every_page
def test_named_files_exist(page):
    missing = {file for file in NAMED_FILE.findall(page.read_text()) if not (ROOT / file).exists()}
    assert missing == set()


def test_pages_that_the_code_names_exist():
    named = {page for path in code() for page in re.findall(r"docs/[\w/-]+\.md", path.read_text())}
    assert "docs/operations.md" in named
    assert {page for page in named if not (ROOT / page).exists()} == set()


# ---- Commands -----------------------------------------------------------------------------------


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for _, program, word in commands() if program == "make"}
    assert {"run", "test"} <= named
    assert named - targets == set()


def test_every_halte_command_named_exists():
    ours = set(re.findall(r"\b[a-z]+\b", HELP))
    named = {word.replace("-", "_") for _, program, word in commands() if program == "halte"}
    assert {"serve", "load", "migrate"} <= named
    assert named - set(get_commands()) - ours == set()


# ---- Environment --------------------------------------------------------------------------------


def read_by_python(path: Path) -> set[str]:
    """The names of environment variables that a file of ours reads or sets."""
    names = set(re.findall(r"\bHALTE_[A-Z_]+\b", path.read_text()))
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of_environment = ast.unparse(node.func.value) in {"env", "os.environ", "os"}
            first = node.args[0]
            if (
                of_environment
                and node.func.attr in OF_ENVIRONMENT
                and isinstance(first, ast.Constant)
            ):
                names.add(first.value)
    return names


def used_variables() -> set[str]:
    names = set().union(*map(read_by_python, [*code(), *(ROOT / "tests").rglob("*.py")]))
    for file in ("Makefile", "Containerfile", ".ci/browser", ".ci/run"):
        names |= set(re.findall(r"\bHALTE_[A-Z_]+\b", (ROOT / file).read_text()))
    return names


def test_every_environment_variable_is_explained_and_no_other():
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (DOCS / "operations.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(set(rows))
    assert set(rows) == used_variables()


# ---- Decisions and diagrams ---------------------------------------------------------------------


def test_every_decision_is_listed_under_its_title():
    listed = re.findall(
        r"^\| \[(\d{3})\]\((\S+)\) \| (.+) \|$", (DOCS / "adr" / "README.md").read_text(), re.M
    )
    pages = sorted(path for path in (DOCS / "adr").glob("[0-9]*.md"))
    titles = [page.read_text().splitlines()[0] for page in pages]
    assert [f"# {number} {title}" for number, _, title in listed] == titles
    assert [file for _, file, _ in listed] == [page.name for page in pages]
    assert len({page.name[:3] for page in pages}) == len(pages)


@pytest.mark.parametrize("page", sorted((DOCS / "adr").glob("[0-9]*.md")), ids=name)
def test_decision_is_short(page):
    assert len(page.read_text().splitlines()) <= 40


def test_states_are_drawn_from_the_tables():
    assert diagrams.path().read_text() == diagrams.document(), "Run: halte diagrams"
