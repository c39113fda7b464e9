"""What people type about themselves, in any shape and script."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from halte.visitors.contact import Contact, read_contact, read_name, read_phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("02 555 12 12", "+3225551212"),
        ("02/555.12.12", "+3225551212"),
        ("0470 12 34 56", "+32470123456"),
        ("+32 (0)470 12 34 56", "+32470123456"),
        ("0032470123456", "+32470123456"),
        ("32470123456", "+32470123456"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("00212 612 345678", "+212612345678"),
        ("٠٤٧٠١٢٣٤٥٦", "+32470123456"),
        ("tel. 0470 12 34 56", "+32470123456"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_phone_in_any_shape(typed, number):
    assert read_phone(typed) == number


@pytest.mark.parametrize("typed", ["0470 12 34", "12", "abc", "+" * 20, "1" * 40])
def test_phone_that_is_none_says_what_was_found(typed):
    digits = sum(sign.isdigit() for sign in typed)
    with pytest.raises(ValidationError, match=f"{digits} digits"):
        read_phone(typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Ana   Example ", "Ana Example"),
        ("مريم", "مريم"),
        ("Ana\u202e\x00\u200b", "Ana"),
        ("Li 李", "Li 李"),
    ],
)
def test_name_in_any_script(typed, name):
    assert read_name(typed) == name


@pytest.mark.parametrize("typed", ["", "  ", "123", "\u202e", "x" * 121])
def test_name_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        read_name(typed)


def test_every_fault_is_told_at_its_field():
    with pytest.raises(ValidationError) as refused:
        read_contact("", "12", "nobody")
    assert set(refused.value.message_dict) == {"name", "phone", "email"}


def test_contact_is_read_whole():
    assert read_contact("Ana", "02 555 12 12", "ANA@Example.org") == Contact(
        "Ana", "+3225551212", "ana@example.org"
    )


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    for read in (read_name, read_phone):
        with suppress(ValidationError):
            assert isinstance(read(text), str)
