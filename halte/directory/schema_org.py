"""Facts of a space for search engines, in schema.org's words (version 30)."""

from django.conf import settings
from django.utils import timezone

from halte.core.i18n import localized
from halte.directory.addresses import space_url
from halte.network.enums import Accessibility, Wheelchair
from halte.network.hours import opening_hours_specification, special_opening_hours_specification
from halte.network.models import Site


def space_json_ld(site: Site, language: str | None = None) -> dict:
    """One site of a space as a place; needs what `for_answers` brings. Unknown facts are absent."""
    space = site.space
    page = space_url(space.slug, language)
    told = {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": f"{settings.BASE_URL}/#site-{site.uuid}",
        "name": localized(space, "name", language),
        "description": localized(space, "description", language),
        "url": page,
        "sameAs": space.website,
        "publicAccess": space.audience == "everyone" or None,
        "isAccessibleForFree": space.price == "free" or None,
        "address": _address(site, language),
        "geo": _geo(site),
        "telephone": str(space.phone),
        "contactPoint": _contact(site),
        "amenityFeature": _features(site),
        **_hours(site),
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _address(site: Site, language: str | None) -> dict:
    return {
        "@type": "PostalAddress",
        "streetAddress": site.street,
        "postalCode": site.postcode,
        "addressLocality": localized(site.municipality, "name", language),
        "addressCountry": "BE",
    }


def _geo(site: Site) -> dict | None:
    """The door; the middle of an area would put it in the wrong street."""
    if site.lat is None or site.is_approximate:
        return None
    return {"@type": "GeoCoordinates", "latitude": site.lat, "longitude": site.lon}


def _contact(site: Site) -> dict | None:
    space = site.space
    if not (space.phone or space.email):
        return None
    told = {
        "@type": "ContactPoint",
        "contactType": "customer service",
        "telephone": str(space.phone),
        "email": space.email,
        "availableLanguage": space.languages,
    }
    return {name: value for name, value in told.items() if value}


def _features(site: Site) -> list[dict]:
    known = [(Wheelchair.YES.label, site.wheelchair == "yes")] if site.wheelchair else []
    known += [(Accessibility(code).label, True) for code in site.accessibility]
    return [
        {"@type": "LocationFeatureSpecification", "name": str(name), "value": value}
        for name, value in known
    ]


def _hours(site: Site) -> dict:
    if not site.hours_known:
        return {}
    today = timezone.localdate()
    return {
        "openingHoursSpecification": opening_hours_specification(site.schedule, today),
        "specialOpeningHoursSpecification": special_opening_hours_specification(
            site.schedule, today
        ),
    }
