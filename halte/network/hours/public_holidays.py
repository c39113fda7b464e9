"""Holidays on which a site says it is open: proposed as closing days, never imposed."""

from datetime import date

from halte.network.hours.schedule import DAY, Schedule, day_slots

# The library's own codes. It has no Belgian names in other languages: those read French.
LANGUAGES = {"fr": "fr", "nl": "nl", "en": "en_US"}


def public_holidays(
    first: date, last: date, language: str, country: str = "BE"
) -> list[tuple[date, str]]:
    """(day, name) of each public holiday from `first` to `last`."""
    # Importing it costs 70 ms, and only editors of hours and of workshops ask.
    import holidays  # noqa: PLC0415

    calendar = holidays.country_holidays(
        country,
        years=range(first.year, last.year + 1),
        language=LANGUAGES.get(language.partition("-")[0], "fr"),
    )
    return [(day, name) for day, name in sorted(calendar.items()) if first <= day <= last]


def holiday_proposals(
    schedule: Schedule, first: date, last: date, language: str, country: str = "BE"
) -> list[tuple[date, str]]:
    """(day, name) of each public holiday from `first` to `last` on which the site has hours."""
    days = public_holidays(first, last, language, country)
    return [(day, name) for day, name in days if day_slots(schedule, day)]


# In the language of the reason, which is stored: no gettext, as for the names of the library.
WHOSE = {
    "French": {
        "fr": "écoles francophones",
        "nl": "Franstalige scholen",
        "en": "French-speaking schools",
    },
    "Flemish": {
        "fr": "écoles néerlandophones",
        "nl": "Nederlandstalige scholen",
        "en": "Dutch-speaking schools",
    },
}
# The library's names for the school years of the two communities, both of which Brussels has.
COMMUNITIES = ("French", "Flemish")
# A school holiday is a week; shorter ones are public holidays or days that schools alone know.
SHORTEST_SCHOOL_HOLIDAY = 5


def school_holiday_proposals(
    schedule: Schedule, first: date, last: date, language: str, country: str = "BE"
) -> list[tuple[date, date, str]]:
    """(first day, last day, name) of the school holidays of both communities, each once.

    Those that begin from `first` to `last` and on which the site has hours. The name of the
    holidays of one community alone says which.
    """
    found: dict[tuple[date, date], dict[str, str]] = {}
    for community in COMMUNITIES:
        for begin, end, name in _school_holidays(community, first, last, language, country):
            found.setdefault((begin, end), {})[community] = name
    return [
        (begin, end, " / ".join(dict.fromkeys(names.values())) + _whose(names, language))
        for (begin, end), names in sorted(found.items())
        if first <= begin <= last and has_hours(schedule, begin, end)
    ]


def _whose(names: dict[str, str], language: str) -> str:
    if len(names) == len(COMMUNITIES):
        return ""
    return f" ({WHOSE[next(iter(names))].get(language, next(iter(names)))})"


def has_hours(schedule: Schedule, begin: date, end: date) -> bool:
    """Whether the site has hours on any day from `begin` to `end`."""
    return any(day_slots(schedule, begin + DAY * n) for n in range((end - begin).days + 1))


def _school_holidays(
    community: str, first: date, last: date, language: str, country: str
) -> list[tuple[date, date, str]]:
    """The library lists days; days in a row under one name are one holiday."""
    # Importing it costs 70 ms, and only the editor of hours asks.
    import holidays  # noqa: PLC0415

    calendar = holidays.country_holidays(
        country,
        subdiv=community,
        categories=("school",),
        years=range(first.year, last.year + 2),
        language=LANGUAGES.get(language, "fr"),
    )
    runs: list[tuple[date, date, str]] = []
    for day, name in sorted(calendar.items()):
        if runs and runs[-1][1] + DAY == day and runs[-1][2] == name:
            runs[-1] = (runs[-1][0], day, name)
        else:
            runs.append((day, day, name))
    return [run for run in runs if (run[1] - run[0]).days + 1 >= SHORTEST_SCHOOL_HOLIDAY]
