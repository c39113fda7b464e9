"""Until when a request must be answered (GDPR art. 12 §3)."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
ANSWER_WITHIN = 1
EXTENDED_BY = 2


def answer_by(received: date, *, extended: bool = False) -> date:
    """The last day on which the answer is in time: a month after receipt, three when extended.

    Counted as Regulation 1182/71 art. 3 counts: to the same day of the month, or its last day when
    it has none; and on to the next working day from a weekend or public holiday.
    """
    months = ANSWER_WITHIN + (EXTENDED_BY if extended else 0)
    day = received + relativedelta(months=months)
    holidays = _public_holidays(day)
    while day.weekday() >= 5 or day in holidays:
        day += DAY
    return day


def _public_holidays(day: date) -> set[date]:
    # Importing it costs 70 ms, and only requests and the editor of hours ask.
    import holidays  # noqa: PLC0415

    return set(holidays.country_holidays("BE", years=(day.year, day.year + 1)))
