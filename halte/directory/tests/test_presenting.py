"""Words and figures of an answer."""

import pytest
from django.conf import settings
from django.utils import translation

from halte.directory.presenting import spoken


@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_three_languages_are_listed_for_every_reader(code):
    with translation.override(code):
        assert len(spoken(["fr", "nl", "ar"])) > len("fr, nl, ar")
