"""Codes of seats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halte.workshops.codes import BY_CHANCE, NoCode, new_code, read_code, spaced


@given(st.integers(0, 30**6 - 1))
def test_code_tells_its_space_in_any_writing(space):
    code = new_code(space)
    assert read_code(code) == (space, code)
    assert read_code(f" {spaced(code).lower().replace(' ', '-')} ") == (space, code)


@pytest.mark.parametrize("text", ["", "A" * BY_CHANCE, "A" * 17, "O0I1L" * 3, "x" * 10_000, "é"])
def test_other_texts_are_none(text):
    with pytest.raises(NoCode):
        read_code(text)


def test_codes_differ():
    assert len({new_code(7) for _n in range(1000)}) == 1000
