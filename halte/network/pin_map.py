"""The schematic map on which a pin is put: how pixels are degrees is told to the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from halte.core.kept import revision
from halte.network.drawing import Drawing, draw
from halte.network.models import Site

WIDTH, HEIGHT = 640, 420


@dataclass(frozen=True, slots=True)
class _Pin:
    """The one place that is drawn."""

    lat: float
    lon: float
    number: ClassVar[int] = 1
    is_open: ClassVar[bool] = True
    is_approximate: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class PinMap:
    """A drawing around a point, and the pin's place on it in pixels."""

    drawing: Drawing
    lat: float
    lon: float
    x: float
    y: float
    metres_a_pixel: float


def pin_map(site: Site, where: Sequence[float] | None) -> PinMap:
    """The map around a point, or around the centre of the municipality."""
    lat, lon = where or (site.municipality.lat, site.municipality.lon)
    drawing = draw(
        [_Pin(lat, lon)],
        revision=revision("network"),
        width=WIDTH,
        height=HEIGHT,
        here=site.municipality_id,
        label=_("Simple map around the pin."),
    )
    return PinMap(drawing, lat, lon, drawing.dots[0].x, drawing.dots[0].y, drawing.metres_a_pixel)
