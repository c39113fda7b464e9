"""Public holidays on which a site says it is open: proposed as closing days, never imposed."""

from datetime import date

from halte.network.hours.schedule import Schedule, day_slots

# The library's own codes. It has no Belgian names in other languages: those read French.
LANGUAGES = {"fr": "fr", "nl": "nl", "en": "en_US"}


def holiday_proposals(
    schedule: Schedule, first: date, last: date, language: str, country: str = "BE"
) -> list[tuple[date, str]]:
    """(day, name) of each public holiday from `first` to `last` on which the site has hours."""
    # Importing it costs 70 ms, and only the editor of hours asks.
    import holidays  # noqa: PLC0415

    calendar = holidays.country_holidays(
        country,
        years=range(first.year, last.year + 1),
        language=LANGUAGES.get(language.partition("-")[0], "fr"),
    )
    return [
        (day, name)
        for day, name in sorted(calendar.items())
        if first <= day <= last and day_slots(schedule, day)
    ]
