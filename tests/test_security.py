"""The list of docs/security.md claims nothing without a test, a setting or a file that exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/security.md").read_text()
NAMED = re.compile(r"`([\w./-]+\.py)::(\w+)`")
SETTING = re.compile(r"`([A-Z][A-Z_]{5,})`")
ROW = re.compile(r"^\| *(\d+[.\d][^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
HELD = re.compile(r"`[^`]+`|\*\*Gap\*\*|this page")


def test_named_tests_exist():
    missing = {
        f"{file}::{test}"
        for file, test in NAMED.findall(PAGE)
        if not re.search(rf"^def {test}\(", (ROOT / file).read_text(), re.MULTILINE)
    }
    assert missing == set()
    assert len(NAMED.findall(PAGE)) > 60


def test_named_settings_exist():
    ours = {name for name in SETTING.findall(PAGE) if not name.startswith("HALTE_")}
    assert {name for name in ours if not hasattr(settings, name)} == set()


def test_every_point_is_held_by_something_or_is_a_gap():
    rows = ROW.findall(PAGE)
    assert len(rows) > 80
    assert [point.strip() for point, _what, by in rows if not HELD.search(by)] == []


@pytest.mark.parametrize("chapter", range(1, 15))
def test_no_chapter_is_left_out(chapter):
    assert re.search(rf"^\| {chapter}\.\d", PAGE, re.MULTILINE)
