"""`halte load boundaries FILE.geojson`: what is taken, and what is refused with which words."""

import io
import json
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from halte.network.loading import boundaries
from halte.network.loading.reading import LoadError
from halte.network.models import Municipality
from halte.network.tests.factories import MunicipalityFactory
from halte.network.tests.test_load_brussels import dump

SQUARE = [[4.3, 50.8], [4.4, 50.8], [4.4, 50.9], [4.3, 50.9], [4.3, 50.8]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


def feature(geometry: object = POLYGON, **properties) -> dict:
    return {
        "type": "Feature",
        "properties": properties or {"nis_code": "21009"},
        "geometry": geometry,
    }


@pytest.fixture
def save(tmp_path):
    """Write a collection of features, or some bytes, and give the file's path."""

    def save(*features: object, content: bytes | None = None) -> str:
        path = tmp_path / "borders.geojson"
        collection = {"type": "FeatureCollection", "features": list(features)}
        path.write_bytes(json.dumps(collection).encode() if content is None else content)
        return str(path)

    return save


@pytest.fixture
def town(db) -> Municipality:
    return MunicipalityFactory()


def run(path: str) -> str:
    out = io.StringIO()
    call_command("load", "boundaries", path, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    "properties",
    [
        {"nis_code": "21009"},
        {"NISCode": 21009},
        {"nis": "21009"},
        {"code": "21009", "name": "Ixelles"},
        {"cd_munty_refnis": "21009"},
    ],
)
def test_a_border_finds_its_municipality(town, save, properties):
    assert run(save(feature(**properties))) == "1 borders read, 1 changed, 0 elsewhere.\n"
    town.refresh_from_db()
    assert town.boundary == POLYGON


def test_the_id_of_a_feature_may_be_the_code(town, save):
    run(save(feature(name="Ixelles") | {"id": "21009"}))
    town.refresh_from_db()
    assert town.boundary == POLYGON


def test_points_are_rounded_and_holes_that_vanish_are_dropped(town, save):
    tiny = [[4.35, 50.85], [4.350001, 50.85], [4.350001, 50.850001], [4.35, 50.85]]
    exact = [[4.3000001, 50.8], [4.3000002, 50.8], *SQUARE[1:]]
    exact[-1] = exact[0]
    parts = {"type": "MultiPolygon", "coordinates": [[exact, tiny], [tiny]]}
    run(save(feature(parts)))
    town.refresh_from_db()
    assert town.boundary == {"type": "MultiPolygon", "coordinates": [[SQUARE]]}


def test_a_second_load_changes_nothing(town, save):
    path = save(feature(), feature(nis="99999"))
    run(path)
    before = dump()
    assert run(path) == "1 borders read, 0 changed, 1 elsewhere.\n"
    assert dump() == before


def test_municipalities_without_a_border_are_named(town, save):
    MunicipalityFactory(nis_code="21016", name_fr="Uccle", name_nl="Ukkel")
    assert run(save(feature())).splitlines()[1] == "Still without a border: Uccle."


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        (["x"], "Feature 1 is not a GeoJSON feature."),
        ([feature(name="Ixelles")], "Feature 1 has no NIS code."),
        ([feature(nis="99999")], "None of the borders belongs to a municipality of the network."),
        ([feature(), feature()], "Feature 2: there are two borders with the NIS code 21009."),
        (
            [feature({"type": "Point", "coordinates": [4.3, 50.8]})],
            "Feature 1 (Ixelles) is no Polygon or MultiPolygon.",
        ),
        ([feature(None)], "Feature 1 (Ixelles) is no Polygon or MultiPolygon."),
        (
            [feature({"type": "Polygon", "coordinates": []})],
            "Feature 1 (Ixelles) has no coordinates.",
        ),
        (
            [feature({"type": "Polygon", "coordinates": [SQUARE[:-1]]})],
            "Feature 1 (Ixelles) has a ring that does not close.",
        ),
        (
            [feature({"type": "Polygon", "coordinates": [[["a", 1]]]})],
            "Feature 1 (Ixelles) has a point that is not two numbers.",
        ),
        (
            [feature({"type": "Polygon", "coordinates": [[[149000, 170000]]]})],
            "Feature 1 (Ixelles) is not in degrees. Please convert the file to WGS 84",
        ),
        (
            [feature({"type": "Polygon", "coordinates": [[[y, x] for x, y in SQUARE]]})],
            "Feature 1 (Ixelles) lies elsewhere. Points are written longitude first",
        ),
    ],
)
def test_odd_features_are_refused_and_nothing_is_written(town, save, odd, message):
    before = dump()
    with pytest.raises(CommandError) as refused:
        run(save(*odd))
    assert str(refused.value).startswith(message)
    assert dump() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is not JSON"),
        (b"\xff\xfe\x00", "The file is not JSON"),
        (b"[" * 100_000, "The file is not JSON"),
        (b"[]", "The file is not a GeoJSON FeatureCollection."),
        (b'{"type": "FeatureCollection"}', "The file is not a GeoJSON FeatureCollection."),
    ],
)
def test_other_files_are_refused(town, save, content, message):
    with pytest.raises(CommandError) as refused:
        run(save(content=content))
    assert str(refused.value).startswith(message)


def test_borders_before_municipalities_are_refused(db, save):
    with pytest.raises(CommandError, match="halte load brussels"):
        run(save(feature()))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)
SHAPES = st.fixed_dictionaries(
    {"type": st.sampled_from(["Polygon", "MultiPolygon"]), "coordinates": JSON}
)


@given(JSON | SHAPES)
def test_any_geometry_is_taken_or_refused_in_words(geometry):
    town = Municipality(nis_code="21009", name_fr="Ixelles", lat=50.85, lon=4.35)
    with suppress(LoadError):
        boundaries._borders([feature(geometry)], {"21009": town})
