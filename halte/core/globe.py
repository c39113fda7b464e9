"""Points on the globe, compared by an index (PostgreSQL's `cube`).

A point is kept as three coordinates in metres from the centre of the earth. The straight line
between two of them is the distance to within a millimetre for places of one town.
"""

from django.db import models
from django.db.models import F, Func

EARTH_METRES = 6_371_000
POINT = """CASE WHEN {lat} IS NULL THEN NULL ELSE cube(ARRAY[
    {r} * cos(radians({lat})) * cos(radians({lon})),
    {r} * cos(radians({lat})) * sin(radians({lon})),
    {r} * sin(radians({lat}))]) END"""


class CubeField(models.Field):
    """A PostgreSQL `cube`; Halte only writes it through `OnGlobe` and compares it by distance."""

    def db_type(self, connection) -> str:
        return "cube"


class OnGlobe(Func):
    """The point at a latitude and a longitude, in degrees."""

    output_field = CubeField()

    def as_sql(self, compiler, connection, **extra):  # type: ignore[override]
        (lat, lat_params), (lon, lon_params) = map(compiler.compile, self.source_expressions)
        sql = POINT.format(lat=lat, lon=lon, r=EARTH_METRES)
        return sql, [*lat_params, *lat_params, *lon_params, *lat_params, *lon_params, *lat_params]


class Metres(Func):
    """The distance in metres between two points; ordering by it uses the index."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = models.FloatField()


def metres_to(lat: float, lon: float, field: str = "place") -> Metres:
    """The distance in metres from the point in `field` to a latitude and longitude."""
    return Metres(F(field), OnGlobe(models.Value(float(lat)), models.Value(float(lon))))
