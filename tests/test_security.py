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
# Points that are easily forgotten, because little or no code stands behind them.
POINTS = [
    "1.2.2",
    "1.4.1",
    "2.1.8",
    "2.1.11",
    "2.1.12",
    "2.2.3",
    "3.5.1",
    "8.2.3",
    "8.3.4",
    "8.3.7",
    "10.3.1",
    "11.1.5",
    "11.1.8",
    "13.1.3",
    "13.2.3",
    "13.2.6",
    "14.1.2",
    "14.2.2",
    "14.2.5",
    "14.5.4",
]


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


@pytest.mark.parametrize("point", POINTS)
def test_point_has_a_row_of_its_own(point):
    assert re.search(rf"^\| {re.escape(point)} \|", PAGE, re.MULTILINE)
