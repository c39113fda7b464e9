import pytest

from halte.core.testing import PageFault, lint

GOOD = (
    '<html lang="fr" dir="ltr"><body><h1>A</h1><label for="q">Q</label><input id="q"></body></html>'
)


def test_sound_page_passes():
    lint(GOOD)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("<h1>A</h1>", ""), "0 <h1>"),
        (("<h1>A</h1>", "<h1>A</h1><h1>B</h1>"), "2 <h1>"),
        ((' lang="fr"', ""), "without lang"),
        ((' dir="ltr"', ""), "without lang or dir"),
        (('<label for="q">Q</label>', ""), "without a label"),
        (("<h1>A</h1>", "<h1>A</h1><script>x()</script>"), "inline script"),
        (("<h1>A</h1>", '<h1 style="color:red">A</h1>'), "inline style"),
        (("<h1>A</h1>", '<h1 onclick="x()">A</h1>'), "inline handler"),
        (("<h1>A</h1>", "<h1>{{ name }}</h1>"), "unrendered"),
        (("<h1>A</h1>", "<h1>%(name)s</h1>"), "unrendered"),
        (("<h1>A</h1>", '<h1 id="q">A</h1>'), "stands twice"),
        (("<h1>A</h1>", '<h1>A</h1><img src="x">'), "without alt"),
    ],
)
def test_fault_is_named(change, fault):
    with pytest.raises(PageFault, match=fault):
        lint(GOOD.replace(*change))


def test_fragment_needs_no_heading():
    lint("<p>A</p>", partial=True)
