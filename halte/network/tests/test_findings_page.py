"""What the data check found: by severity, by subject, with the space where one is meant."""

import re

import pytest

from halte.accounts.enums import Role
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member
from halte.network.models import Finding
from halte.network.tests.factories import FindingFactory, SpaceFactory

pytestmark = pytest.mark.django_db

PAGE = "/en/work/findings"


@pytest.fixture
def auditor(client):
    client.force_login(make_member(Role.AUDITOR, REGION).user)
    return client


def test_findings_stand_by_severity_and_subject(auditor):
    SpaceFactory(slug="b", name_fr="Espace B")
    SpaceFactory(slug="c", name_fr="Espace C", is_published=False)
    FindingFactory(subject="Espace A", severity="note")
    FindingFactory(subject="Espace B", severity="error", code="phone_invalid")
    FindingFactory(subject="Espace B; Espace C", severity="note")
    FindingFactory(subject="Espace B", severity="note")
    FindingFactory(
        subject="Espace B", severity="note", code="phone_shared", facts={"phone": "1", "count": 2}
    )
    text = auditor.get(PAGE).content.decode()
    main = text.partition("<main")[2]
    heads = re.findall(r'<span>([^<]+)</span></span></h2><span class="n">(\d+)', main)
    assert heads == [("To correct", "1"), ("Good to know", "4")]
    subjects = [re.sub("<[^>]+>", "", each) for each in re.findall(r"<b>(.*?)</b>", main, re.S)]
    assert subjects == ["Espace B", "Espace A", "Espace B", "Espace B; Espace C"]
    assert re.findall(r'<b><a href="([^"]+)"|; <a href="([^"]+)"', main) == [
        ("/en/spaces/b", ""),
        ("/en/spaces/b", ""),
        ("/en/spaces/b", ""),
        ("", "/en/work/network?q=Espace%20C"),
    ]
    assert "5 findings" in main


def test_no_findings(auditor):
    assert "Nothing odd was found" in auditor.get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(auditor, django_assert_num_queries, count):
    for number in range(count):
        SpaceFactory(name_fr=f"Espace {number}")
        FindingFactory(subject=f"Espace {number}")
    assert Finding.objects.count() == count
    with django_assert_num_queries(7):
        auditor.get(PAGE)
