"""Who gets a file: its rule alone decides, here that of a space's own people."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from halte.core.files import domain, permissions
from halte.core.files.tests.samples import PDF
from halte.network.models import Space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {"work/files/<uuid:uuid>"}
SECRETS = {"file": "SECRET-FILE"}
TABLE = """
                       file ruleless
stranger               302  302
no role                404  404
ex-coordinator         404  404
coordinator to come    404  404
closed coordinator     302  302
facilitator elsewhere  404  404
coordinator elsewhere  404  404
manager elsewhere      404  404
referrer               404  404
network editor         404  404
member                 404  404
chair                  404  404
jury member            404  404
auditor                404  404
facilitator            200  404
coordinator            200  404
manager                404  404
officer                404  404
administrator          404  404
superuser              404  404
"""
MAY_READ = {role: {"file"} for role in ("facilitator", "coordinator")}


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request, settings, tmp_path, monkeypatch) -> Space:
    settings.PRIVATE_FILES = tmp_path
    monkeypatch.setattr(permissions, "_rules", {})
    permissions.register(
        Space, lambda user, row: user.memberships.running().filter(scope_uuid=row.uuid).exists()
    )
    return SpaceFactory(slug="here", is_published=request.param)


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    content = PDF.replace(b"Catalog", SECRETS["file"].encode())
    files = [
        domain.store(SimpleUploadedFile("a.pdf", content), owner=owner, by=None)
        for owner in (space, space.organisation)
    ]
    return {
        name: (f"/en/work/files/{file.uuid}", None)
        for name, file in zip(("file", "ruleless"), files, strict=True)
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
