"""`halte load boundaries FILE.geojson`: real borders for the schematic map, from an operator."""

import json
import math
from collections.abc import Callable, Iterator

from halte.network import models
from halte.network.loading.filling import one_load_at_a_time
from halte.network.loading.reading import LoadError, file_bytes

LARGEST = 50_000_000
# What files call the property with the NIS code, without capitals and signs.
NAMES = ("nis", "niscode", "nis5", "code", "refnis", "cdmuntyrefnis", "codeins", "ins", "id")
# About a metre.
DECIMALS = 5
SMALLEST_RING = 4


def load(path: str, say: Callable[[str], None]) -> None:
    """Give each municipality its border; all or nothing."""
    features = _features(file_bytes(path, LARGEST))
    with one_load_at_a_time():
        towns = models.Municipality.objects.in_bulk()
        if not towns:
            raise LoadError("There are no municipalities yet. First: halte load brussels")
        found = _borders(features, towns)
        if not found:
            raise LoadError("None of the borders belongs to a municipality of the network.")
        changed = [nis for nis, border in found.items() if towns[nis].boundary != border]
        for nis in changed:
            models.Municipality.objects.filter(pk=nis).update(boundary=found[nis])
    elsewhere = len(features) - len(found)
    say(f"{len(found)} borders read, {len(changed)} changed, {elsewhere} elsewhere.")
    without = [nis for nis, town in towns.items() if nis not in found and not town.boundary]
    if without:
        say(f"Still without a border: {', '.join(towns[nis].name_fr for nis in without)}.")


def _features(data: bytes) -> list[dict]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LoadError(f"The file is not JSON: {error}.") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise LoadError("The file is not a GeoJSON FeatureCollection.")
    return features


def _borders(features: list[dict], towns: dict[str, models.Municipality]) -> dict[str, dict]:
    """The geometry of each municipality of the network, by NIS code."""
    found: dict[str, dict] = {}
    for number, feature in enumerate(features, 1):
        place = f"Feature {number}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise LoadError(f"{place} is not a GeoJSON feature.")
        nis = _code(feature)
        if not nis:
            raise LoadError(f"{place} has no NIS code. It may be called: {', '.join(NAMES)}.")
        if nis not in towns:
            continue
        if nis in found:
            raise LoadError(f"{place}: there are two borders with the NIS code {nis}.")
        place = f"{place} ({towns[nis].name_fr})"
        found[nis] = _geometry(feature.get("geometry"), place)
        _must_surround(found[nis], towns[nis], place)
    return found


def _code(feature: dict) -> str:
    """The NIS code in the properties, or in the feature's own id; "" when there is none."""
    properties = feature.get("properties")
    given = properties if isinstance(properties, dict) else {}
    known = {"".join(filter(str.isalnum, str(name).lower())): given[name] for name in given}
    for value in (*(known.get(name) for name in NAMES), feature.get("id")):
        text = str(value)
        if len(text) == 5 and text.isascii() and text.isdigit():
            return text
    return ""


# ---- Geometry -----------------------------------------------------------------------------------


def _geometry(geometry: object, place: str) -> dict:
    """The border with rounded coordinates, without parts that rounding makes vanish."""
    given = geometry if isinstance(geometry, dict) else {}
    kind, parts = given.get("type"), given.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise LoadError(f"{place} is no Polygon or MultiPolygon.")
    polygons = _list([parts] if kind == "Polygon" else parts, place)
    rounded = [_polygon(_list(polygon, place), place) for polygon in polygons]
    kept = [polygon for polygon in rounded if polygon]
    if not kept:
        raise LoadError(f"{place} has no area.")
    if kind == "Polygon":
        return {"type": kind, "coordinates": kept[0]}
    return {"type": kind, "coordinates": kept}


def _polygon(rings: list, place: str) -> list:
    """The outer ring and its holes; empty when nothing is left of the outer ring."""
    rounded = [_ring(_list(ring, place), place) for ring in rings]
    return [ring for ring in rounded if ring] if rounded and rounded[0] else []


def _ring(points: list, place: str) -> list:
    line = [_point(point, place) for point in points]
    if len(line) < SMALLEST_RING or line[0] != line[-1]:
        raise LoadError(f"{place} has a ring that does not close.")
    first, *others = line
    kept = [first, *(point for before, point in zip(line, others, strict=False) if point != before)]
    return kept if len(kept) >= SMALLEST_RING else []


def _point(point: object, place: str) -> list[float]:
    numbers = point[:2] if isinstance(point, list) else []
    if len(numbers) != 2 or not all(map(_is_number, numbers)):
        raise LoadError(f"{place} has a point that is not two numbers.")
    longitude, latitude = numbers
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise LoadError(
            f"{place} is not in degrees. Please convert the file to WGS 84 (EPSG:4326)."
        )
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)]


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _list(value: object, place: str) -> list:
    if not isinstance(value, list) or not value:
        raise LoadError(f"{place} has no coordinates.")
    return value


def _must_surround(border: dict, town: models.Municipality, place: str) -> None:
    """A border is somewhere else than its town when axes were exchanged or codes mixed up."""
    points = list(_points(border["coordinates"]))
    for axis, own in ((0, town.lon), (1, town.lat)):
        along = [point[axis] for point in points]
        if not min(along) <= own <= max(along):
            raise LoadError(
                f"{place} lies elsewhere. Points are written longitude first, then latitude."
            )


def _points(coordinates: list) -> Iterator[list[float]]:
    for part in coordinates:
        if isinstance(part[0], float | int):
            yield part
        else:
            yield from _points(part)
