"""A file exported while sample data were loaded cannot come back as if it were true."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from halte.network.loading.sample import NOTICE
from halte.network.models import Space
from halte.network.tests.factories import SampleTraceFactory

pytestmark = pytest.mark.django_db


def file_of(*sources: str) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        ["id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "date_maj",
         "services", "source"]
    )  # fmt: skip
    for number, source in enumerate(sources):
        rows.writerow(
            [f"place-{number}", "", f"Espace {number}", "Ixelles", "1050", "21009", "Rue du Test 1",
             "2026-01-31", "", source]
        )  # fmt: skip
    return out.getvalue()


def load(path: str) -> str:
    out = io.StringIO()
    try:
        call_command("load", "spaces", path, "--write", stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


@pytest.mark.parametrize("language", NOTICE)
def test_marked_lines_are_refused_once_the_sample_is_gone(places, save, language):
    said = load(save(file_of("Test", f"Halte. {NOTICE[language]}")))
    assert "The values of this line are invented" in " ".join(said.split())
    assert said.splitlines()[-1] == "1 problems in 2 rows; nothing was written."
    assert [line.split()[0] for line in said.splitlines() if " source " in line] == ["3"]
    assert Space.objects.count() == 0


def test_marked_lines_may_come_back_while_the_sample_is_loaded(places, save):
    SampleTraceFactory()
    assert "1 rows are written." in load(save(file_of(f"Halte. {NOTICE['fr']}")))
