"""`halte load brussels`: the network as the documents print it, and what does not fit in them."""

from collections.abc import Callable, Iterator
from functools import cached_property

from halte.accounts.models import Body
from halte.network import models
from halte.network.enums import ActorCategory, CoordinatesSource, LabelStatus
from halte.network.folding import fold
from halte.network.loading import checks, findings, reading
from halte.network.loading.checks import Entry, Gazetteer
from halte.network.loading.filling import Filler, one_load_at_a_time
from halte.network.loading.findings import Found
from halte.network.loading.phones import read_phone

LOAD = "brussels"
LISTS = {
    "web": "Web page of the plan",
    "list_2021": "Annual report 2021",
    "study": "Annual report 2021, annexe 5",
}
DOCUMENTS = {"roadmap": "Roadmap, §5.2", "study": "Attractiveness study 2021, annexe 2"}


class Data:
    """The files of halte/network/data/brussels, and what can be told from them alone."""

    def __init__(self, read: Callable[[str], list[dict[str, str]]] | None = None) -> None:
        self.read = read or (lambda name: reading.rows(LOAD, name))

    @cached_property
    def municipalities(self) -> list[dict[str, str]]:
        return self.read("municipalities")

    @cached_property
    def postcodes(self) -> list[dict[str, str]]:
        return self.read("postcodes")

    @cached_property
    def spaces(self) -> list[dict[str, str]]:
        return self.read("spaces")

    @cached_property
    def entries(self) -> dict[str, dict[str, Entry]]:
        """The entries of each list, by their number."""
        return {
            "web": {row["no"]: _web_entry(row) for row in self.read("listed_web")},
            "list_2021": {row["no"]: _entry(row) for row in self.read("listed_2021")},
            "study": {row["no"]: _entry(row) for row in self.read("listed_study")},
        }

    @cached_property
    def address_notes(self) -> dict[str, dict[str, str]]:
        """Printed remarks in addresses, by number of the entry, in three languages."""
        known = {row["printed"]: row for row in self.read("address_notes")}
        listed = {row["no"]: row["address_note"] for row in self.read("listed_web")}
        return {no: known[note] for no, note in listed.items() if note}

    @cached_property
    def place_names(self) -> dict[tuple[str, str, str], str]:
        """What people may call places: (folded, NIS code, postcode) -> the name as written."""
        names: dict[tuple[str, str, str], str] = {}
        for name, nis, postcode in self._names():
            if name:
                names.setdefault((fold(name), nis, postcode), name)
        towns = {(folded, nis) for folded, nis, postcode in names if not postcode}
        return {key: name for key, name in names.items() if not key[2] or key[:2] not in towns}

    def _names(self) -> Iterator[tuple[str, str, str]]:
        for row in self.municipalities:
            yield row["name_fr"], row["nis_code"], ""
            yield row["name_nl"], row["nis_code"], ""
        for row in self.postcodes:
            if row["is_ordinary"] == "1":
                yield row["locality_fr"], row["nis_code"], row["code"]
                yield row["locality_nl"], row["nis_code"], row["code"]
        for row in self.read("place_names"):
            yield row["name"], row["nis_code"], row["postcode"]

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer(
            names={folded: nis for folded, nis, _ in self.place_names},
            postcodes={row["code"]: row["nis_code"] for row in self.postcodes},
            ordinary=frozenset(r["code"] for r in self.postcodes if r["is_ordinary"] == "1"),
            titles={row["nis_code"]: row["name_fr"] for row in self.municipalities},
        )


def _web_entry(row: dict[str, str]) -> Entry:
    addresses = [(row["street"], row["postcode"]), (row["second_street"], row["second_postcode"])]
    return Entry(
        no=row["no"],
        name=row["name"],
        source=row["source"],
        addresses=tuple(address for address in addresses if address[0]),
        municipality=row["municipality"],
        city=row["city"],
        phone=row["phone"],
    )


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        no=row["no"],
        name=row["name"],
        source=row["source"],
        addresses=(("", row["postcode"]),) if row.get("postcode") else (),
        municipality=row.get("municipality", ""),
    )


# ---- Writing ------------------------------------------------------------------------------------


def load(say: Callable[[str], None]) -> list[models.Finding]:
    """Load the network; all or nothing. Returns the findings, which are stored as well."""
    data = Data()
    found = list(check(data))
    with one_load_at_a_time():
        filler = Filler(LOAD)
        for title, step in STEPS.items():
            say(f"{title}: {step(data, filler)}")
        filler.finish()
        findings.store(LOAD, found)
    done = ", ".join(f"{count} {what}" for what, count in sorted(filler.done.items()) if count)
    say(f"Rows: {done}")
    return list(models.Finding.objects.filter(load=LOAD))


def _fill_municipalities(data: Data, filler: Filler) -> int:
    for row in data.municipalities:
        filler.fill(
            models.Municipality,
            row["nis_code"],
            nis_code=row["nis_code"],
            name_fr=row["name_fr"],
            name_nl=row["name_nl"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            zone=int(row["zone"]) if row["zone"] else None,
            source=row["source"],
        )
    return len(data.municipalities)


def _fill_postcodes(data: Data, filler: Filler) -> int:
    for row in data.postcodes:
        filler.fill(
            models.Postcode,
            row["code"],
            code=row["code"],
            municipality_id=row["nis_code"] or None,
            is_ordinary=row["is_ordinary"] == "1",
            locality_fr=row["locality_fr"],
            locality_nl=row["locality_nl"],
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
            source=row["source"],
        )
    return len(data.postcodes)


def _fill_place_names(data: Data, filler: Filler) -> int:
    keys = set()
    for (folded, nis, postcode), name in data.place_names.items():
        keys.add(key := f"{folded}|{nis}|{postcode}")
        filler.fill(
            models.PlaceName,
            key,
            name=name,
            folded=folded,
            municipality_id=nis,
            postcode_id=postcode or None,
        )
    filler.drop_others(models.PlaceName, keys)
    return len(keys)


def _fill_organisations(data: Data, filler: Filler) -> int:
    rows = data.read("organisations")
    for row in rows:
        filler.fill(models.Organisation, row["slug"], **row)
    return len(rows)


def _fill_spaces(data: Data, filler: Filler) -> int:
    for row in data.spaces:
        organisation = filler.made(models.Organisation, row["organisation"])
        space = organisation and filler.fill(
            models.Space,
            row["slug"],
            slug=row["slug"],
            organisation=organisation,
            name_fr=row["name_fr"],
            name_nl=row["name_nl"],
            name_en=row["name_en"],
            is_mobile=row["is_mobile"] == "1",
            phone=read_phone(data.entries["web"][row["web"]].phone),
            label_status=LabelStatus.LABELLED,
            source=row["source"],
        )
        if isinstance(space, models.Space):
            _fill_sites(data, filler, space, row)
    return len(data.spaces)


def _fill_sites(data: Data, filler: Filler, space: models.Space, row: dict[str, str]) -> None:
    """One site for each printed address."""
    entry = data.entries["web"][row["web"]]
    note = data.address_notes.get(entry.no, {})
    for position, (street, postcode) in enumerate(entry.addresses):
        nis = data.gazetteer.of_address(postcode, entry.municipality)
        filler.fill(
            models.Site,
            f"{row['slug']}/{position}",
            space=space,
            position=position,
            street=street,
            address_note_fr=note.get("fr", ""),
            address_note_nl=note.get("nl", ""),
            address_note_en=note.get("en", ""),
            postcode=postcode,
            municipality_id=nis,
            **_coordinates(data, postcode, nis),
        )


def _coordinates(data: Data, postcode: str, nis: str) -> dict[str, object]:
    """The centre of the postcode area, else the point of the municipality: never a door."""
    area = next((row for row in data.postcodes if row["code"] == postcode and row["lat"]), None)
    row = area or next(row for row in data.municipalities if row["nis_code"] == nis)
    source = CoordinatesSource.POSTCODE if area else CoordinatesSource.MUNICIPALITY
    return {"lat": float(row["lat"]), "lon": float(row["lon"]), "coordinates_source": source}


def _fill_bodies(data: Data, filler: Filler) -> int:
    rows = data.read("bodies")
    for row in rows:
        filler.fill(Body, row["slug"], **row | {"since": row["since"] or None})
    return len(rows)


def _fill_actors(data: Data, filler: Filler) -> int:
    rows = data.read("actors")
    for row in rows:
        filler.fill(models.Actor, row["slug"], **row)
    return len(rows)


def _fill_referrers(data: Data, filler: Filler) -> int:
    groups = {row["slug"]: row for row in data.read("referrer_groups")}
    rows = data.read("referrers")
    for row in rows:
        group = groups[row["group"]]
        filler.fill(
            models.Actor,
            row["slug"],
            slug=row["slug"],
            category=ActorCategory.REFERRER,
            **{name: row[name] for name in ("name_fr", "name_nl", "name_en")},
            **{name: group[name] for name in ("group_fr", "group_nl", "group_en")},
            source="; ".join(title for key, title in DOCUMENTS.items() if row[key]),
        )
    return len(rows)


STEPS: dict[str, Callable[[Data, Filler], int]] = {
    "Municipalities": _fill_municipalities,
    "Postcodes": _fill_postcodes,
    "Names of places": _fill_place_names,
    "Organisations": _fill_organisations,
    "Spaces": _fill_spaces,
    "Working groups and committees": _fill_bodies,
    "Other actors": _fill_actors,
    "Referring organisations": _fill_referrers,
}


# ---- Checking -----------------------------------------------------------------------------------


def check(data: Data) -> Iterator[Found]:
    """All that does not fit in the data."""
    for name in data.entries:
        yield from _check_list(list(data.entries[name].values()), data.gazetteer)
    yield from _check_phones(list(data.entries["web"].values()))
    yield from _check_matches(data)
    yield from _check_counts(data)
    yield from _check_recycled(data)
    yield from checks.postcodes_have_municipalities(data.postcodes)
    for name in ("referrers", "referrer_groups"):
        for row in data.read(name):
            printed = {title: row[key] for key, title in DOCUMENTS.items()}
            subject = row.get("name_fr") or row["group_fr"]
            yield from checks.referrer_in_both(subject, printed)


def _check_list(entries: list[Entry], places: Gazetteer) -> Iterator[Found]:
    for entry in entries:
        yield from checks.postcodes_fit(entry, places)
        yield from checks.addresses_are_single(entry)
    yield from checks.addresses_are_unique(entries)
    yield from checks.names_are_apart(entries)


def _check_phones(entries: list[Entry]) -> Iterator[Found]:
    for entry in entries:
        yield from checks.phone_is_valid(entry)
    yield from checks.phones_are_unique(entries)
    yield from checks.phones_end_differently(entries)


def _check_matches(data: Data) -> Iterator[Found]:
    matched = [_entries_of(data, row) for row in data.spaces]
    pairs = [(entries.get("web"), entries.get("list_2021")) for entries in matched]
    yield from checks.in_both_lists(pairs, (LISTS["web"], LISTS["list_2021"]))
    for one, other in pairs:
        if one and other:
            yield from checks.lists_agree(one, other, data.gazetteer)
    for row, entries in zip(data.spaces, matched, strict=True):
        printed = {LISTS[name]: entry.name for name, entry in entries.items()}
        yield from checks.names_agree(row["name_fr"], printed)


def _entries_of(data: Data, space: dict[str, str]) -> dict[str, Entry]:
    return {name: data.entries[name][space[name]] for name in LISTS if space[name]}


def _check_counts(data: Data) -> Iterator[Found]:
    for announced in data.read("announced"):
        name = announced["list"]
        listed = [row for row in data.spaces if row[name]]
        counts = {
            "entries": len(data.entries[name]),
            "organisations": len({row["organisation"] for row in listed}),
        }
        yield from checks.count_is_right(announced, counts[announced["unit"]], LISTS[name])


def _check_recycled(data: Data) -> Iterator[Found]:
    parts = data.read("recycled")
    for total in data.read("recycled_totals"):
        same = [p for p in parts if (p["kind"], p["year"]) == (total["kind"], total["year"])]
        yield from checks.total_is_sum(
            f"{total['kind']} {total['year']}",
            int(total["count"]),
            (int(part["count"]) for part in same),
            total["source"],
        )
