"""The shape of the house: layers, states, words."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

CODE = sorted((settings.ROOT / "halte").rglob("*.py"))
OURS = [path for path in CODE if "migrations" not in path.parts]


def test_contexts_import_downward_only():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-cache"], cwd=settings.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_only_transitions_assign_a_state():
    assigning = {
        str(path.relative_to(settings.ROOT))
        for path in OURS
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute | ast.Tuple)
        for attribute in ast.walk(target)
        if isinstance(attribute, ast.Attribute) and attribute.attr == "state"
    }
    assert assigning == {"halte/core/transitions.py"}


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(settings.ROOT)))
def test_file_is_not_longer_than_500_lines(path):
    assert len(path.read_text().splitlines()) <= 500


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_icon_is_shipped_and_every_shipped_icon_is_used():
    lines = (settings.ROOT / "frontend/icons.txt").read_text().splitlines()
    shipped = {line for line in lines if line and not line.startswith("#")}
    text = "".join(
        path.read_text()
        for pattern in ("*.html", "*.py")
        for path in (settings.ROOT / "halte").rglob(pattern)
        if "tests" not in path.parts
    )
    assert {name for name in shipped if f'"{name}"' not in text} == set()

    named = set(re.findall(r'{% icon "([a-z0-9-]+)" %}', text))
    assert named - shipped == set()


def templates() -> list[str]:
    return [path.read_text() for path in sorted((settings.ROOT / "halte").rglob("*.html"))]


def test_every_script_of_ours_keeps_its_names_to_itself():
    """Two plain scripts on one page that both say `const search` stop the second one."""
    tags = [tag for text in templates() for tag in re.findall(r"<script[^>]+src=[^>]+>", text)]
    ours = [tag for tag in tags if "django_htmx" not in tag]
    assert ours
    assert [tag for tag in ours if 'type="module"' not in tag] == []


def test_no_title_holds_markup():
    """`localized` marks words of another language, and a browser shows such a mark in a title."""
    titles = [
        found
        for text in templates()
        for found in re.findall(r"{% block title %}.*?{% endblock", text, re.S)
    ]
    marked = [part for title in titles for part in re.findall(r"\|localized[^ }]*", title)]
    assert [part for part in marked if not part.endswith("|striptags")] == []
