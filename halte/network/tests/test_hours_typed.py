"""Times as people type them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halte.network.hours.text import time_text
from halte.network.hours.typed import read_time


@pytest.mark.parametrize(
    "text",
    ["9:30", "09:30", "9h30", "9 h 30", "9H30", "9u30", "9.30", "0930", "930", " 9:30 ", "9,30",
     "9:30 am", "9h30 min", "9 uur 30"],
)  # fmt: skip
def test_half_past_nine_is_understood(text):
    assert read_time(text) == time(9, 30)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("9", time(9)), ("9h", time(9)), ("9u.", time(9)), ("14", time(14)), ("2 pm", time(14)),
     ("12 am", time(0)), ("12pm", time(12)), ("0", time(0)), ("00:00", time(0)), ("9:", time(9))],
)  # fmt: skip
def test_whole_hours_are_understood(text, meant):
    assert read_time(text) == meant


@pytest.mark.parametrize("text", ["24", "24:00", "24h", "2400"])
def test_only_an_end_may_be_24(text):
    assert (read_time(text), read_time(text, is_end=True)) == (None, time(0))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nine",
        "25",
        "24:01",
        "9:60",
        "9:3:0",
        "-9",
        "13 pm",
        "9:5",
        "99999",
        "９５:00",
        "9 30 30",
    ],
)
def test_the_rest_is_not_a_time(text):
    assert read_time(text, is_end=True) is None


@given(st.times(), st.sampled_from(["{:%H:%M}", "{:%Hh%M}", "{:%H.%M}", "{:%H%M}", "{:%H u %M}"]))
def test_what_is_printed_is_read_back(moment, shape):
    meant = moment.replace(second=0, microsecond=0)
    assert read_time(shape.format(moment)) == meant
    assert read_time(time_text(moment), is_end=True) == meant


@given(st.text(max_size=12))
def test_no_text_is_too_odd(text):
    assert read_time(text) is None or isinstance(read_time(text), time)
