"""Whether an address and a position can be right together: what looks odd is asked, not refused."""

import math
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from halte.core.i18n import localized
from halte.network.models import Municipality, Postcode

METRES_A_DEGREE = 111_195
# A pin this far from the centre of its postcode is asked about, as is one this far from every
# municipality of the network.
FAR_FROM_POSTCODE = 3_000
FAR_FROM_ALL = 6_000


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality as it is chosen and measured."""

    nis_code: str
    name: str
    lat: float
    lon: float


def towns() -> list[Town]:
    """The municipalities of the network by name; one query."""
    rows = Municipality.objects.defer("boundary")
    found = [Town(row.nis_code, localized(row, "name"), row.lat, row.lon) for row in rows]
    return sorted(found, key=lambda town: town.name)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On the ground, good to a metre in a thousand within a country."""
    middle = math.radians((one[0] + other[0]) / 2)
    north = (other[0] - one[0]) * METRES_A_DEGREE
    return math.hypot(north, (other[1] - one[1]) * METRES_A_DEGREE * math.cos(middle))


def doubt_about_postcode(postcode: str, nis_code: str) -> str | Promise:
    """A question when a postcode lies mostly in another municipality; a postcode may span two."""
    area = Postcode.objects.select_related("municipality").filter(pk=postcode).first()
    if area is None:
        return _("Postcode %(postcode)s is not known in this network. Is it right?") % {
            "postcode": postcode
        }
    if area.municipality is None or area.municipality.nis_code == nis_code:
        return ""
    return _("Postcode %(postcode)s lies mostly in %(place)s. Is the municipality right?") % {
        "postcode": postcode,
        "place": localized(area.municipality, "name"),
    }


def doubt_about_place(
    where: tuple[float, float], centre: tuple[float, float] | None, towns: list[Town]
) -> str | Promise:
    """A question when a pin stands outside the network, or far from its postcode."""
    if towns and _from_nearest(where, towns) > FAR_FROM_ALL:
        turned = (where[1], where[0])
        if _from_nearest(turned, towns) <= FAR_FROM_ALL:
            return _("Latitude and longitude seem to have changed places. Is this right?")
        return _("This place lies outside the area of the network. Is it right?")
    far = metres_between(where, centre) if centre else 0
    if far <= FAR_FROM_POSTCODE:
        return ""
    return _("This place lies %(distance)s km from the centre of the postcode. Is it right?") % {
        "distance": round(far / 1000)
    }


def _from_nearest(where: tuple[float, float], towns: list[Town]) -> float:
    return min(metres_between(where, (town.lat, town.lon)) for town in towns)
