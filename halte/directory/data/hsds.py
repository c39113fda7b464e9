"""Open Referral's Human Services Data Specification, version 3.1.

An organisation is an `organization`, a space a `service`, a site a `location`; whatever else HSDS
wants an id for gets one derived from these.
"""

from datetime import date

from halte.core.i18n import language_name
from halte.directory.addresses import space_url
from halte.directory.api.items import accessibility
from halte.directory.data.rows import derived_id, osm_hours
from halte.directory.sample import NOTICE
from halte.network.enums import Service
from halte.network.models import Organisation, Site, Space

INDEX = {
    "version": "3.1",
    "profile": "https://docs.openreferral.org/en/3.1/hsds/",
    "openapi_url": "https://docs.openreferral.org/en/3.1/hsds/api_reference.html",
}
# Belgian regions and provinces (ISO 3166-2) by the first digits of a NIS code.
PROVINCES = {
    "1": "BE-VAN", "21": "BE-BRU", "23": "BE-VBR", "24": "BE-VBR", "25": "BE-WBR", "3": "BE-VWV",
    "4": "BE-VOV", "5": "BE-WHT", "6": "BE-WLG", "7": "BE-VLI", "8": "BE-WLX", "9": "BE-WNA",
}  # fmt: skip


def organization(row: Organisation) -> dict:
    number = row.enterprise_number
    identifier = {
        "id": derived_id(row.uuid, "identifier"),
        "identifier_scheme": "BE-BCE_KBO",
        "identifier_type": "Enterprise number",
        "identifier": number,
    }
    return _summary(row) | {"organization_identifiers": [identifier] if number else []}


def service(row: Space, today: date, *, sample: bool = False) -> dict:
    """Needs `organisation` and the sites (with what `for_answers` brings)."""
    told = {
        "id": str(row.uuid),
        "organization": _summary(row.organisation),
        "name": row.name_fr,
        "alternate_name": row.name_nl,
        "description": row.description_fr,
        "url": space_url(row.slug),
        "email": row.email,
        "status": "active",
        "alert": NOTICE["fr"] if sample else "",
        "fees_description": row.price_note_fr or row.price,
        "eligibility_description": row.audience_note_fr,
        "phones": _phones(row),
        "languages": [_language(row, code) for code in row.languages],
        "attributes": [_attribute(row, name) for name in row.services],
        "service_at_locations": [_at_location(site, today) for site in row.sites.all()],
    }
    return _filled(told)


def location(site: Site, today: date, *, sample: bool = False) -> dict:
    """Needs what `for_answers` brings."""
    told = {
        "id": str(site.uuid),
        "location_type": "physical",
        "name": site.space.name_fr,
        "description": NOTICE["fr"] if sample else "",
        "latitude": site.lat,
        "longitude": site.lon,
        "addresses": [_address(site)],
        "accessibility": [
            {"id": derived_id(site.uuid, "accessibility", code), "description": code}
            for code in accessibility(site)
        ],
        "schedules": _schedules(site, today),
    }
    return _filled(told)


def _summary(row: Organisation) -> dict:
    told = {
        "id": str(row.uuid),
        "name": row.name_fr,
        "alternate_name": row.name_nl,
        "description": row.sector or row.name_fr,
    }
    return _filled(told)


def _filled(told: dict) -> dict:
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _phones(row: Space) -> list[dict]:
    number = str(row.phone)
    return [{"id": derived_id(row.uuid, "phone"), "number": number}] if number else []


def _language(row: Space, code: str) -> dict:
    name = language_name(code, "en")
    return {"id": derived_id(row.uuid, "language", code), "name": name, "code": code}


def _attribute(row: Space, name: str) -> dict:
    """A service of the mediation standard as a term of a taxonomy."""
    term = {
        "id": derived_id(row.uuid, "term", name),
        "code": name,
        "name": name,
        "description": Service(name).standard,
        "taxonomy": "LaMednum/standard-mediation-num v1.0.2",
    }
    return {
        "id": derived_id(row.uuid, "attribute", name),
        "link_type": "taxonomy_term",
        "link_entity": "service",
        "taxonomy_term": term,
    }


def _at_location(site: Site, today: date) -> dict:
    where = {"id": str(site.uuid), "location_type": "physical", "name": site.street}
    told = {
        "id": derived_id(site.uuid, "service"),
        "location": where,
        "schedules": _schedules(site, today),
    }
    return _filled(told)


def _schedules(site: Site, today: date) -> list[dict]:
    """The hours in OSM's words: HSDS' own times cannot say when the clock changes."""
    hours = osm_hours(site, today)
    return [{"id": derived_id(site.uuid, "schedule"), "description": hours}] if hours else []


def _address(site: Site) -> dict:
    nis = site.municipality_id
    return {
        "id": derived_id(site.uuid, "address"),
        "address_1": site.street,
        "city": site.municipality.name_fr,
        "state_province": PROVINCES.get(nis[:2]) or PROVINCES.get(nis[:1], "BE"),
        "postal_code": site.postcode,
        "country": "BE",
        "address_type": "physical",
    }
