"""A site that was given up stands nowhere on the public face, and hides no other site."""

from datetime import date

import pytest

from halte.network.models import Site
from halte.network.tests.factories import PostcodeFactory, SiteFactory, SpaceFactory

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/en/spaces/here",
    "/en/?q=1050",
    "/en/?q=Space",
    "/api/v1/spaces?q=1050",
    "/api/v1/spaces/here",
    "/data/spaces.csv",
    "/data/spaces.geojson",
    "/data/hsds/services",
    "/data/hsds/locations",
]


@pytest.fixture
def closed() -> Site:
    """The nearer and first of two sites."""
    PostcodeFactory()
    space = SpaceFactory(slug="here")
    near = SiteFactory(space=space, street="Old Door 1", lat=50.82227, lon=4.37714)
    SiteFactory(space=space, street="New Door 2", lat=50.86, lon=4.40)
    near.closed_on = date(2026, 1, 1)
    near.save()
    return near


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_the_other_door_is_shown(client, closed, address):
    answer = client.get(address, headers={"accept-encoding": "identity"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert (b"Old Door" in body, b"New Door" in body) == (False, True)
