"""The checks of a load: general rules, each a small pure function that yields findings.

None of them knows a name, a street or a number of any network.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from halte.network.folding import fold
from halte.network.loading.findings import Found
from halte.network.loading.phones import read_phone

# How many last digits two different numbers share before somebody should look.
SAME_ENDING = 4
# From which share of common trigrams two names look alike.
ALIKE = 0.7
# What a public digital space is called, and small words: they do not tell one from another.
COMMON_WORDS = set(
    re.findall(
        r"\w+",
        """
        epn epnm dps mdps ocr espace public numerique digital space openbare computerruimte
        mobile mobiele bibliotheque biblio library bibliotheek centre culturel cultural
        communale municipal commune gemeente asbl vzw
        a and d de der des du en et in l la le les of the van
        """,
    )
)


@dataclass(frozen=True)
class Entry:
    """One entry of a printed list, as printed."""

    no: str
    name: str
    source: str
    addresses: tuple[tuple[str, str], ...] = ()  # street and postcode
    municipality: str = ""
    city: str = ""
    phone: str = ""

    @property
    def postcodes(self) -> list[str]:
        return [postcode for _, postcode in self.addresses]


@dataclass(frozen=True)
class Gazetteer:
    """What is known of places: folded names, and the municipality of each postcode, by NIS code."""

    names: dict[str, str]
    postcodes: dict[str, str]
    ordinary: frozenset[str]
    titles: dict[str, str]

    def of_name(self, printed: str) -> str:
        """The NIS code of the municipality that a printed name means, or ""."""
        return self.names.get(fold(printed), "")

    def of_address(self, postcode: str, printed: str) -> str:
        """The municipality to use for an address.

        That of the postcode when it is an ordinary one, as the postcode stands in the address
        itself; otherwise the one under which the document lists the address.
        """
        if postcode in self.ordinary:
            return self.postcodes[postcode]
        return self.of_name(printed) or self.postcodes.get(postcode, "")


# ---- Places -------------------------------------------------------------------------------------


def postcodes_fit(entry: Entry, places: Gazetteer) -> Iterator[Found]:
    """Each postcode against the municipality and the town that the entry names."""
    if not entry.municipality:
        return
    named = places.of_name(entry.municipality)
    if not named:
        facts = {"printed": entry.municipality}
        yield Found("municipality_unknown", entry.name, facts, entry.source)
    for street, postcode in entry.addresses:
        if postcode not in places.postcodes:
            yield Found("postcode_unknown", entry.name, {"postcode": postcode}, entry.source)
            continue
        area = places.postcodes[postcode]
        for printed in _other_places(entry, area, places):
            code, facts = "postcode_municipality_in_list", {"postcode": postcode}
            facts |= {"area": places.titles[area], "printed": printed}
            if street:
                used = places.of_address(postcode, entry.municipality)
                code, facts = "postcode_municipality", facts | {"used": places.titles[used]}
            yield Found(code, entry.name, facts, entry.source)


def _other_places(entry: Entry, area: str, places: Gazetteer) -> list[str]:
    """The printed names that mean another municipality than `area`.

    In the line of an address, the name of the capital serves in the whole region.
    """
    if not area:
        return []
    town = "" if fold(entry.city) in {"brussels", "bruxelles", "brussel"} else entry.city
    meant = {name: places.of_name(name) for name in (entry.municipality, town) if name}
    return [name for name, nis in meant.items() if nis and nis != area]


def postcodes_have_municipalities(postcodes: Iterable[dict]) -> Iterator[Found]:
    for row in postcodes:
        if not row["nis_code"]:
            facts = {"label": row["locality_fr"]}
            yield Found("postcode_without_municipality", row["code"], facts, row["source"])


def addresses_are_single(entry: Entry) -> Iterator[Found]:
    if len(entry.addresses) > 1:
        addresses = "; ".join(f"{street}, {postcode}" for street, postcode in entry.addresses)
        yield Found("two_addresses", entry.name, {"addresses": addresses}, entry.source)


def addresses_are_unique(entries: Iterable[Entry]) -> Iterator[Found]:
    flat = [(entry, address) for entry in entries for address in entry.addresses if address[0]]
    for group in _sharing(flat, lambda pair: (fold(pair[1][0]), pair[1][1])):
        street, postcode = group[0][1]
        facts = {"count": len(group), "address": f"{street}, {postcode}"}
        who = [entry for entry, _ in group]
        yield Found("same_address", _names(who), facts, who[0].source)


# ---- Phones -------------------------------------------------------------------------------------


def phone_is_valid(entry: Entry) -> Iterator[Found]:
    if not entry.phone:
        yield Found("phone_missing", entry.name, {}, entry.source)
    elif not read_phone(entry.phone):
        yield Found("phone_invalid", entry.name, {"printed": entry.phone}, entry.source)


def phones_are_unique(entries: Iterable[Entry]) -> Iterator[Found]:
    for group in _sharing(entries, lambda entry: read_phone(entry.phone)):
        facts = {"count": len(group), "phone": read_phone(group[0].phone)}
        yield Found("phone_shared", _names(group), facts, group[0].source)


def phones_end_differently(entries: Iterable[Entry]) -> Iterator[Found]:
    """A hint at a slip of copying: different numbers that share their last digits."""
    first_of = {read_phone(entry.phone): entry for entry in reversed(list(entries))}
    for group in _sharing(first_of.items(), lambda pair: pair[0][-SAME_ENDING:]):
        phones = ", ".join(phone for phone, _ in group)
        who = [entry for _, entry in group]
        yield Found("phone_same_ending", _names(who), {"phones": phones}, who[0].source)


# ---- Names --------------------------------------------------------------------------------------


def names_are_apart(entries: Iterable[Entry]) -> Iterator[Found]:
    """Names of one list that are the same or nearly."""
    for one, other in combinations(entries, 2):
        if likeness(one.name, other.name) >= ALIKE:
            facts = {"one": one.name, "other": other.name, "numbers": [one.no, other.no]}
            yield Found("similar_names", one.name, facts, one.source)


def likeness(one: str, other: str) -> float:
    """The share of trigrams that two names have in common, from 0 to 1."""
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / len(first | second) if first | second else 1.0


def _trigrams(name: str) -> set[str]:
    words = [f"  {word} " for word in fold(name).split()]
    return {word[n : n + 3] for word in words for n in range(len(word) - 2)}


def names_agree(subject: str, printed: dict[str, str]) -> Iterator[Found]:
    """The names that documents give to one thing; `printed` maps the document to the name."""
    pairs = combinations(printed.values(), 2)
    if not all(mean_the_same(one, other) for one, other in pairs):
        names = "; ".join(f"“{name}” ({document})" for document, name in printed.items())
        yield Found("names_differ", subject, {"names": names}, "; ".join(printed))


def mean_the_same(one: str, other: str) -> bool:
    """Whether the telling words of one name are all in the other.

    Words in brackets, mostly an acronym spelt out, may stand alone or be left out.
    """
    return any(
        first and second and (first <= second or second <= first)
        for first in _telling_words(one)
        for second in _telling_words(other)
    )


def _telling_words(name: str) -> list[set[str]]:
    outside = re.sub(r"\([^)]*\)", " ", name)
    inside = " ".join(re.findall(r"\(([^)]*)\)", name))
    # A word and a number written together are two words.
    apart = (re.sub(r"(?<=[a-z])(?=\d)", " ", fold(part)) for part in (name, outside, inside))
    return [set(words.split()) - COMMON_WORDS for words in apart]


# ---- Lists against lists ------------------------------------------------------------------------


def in_both_lists(matches: Iterable[tuple[Entry | None, Entry | None]], titles) -> Iterator[Found]:
    """Entries matched between two lists; `titles` are the two lists' names."""
    for one, other in matches:
        present = one or other
        if present is not None and (one is None or other is None):
            here, there = titles if one else reversed(titles)
            facts = {"present": here, "absent": there}
            yield Found("in_one_list", present.name, facts, present.source)


def lists_agree(one: Entry, other: Entry, places: Gazetteer) -> Iterator[Found]:
    """Postcode and municipality that two lists print for the same space."""
    source = f"{one.source}; {other.source}"
    if not set(other.postcodes) <= set(one.postcodes):
        facts = {"one": ", ".join(one.postcodes), "other": ", ".join(other.postcodes)}
        yield Found("postcode_differs", one.name, facts, source)
    first, second = places.of_name(one.municipality), places.of_name(other.municipality)
    if first and second and first != second:
        facts = {"one": one.municipality, "other": other.municipality}
        yield Found("municipality_differs", one.name, facts, source)


def count_is_right(announced: dict, listed: int, title: str) -> Iterator[Found]:
    """An announced number of entries against the list itself."""
    if int(announced["count"]) != listed:
        facts = {"announced": int(announced["count"]), "listed": listed, "unit": announced["unit"]}
        yield Found("count_differs", title, facts, announced["source"])


def total_is_sum(subject: str, printed: int, parts: Iterable[int], source: str) -> Iterator[Found]:
    """A printed total against the sum of its parts."""
    total = sum(parts)
    if total != printed:
        yield Found("total_differs", subject, {"printed": printed, "sum": total}, source)


# ---- Referrers ----------------------------------------------------------------------------------


def referrer_in_both(subject: str, printed: dict[str, str]) -> Iterator[Found]:
    """What two documents print for one referrer; `printed` maps the document to the words."""
    present = [document for document, words in printed.items() if words]
    absent = [document for document, words in printed.items() if not words]
    if absent:
        facts = {"present": "; ".join(present), "absent": "; ".join(absent)}
        yield Found("referrer_in_one_document", subject, facts, "; ".join(printed))
    elif len({_squashed(words) for words in printed.values()}) > 1:
        names = "; ".join(f"“{words}” ({document})" for document, words in printed.items())
        yield Found("referrer_written_differently", subject, {"names": names}, "; ".join(printed))


def _squashed(words: str) -> str:
    """A wording without spaces, hyphens and "etc.", which change from print to print."""
    return "".join(word for word in fold(words).split() if word != "etc")


# ---- Shared -------------------------------------------------------------------------------------


def _sharing(rows: Iterable, key: Callable[..., Hashable]) -> Iterator[list]:
    """The groups of two rows or more that have the same, non-empty key."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return (group for value, group in groups.items() if value and len(group) > 1)


def _names(entries: Iterable[Entry]) -> str:
    return "; ".join(dict.fromkeys(entry.name for entry in entries))
