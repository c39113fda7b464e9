"""The register for maps: GeoJSON (RFC 7946), one feature for each site."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from halte.directory.addresses import space_url
from halte.directory.api.items import offer, texts
from halte.directory.data.rows import osm_hours
from halte.network.freshness import freshness
from halte.network.models import Site


def geojson_parts(sites: Iterable[Site], today: date, *, sample: bool = False) -> Iterator[str]:
    """The collection, feature by feature; sample data are marked, in all and in each."""
    mark = {"sample": True} if sample else {}
    start = json.dumps({"type": "FeatureCollection", **mark}, separators=(",", ":"))
    yield start.removesuffix("}") + ',"features":['
    for number, site in enumerate(sites):
        feature = json.dumps(_feature(site, today, mark), ensure_ascii=False, separators=(",", ":"))
        yield f",\n{feature}" if number else feature
    yield "]}\n"


def _feature(site: Site, today: date, mark: dict) -> dict:
    point = {"type": "Point", "coordinates": [site.lon, site.lat]}
    return {
        "type": "Feature",
        "id": str(site.uuid),
        "geometry": None if site.lat is None else point,
        "properties": _properties(site, today) | mark,
    }


def _properties(site: Site, today: date) -> dict:
    space = site.space
    return {
        "space": str(space.uuid),
        "slug": space.slug,
        "name": texts(space, "name"),
        "organisation": space.organisation.name_fr,
        "street": site.street,
        "postcode": site.postcode,
        "municipality": {"fr": site.municipality.name_fr, "nl": site.municipality.name_nl},
        "nis_code": site.municipality_id,
        "coordinates_source": site.coordinates_source or None,
        **offer(site),
        "opening_hours": osm_hours(site, today) or None,
        "freshness": freshness(space.confirmed_on, today).value,
        "url": space_url(space.slug),
    }
