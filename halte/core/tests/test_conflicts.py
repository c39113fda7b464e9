"""Two people edit the same record."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halte.core.conflicts import (
    ChangedMeanwhile,
    Comparison,
    compare,
    note,
    noted,
    refuse_if_changed,
)

READ = {"phone": "1", "name": "Old", "since": date(2026, 1, 2)}


def test_nothing_changed_is_clear():
    done = compare(note(READ), now=READ, typed=READ)
    assert done == Comparison([], [], READ)
    refuse_if_changed(note(READ), READ)


def test_different_fields_are_merged():
    now, typed = {**READ, "phone": "2"}, {**READ, "name": "New"}
    done = compare(note(READ), now=now, typed=typed)
    merged = {"phone": "2", "name": "New", "since": date(2026, 1, 2)}
    assert done == Comparison(["phone"], [], merged)
    assert done.is_clear


def test_the_same_field_clashes():
    now, typed = {**READ, "phone": "2"}, {**READ, "phone": "3"}
    done = compare(note(READ), now=now, typed=typed)
    assert done == Comparison(["phone"], ["phone"], typed)
    assert not done.is_clear


def test_the_same_change_twice_is_no_clash():
    both = {**READ, "phone": "2"}
    assert compare(note(READ), now=both, typed=both) == Comparison(["phone"], [], both)


@pytest.mark.parametrize("text", ["", "no json", "[1]", "[" * 5000, "x" * 300_000])
def test_a_lost_note_lets_nothing_be_overwritten_in_silence(text):
    typed = {**READ, "phone": "3"}
    assert compare(text, now=READ, typed=typed).clashing == ["phone"]
    with pytest.raises(ChangedMeanwhile) as caught:
        refuse_if_changed(text, READ)
    assert caught.value.now == READ


def test_whoever_read_nothing_is_not_asked():
    refuse_if_changed(None, READ)


@given(st.dictionaries(st.text(max_size=5), st.text() | st.integers() | st.none() | st.dates()))
def test_a_note_says_what_was_read(values):
    refuse_if_changed(note(values), values)
    assert noted(note(values)) is not None
