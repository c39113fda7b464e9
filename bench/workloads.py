"""What is asked of the server: each workload is an endless row of addresses.

"Kept" asks a few addresses again and again, as visitors do, so that finished pages are found.
"Fresh" never asks the same address twice, so that every answer is made from the database.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import psycopg

LANGUAGES = ["fr", "fr", "fr", "nl", "nl", "en", "ar"]
POSTCODES = ["1000", "1020", "1030", "1050", "1060", "1070", "1080", "1090", "1140", "1190"]
NAMES = [
    "Elsene",
    "st gilles",
    "Sint-Joost",
    "molenbek",
    "Scharbeek",
    "anderlcht",
    "Ukkel",
    "foret",
]
FILTERS = [
    {"service": "paperwork"},
    {"service": "computer"},
    {"evening": "1"},
    {"saturday": "1"},
    {"wednesday": "1"},
    {"wheelchair": "1"},
    {"free": "1"},
    {"language": "ar"},
    {"open": "now"},
    {"service": "jobs", "free": "1"},
]
API_FILTERS = [
    {"service": "paperwork"},
    {"language": "nl"},
    {"wheelchair": "true"},
    {"free": "true"},
    {"open_at": "2026-11-25T14:00:00+01:00"},
    {"service": "computer", "free": "true"},
]
SESSION_FILTERS = [
    {"theme": "email"},
    {"language": "ar"},
    {"level": "advanced"},
    {"seats": "true"},
    {"theme": "jobs", "language": "nl"},
    {"theme": "paperwork", "language": "tr", "level": "basic", "seats": "true"},
    {},
]
KEPT_ADDRESSES = 60


@dataclass(frozen=True)
class Register:
    """Names and addresses that are in the database now."""

    slugs: list[str]
    names: list[str]


@dataclass(frozen=True)
class Workload:
    """`holds` must stand in every answer that is looked at before measuring."""

    name: str
    about: str
    addresses: Callable[[Register, random.Random], Iterator[str]]
    holds: bytes
    kept: bool = False
    # Measured beside the ten nearest points, asked of the database alone.
    beside_query: bool = False


def register(database: dict[str, str]) -> Register:
    """Some spaces, the same ones for the same data."""
    with psycopg.connect(**database) as connection:
        rows = connection.execute(
            "SELECT slug, name_fr FROM network_space WHERE is_published "
            "ORDER BY md5(slug) LIMIT 300"
        ).fetchall()
    return Register([slug for slug, _ in rows], [name.split(" (")[0] for _, name in rows])


def _endless(addresses: list[str]) -> Iterator[str]:
    return itertools.cycle(addresses)


def _home(known: Register, dice: random.Random) -> Iterator[str]:
    return _endless([f"/{language}/" for language in LANGUAGES])


def _search_kept(known: Register, dice: random.Random) -> Iterator[str]:
    """Postcodes, spellings and some filters, the ordinary ones more often than the others."""
    places = [*POSTCODES, *POSTCODES, *NAMES, *(_misspelt(name, dice) for name in known.names[:10])]
    asked: dict[str, None] = {}
    while len(asked) < KEPT_ADDRESSES:
        query = {"q": dice.choice(places)} | (dice.choice(FILTERS) if dice.random() < 0.4 else {})
        asked[f"/{dice.choice(LANGUAGES)}/?{urlencode(query)}"] = None
    addresses = list(asked)
    weights = [1 / rank for rank in range(1, len(addresses) + 1)]
    return _endless(addresses + dice.choices(addresses, weights, k=600))


def _search_fresh(known: Register, dice: random.Random) -> Iterator[str]:
    while True:
        query = _somewhere(dice) | (dice.choice(FILTERS) if dice.random() < 0.4 else {})
        yield f"/{dice.choice(LANGUAGES)}/?{urlencode(query)}"


def _space_kept(known: Register, dice: random.Random) -> Iterator[str]:
    slugs = known.slugs[:100]
    return _endless([f"/{dice.choice(LANGUAGES)}/spaces/{slug}" for slug in slugs])


def _space_fresh(known: Register, dice: random.Random) -> Iterator[str]:
    for number in itertools.count():
        slug = known.slugs[number % len(known.slugs)]
        yield f"/{dice.choice(LANGUAGES)}/spaces/{slug}?x={number}"


def _api_near(known: Register, dice: random.Random) -> Iterator[str]:
    while True:
        here = _somewhere(dice)
        yield "/api/v1/spaces?" + urlencode({"near": f"{here['lat']},{here['lon']}", "limit": 10})


def _api_name(known: Register, dice: random.Random) -> Iterator[str]:
    """A name, half of them with a typing error, seen from somewhere else each time."""
    for number in itertools.count():
        name = known.names[number % len(known.names)]
        text = _misspelt(name, dice) if number % 2 else name
        here = _somewhere(dice)
        query = {"q": text, "near": f"{here['lat']},{here['lon']}", "limit": 10}
        yield "/api/v1/spaces?" + urlencode(query)


def _api_filter(known: Register, dice: random.Random) -> Iterator[str]:
    for number in itertools.count():
        here = _somewhere(dice)
        query = {"near": f"{here['lat']},{here['lon']}", "limit": 10}
        yield "/api/v1/spaces?" + urlencode(query | API_FILTERS[number % len(API_FILTERS)])


def _programme(known: Register, dice: random.Random) -> Iterator[str]:
    """What people ask of a programme, the plain one more often than the others."""
    asked = ["", "", "", "?seats=true", "?theme=email", "?level=basic", "?near=1080"]
    return _endless([f"/{language}/programme{query}" for language in LANGUAGES for query in asked])


def _sessions(known: Register, dice: random.Random) -> Iterator[str]:
    """Each question once: some things in common, the days never."""
    day = datetime.now(UTC).date()
    for number in itertools.count():
        query = {"from": day + timedelta(days=number % 150)}
        query |= SESSION_FILTERS[number % len(SESSION_FILTERS)]
        if number % 3 == 0:
            here = _somewhere(dice)
            query["near"] = f"{here['lat']},{here['lon']}"
        else:
            query["to"] = day + timedelta(days=number % 150 + 1 + dice.randrange(200))
        yield "/api/v1/sessions?" + urlencode(query)


def _healthz(known: Register, dice: random.Random) -> Iterator[str]:
    return _endless(["/healthz"])


def _somewhere(dice: random.Random) -> dict[str, str]:
    """A point in or near Brussels, to the metre."""
    return {"lat": f"{dice.uniform(50.79, 50.91):.6f}", "lon": f"{dice.uniform(4.28, 4.46):.6f}"}


def _misspelt(name: str, dice: random.Random) -> str:
    """One letter of the longest word is left out."""
    longest = max(name.split(), key=len)
    gap = dice.randrange(1, len(longest)) if len(longest) > 4 else len(longest)
    return name.replace(longest, longest[:gap] + longest[gap + 1 :], 1)


WORKLOADS = [
    Workload("home", "first page", _home, b"<h1", kept=True),
    Workload("search-kept", "60 questions repeated", _search_kept, b"h-answers", kept=True),
    Workload("search-fresh", "each question once", _search_fresh, b"h-answers", beside_query=True),
    Workload("space-kept", "100 pages repeated", _space_kept, b"<h1", kept=True),
    Workload("space-fresh", "each address once (?x=n)", _space_fresh, b"<h1"),
    Workload("api-near", "ten nearest", _api_near, b'"items":[{', beside_query=True),
    Workload("api-name", "names, with errors", _api_name, b'"items":[{', beside_query=True),
    Workload("api-filter", "service, hours ...", _api_filter, b'"items":[', beside_query=True),
    Workload("programme", "coming sessions, kept", _programme, b"<h1", kept=True),
    Workload("sessions-filter", "coming sessions by API", _sessions, b'"items":['),
    Workload("healthz", "is it alive", _healthz, b"ok"),
]
