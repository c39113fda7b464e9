"""Spaces as the API tells them: the same for every reader, in codes and in three languages."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone

from halte.directory.addresses import space_url
from halte.network.freshness import freshness
from halte.network.hours import status
from halte.network.models import Outing, Site, Space
from halte.network.schedules import osm_text


def space_item(site: Site, now: datetime) -> dict:
    """A space with one of its sites: the form of the list. Needs `for_answers`."""
    space = site.space
    distance = getattr(site, "distance", None)
    return {
        "id": str(space.uuid),
        "slug": space.slug,
        "name": texts(space, "name"),
        "organisation": space.organisation.name_fr,
        "site": site_item(site),
        "distance_m": None if distance is None else round(distance),
        **offer(site),
        **hours(site, now),
        "freshness": freshness(space.confirmed_on, timezone.localdate(now)).value,
        "label": {
            "status": space.label_status or None,
            "since": _day(space.label_since),
        },
        "url": space_url(space.slug),
    }


def space_detail(space: Space, sites: list[Site], outings: Iterable[Outing], now: datetime) -> dict:
    """A space with everything: the form of one space. The first site is the one of the item."""
    if sites:
        item = space_item(sites[0], now)
    else:
        item = space_item(Site(space=space), now) | {"site": None}
    return item | {
        "description": texts(space, "description"),
        "is_mobile": space.is_mobile,
        "email": space.email or None,
        "website": space.website or None,
        "audience_note": texts(space, "audience_note"),
        "price_note": texts(space, "price_note"),
        "bring": texts(space, "bring"),
        "welcome": texts(space, "welcome"),
        "confirmed_on": _day(space.confirmed_on),
        "updated_at": timezone.localtime(space.updated_at).isoformat(timespec="seconds"),
        "sites": [_site_detail(site, now) for site in sites],
        "equipment": [{"kind": row.kind, "count": row.count} for row in space.equipment.all()],
        "outings": [_outing(row) for row in outings],
    }


def offer(site: Site) -> dict:
    """What somebody who comes or calls finds there, in codes."""
    space = site.space
    return {
        "phone": str(space.phone) or None,
        "services": space.services,
        "languages": space.languages,
        "price": space.price or None,
        "audience": space.audience or None,
        "accessibility": accessibility(site),
    }


def accessibility(site: Site) -> list[str]:
    """Codes of what is known: `wheelchair_yes`, `_limited` or `_no` first, then what there is."""
    return ([f"wheelchair_{site.wheelchair}"] if site.wheelchair else []) + site.accessibility


def hours(site: Site, now: datetime) -> dict:
    """Hours as OSM text, open or not, and when next; null where nobody has confirmed them."""
    if not site.hours_known:
        return {"opening_hours": None, "open_now": None, "next_opening": None}
    state = status(site.schedule, now)
    following = state.next_opening
    return {
        "opening_hours": osm_text(site.schedule, timezone.localdate(now)),
        "open_now": state.open,
        "next_opening": following and following.isoformat(timespec="minutes"),
    }


def site_item(site: Site) -> dict:
    return {
        "street": site.street,
        "postcode": site.postcode,
        **_where(site),
    }


def _site_detail(site: Site, now: datetime) -> dict:
    return {
        "id": str(site.uuid),
        **site_item(site),
        "address_note": texts(site, "address_note"),
        "directions": texts(site, "directions"),
        "accessibility": accessibility(site),
        **hours(site, now),
        "hours_confirmed_on": _day(site.hours_confirmed_on),
    }


def _outing(row: Outing) -> dict:
    return {
        "starts_at": timezone.localtime(row.starts_at).isoformat(timespec="minutes"),
        "ends_at": timezone.localtime(row.ends_at).isoformat(timespec="minutes"),
        "place": row.place,
        "street": row.street or None,
        "postcode": row.postcode,
        **_where(row),
        "partner": row.partner or None,
    }


def _where(row: Site | Outing) -> dict:
    town = row.municipality if row.municipality_id else None
    return {
        "municipality": {"fr": town.name_fr, "nl": town.name_nl} if town else None,
        "nis_code": row.municipality_id,
        "lat": row.lat,
        "lon": row.lon,
        "coordinates_source": row.coordinates_source or None,
    }


def texts(row: Model, name: str) -> dict[str, str | None]:
    return {code: getattr(row, f"{name}_{code}") or None for code in ("fr", "nl", "en")}


def _day(day: date | None) -> str | None:
    return day and day.isoformat()
