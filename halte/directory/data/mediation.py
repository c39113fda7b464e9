"""The CSV file of the French standard for places of digital mediation, v1.0.2, Belgian profile.

The profile is in `mediation.be.tableschema.json`; what had to be decided, in ADR 022.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from halte.directory.data.rows import changed_on, osm_hours
from halte.directory.sample import NOTICE
from halte.network.enums import OpeningKind, Price, Service
from halte.network.loading.standard import columns, quoted
from halte.network.models import Organisation, Site

SEVERAL = "|"
LONGEST_SUMMARY = 280
MODES = {
    OpeningKind.FREE_ACCESS: "En autonomie",
    OpeningKind.APPOINTMENT: "Accompagnement individuel",
    OpeningKind.TRAINING: "Dans un atelier collectif",
    OpeningKind.AWARENESS: "Dans un atelier collectif",
}
LANGUAGES_OF_THE_NETWORK = {"fr", "nl"}


def csv_lines(sites: Iterable[Site], today: date, *, sample: bool = False) -> Iterator[str]:
    """The header and one line for each site, which says so if its values are samples."""
    source = f"Halte. {NOTICE['fr']}" if sample else "Halte"
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield writer.writerow(columns())
    for site in sites:
        cells = _cells(site, today) | {"source": source}
        yield writer.writerow([cells.get(name, "") for name in columns()])


class _Line:
    """A file for `csv.writer` whose `write` gives the line back."""

    def write(self, line: str) -> str:
        return line


def _cells(site: Site, today: date) -> dict[str, object]:
    space = site.space
    description = quoted(" ".join(space.description_fr.split()))
    return {
        "id": site.uuid,
        "pivot": pivot(space.organisation),
        "nom": quoted(space.name_fr),
        "commune": site.municipality.name_fr.split("/")[0].strip(),
        "code_postal": site.postcode,
        "code_insee": site.municipality_id,
        "adresse": quoted(site.street),
        "complement_adresse": quoted(site.address_note_fr),
        "latitude": "" if site.lat is None else site.lat,
        "longitude": "" if site.lon is None else site.lon,
        "typologie": "EPN",
        "telephone": space.phone,
        "courriels": quoted(space.email),
        "site_web": space.website,
        "horaires": osm_hours(site, today),
        "presentation_resume": _summary(description),
        "presentation_detail": description,
        "itinerance": "Itinérant" if space.is_mobile else "Fixe",
        "structure_parente": quoted(space.organisation.name_fr),
        "date_maj": changed_on(site).isoformat(),
        "services": _several(Service(name).standard for name in space.services),
        "prise_en_charge_specifique": _several(_care(site)),
        "frais_a_charge": Price(space.price).standard if space.price else "",
        "modalites_acces": _several(_access(site)),
        "modalites_accompagnement": _several(MODES[row.kind] for row in site.periods.all()),
        "autres_formations_labels": _several(["EPN labellisé"] if _is_labelled(site) else []),
    }


def pivot(organisation: Organisation) -> str:
    """The enterprise number, or else 14 signs that stay with the organisation (ADR 022)."""
    return organisation.enterprise_number or f"HALTE{organisation.uuid.hex[:9].upper()}"


def _is_labelled(site: Site) -> bool:
    return site.space.label_status == "labelled"


def _several(values: Iterable[str]) -> str:
    return SEVERAL.join(dict.fromkeys(values))


def _summary(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1].rstrip() + "…"


def _care(site: Site) -> Iterator[str]:
    if site.wheelchair == "yes":
        yield "Handicaps moteurs"
    if {"induction_loop", "sign_language"} & set(site.accessibility):
        yield "Surdité"
    if "large_screen" in site.accessibility:
        yield "Déficience visuelle"
    if "en" in site.space.languages:
        yield "Langues étrangères (anglais)"
    if set(site.space.languages) - LANGUAGES_OF_THE_NETWORK - {"en"}:
        yield "Langues étrangères (autres)"


def _access(site: Site) -> Iterator[str]:
    if any(row.kind == OpeningKind.FREE_ACCESS for row in site.periods.all()):
        yield "Se présenter"
    if site.space.phone:
        yield "Téléphoner"
    if site.space.email:
        yield "Contacter par mail"
