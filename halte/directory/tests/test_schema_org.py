import pytest
from django.utils import timezone
from django.utils.translation import override

from halte.directory.schema_org import space_json_ld
from halte.directory.tests.test_data import full_space
from halte.network.models import Site
from halte.network.tests.factories import (
    OpeningExceptionFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


@override("en")
def test_a_space_says_what_it_is_to_search_engines():
    space = full_space(description_fr="Un lieu")
    today = timezone.localdate()
    site = Site.objects.for_answers().get()
    OpeningExceptionFactory(site=site, first=today)
    site = Site.objects.for_answers().get()
    assert space_json_ld(site, "nl") == {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": f"http://127.0.0.1:8000/#site-{site.uuid}",
        "name": "Werkplaats",
        "description": "Un lieu",
        "url": f"http://127.0.0.1:8000/nl/spaces/{space.slug}",
        "publicAccess": True,
        "isAccessibleForFree": True,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Rue du Test 1",
            "postalCode": "1050",
            "addressLocality": "Elsene",
            "addressCountry": "BE",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 50.8279, "longitude": 4.3715},
        "telephone": "+3225551212",
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "customer service",
            "telephone": "+3225551212",
            "email": "atelier@example.org",
            "availableLanguage": ["fr", "en", "ar"],
        },
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": True}
            for name in ("Step-free entrance", "Induction loop")
        ],
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Tuesday"],
                "opens": "09:00",
                "closes": "12:00",
            }
        ],
        "specialOpeningHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "opens": "00:00",
                "closes": "00:00",
                "validFrom": today.isoformat(),
                "validThrough": today.isoformat(),
            }
        ],
    }


def test_what_is_not_known_is_not_said():
    SiteFactory(coordinates_source="postcode")
    told = space_json_ld(Site.objects.for_answers().get(), "fr")
    assert set(told) == {"@context", "@type", "@id", "name", "url", "address"}
