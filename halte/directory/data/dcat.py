"""The catalogue for open data portals: DCAT-AP 3.0.1, as JSON-LD."""

from datetime import date
from email.utils import parseaddr

from django.conf import settings

from halte.directory.sample import NOTICE

EU = "http://publications.europa.eu/resource/authority"
LICENCE = f"{EU}/licence/CC_BY_4_0"
BELGIUM = f"{EU}/country/BEL"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcatap": "http://data.europa.eu/r5r/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
TITLE = {
    "fr": "Espaces publics numériques",
    "nl": "Openbare computerruimten",
    "en": "Public digital spaces",
}
DESCRIPTION = {
    "fr": "Où trouver un espace public numérique, quand il est ouvert et ce qu’il offre.",
    "nl": "Waar een openbare computerruimte is, wanneer ze open is en wat ze biedt.",
    "en": "Where public digital spaces are, when they are open and what they offer.",
}
KEYWORDS = [("fr", "inclusion numérique"), ("nl", "digitale inclusie"), ("en", "digital inclusion")]
# Path, name, file type of the EU's list, media type, the standard it follows.
DISTRIBUTIONS = [
    (
        "spaces.csv",
        "CSV",
        "CSV",
        "text/csv",
        "https://schema.data.gouv.fr/LaMednum/standard-mediation-num/",
    ),
    (
        "spaces.geojson",
        "GeoJSON",
        "GEOJSON",
        "application/geo+json",
        "https://www.rfc-editor.org/rfc/rfc7946",
    ),
    (
        "hsds/services",
        "HSDS 3.1",
        "JSON",
        "application/json",
        "https://docs.openreferral.org/en/3.1/hsds/",
    ),
]
TYPES = {
    LICENCE: "dct:LicenseDocument",
    BELGIUM: "dct:Location",
    f"{EU}/language/FRA": "dct:LinguisticSystem",
    f"{EU}/language/NLD": "dct:LinguisticSystem",
    f"{EU}/frequency/DAILY": "dct:Frequency",
    f"{EU}/access-right/PUBLIC": "dct:RightsStatement",
}


def catalog(changed: date | None, *, sample: bool = False) -> dict:
    """The whole catalogue; `changed` is the day of the last change of a space."""
    about = {
        "dct:title": _texts(TITLE),
        "dct:description": _texts(_description(sample)),
        "dct:publisher": _id("/#publisher"),
        "dct:spatial": {"@id": BELGIUM},
    }
    if changed:
        about["dct:modified"] = {"@value": changed.isoformat(), "@type": "xsd:date"}
    graph = [_catalog(about), _dataset(about), _service(), _publisher(), *_distributions()]
    return {"@context": CONTEXT, "@graph": graph + _typed()}


def _description(sample: bool) -> dict[str, str]:
    notice = NOTICE if sample else {}
    return {code: f"{text} {notice.get(code, '')}".strip() for code, text in DESCRIPTION.items()}


def _catalog(about: dict) -> dict:
    return about | {
        "@id": _address("/data/catalog.jsonld"),
        "@type": "dcat:Catalog",
        "foaf:homepage": _id("/"),
        "dct:language": [{"@id": f"{EU}/language/FRA"}, {"@id": f"{EU}/language/NLD"}],
        "dct:license": {"@id": LICENCE},
        "dcat:themeTaxonomy": {"@id": f"{EU}/data-theme"},
        "dcat:dataset": _id("/data/#spaces"),
        "dcat:service": _id("/api/v1/#service"),
    }


def _dataset(about: dict) -> dict:
    return about | {
        "@id": _address("/data/#spaces"),
        "@type": "dcat:Dataset",
        "dct:identifier": _address("/data/#spaces"),
        "dcat:contactPoint": _contact(),
        "dcat:keyword": [{"@value": word, "@language": code} for code, word in KEYWORDS],
        "dcat:theme": {"@id": f"{EU}/data-theme/SOCI"},
        "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/DAILY"},
        "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
        "dcat:distribution": [_id(f"/data/{path}") for path, *_ in DISTRIBUTIONS],
    }


def _contact() -> dict:
    """Who answers for the data; no e-mail address while the operator has not given one."""
    told = {"@type": "vcard:Kind", "vcard:fn": _name(), "vcard:hasURL": _id("/fr/legal")}
    mail = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if mail and not mail.endswith("@localhost"):
        told["vcard:hasEmail"] = {"@id": f"mailto:{mail}"}
    return told


def _name() -> str:
    return settings.PUBLISHER or "Halte"


def _service() -> dict:
    return {
        "@id": _address("/api/v1/#service"),
        "@type": "dcat:DataService",
        "dct:title": {"@value": "Halte API", "@language": "en"},
        "dcat:endpointURL": _id("/api/v1/spaces"),
        "dcat:endpointDescription": _id("/api/v1/openapi.json"),
        "dcat:servesDataset": _id("/data/#spaces"),
        "dct:license": {"@id": LICENCE},
        "dct:publisher": _id("/#publisher"),
    }


def _publisher() -> dict:
    return {
        "@id": _address("/#publisher"),
        "@type": "foaf:Agent",
        "foaf:name": {"@value": _name(), "@language": "fr"},
    }


def _distributions() -> list[dict]:
    return [
        {
            "@id": _address(f"/data/{path}"),
            "@type": "dcat:Distribution",
            "dct:title": {"@value": name, "@language": "en"},
            "dcat:accessURL": _id(f"/data/{path}"),
            "dcat:downloadURL": _id(f"/data/{path}"),
            "dct:format": {"@id": f"{EU}/file-type/{kind}", "@type": "dct:MediaTypeOrExtent"},
            "dcat:mediaType": {
                "@id": f"http://www.iana.org/assignments/media-types/{media}",
                "@type": "dct:MediaType",
            },
            "dct:license": {"@id": LICENCE},
            "dcatap:availability": {"@id": f"{EU}/planned-availability/STABLE"},
            "dct:conformsTo": {"@id": standard, "@type": "dct:Standard"},
        }
        for path, name, kind, media, standard in DISTRIBUTIONS
    ]


def _typed() -> list[dict]:
    """What the addresses of others stand for, so that a checker needs no network."""
    theme = {"@value": "Population and society", "@language": "en"}
    stable = {"@value": "stable", "@language": "en"}
    return [
        *({"@id": address, "@type": kind} for address, kind in TYPES.items()),
        {"@id": _address("/"), "@type": "foaf:Document"},
        {
            "@id": f"{EU}/data-theme",
            "@type": "skos:ConceptScheme",
            "dct:title": {"@value": "Data theme", "@language": "en"},
        },
        {"@id": f"{EU}/data-theme/SOCI", "@type": "skos:Concept", "skos:prefLabel": theme},
        {
            "@id": f"{EU}/planned-availability/STABLE",
            "@type": "skos:Concept",
            "skos:prefLabel": stable,
        },
    ]


def _texts(texts: dict[str, str]) -> list[dict]:
    return [{"@value": text, "@language": code} for code, text in texts.items()]


def _address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def _id(path: str) -> dict:
    return {"@id": _address(path)}
