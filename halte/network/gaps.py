"""What is missing in the record of a space, and what it would bring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halte.network.models import Site, Space


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known; `page` is where it is filled in, `site` whose it is."""

    page: str
    what: str | Promise
    brings: str | Promise
    site: Site | None = None


OF_SPACE: list[tuple[str, Callable[[Space], object], str | Promise, str | Promise]] = [
    (
        "names",
        lambda space: space.description_fr or space.description_nl or space.description_en,
        _("A description"),
        _("People read what awaits them before they dare to come."),
    ),
    (
        "names",
        lambda space: space.name_nl and (space.description_nl or not space.description_fr),
        _("Name and description in Dutch"),
        _("Readers of Dutch get the French text now."),
    ),
    (
        "contact",
        lambda space: space.phone,
        _("A telephone number"),
        _("Many people call before they come for the first time."),
    ),
    (
        "services",
        lambda space: space.services,
        _("What you help with"),
        _("Without it, no search by need finds the space."),
    ),
    (
        "languages",
        lambda space: space.languages,
        _("Languages of the team"),
        _("People look for somebody who speaks their language."),
    ),
    ("price", lambda space: space.price, _("The price"), _("“Free” is a reason to come.")),
    (
        "audience",
        lambda space: space.audience,
        _("For whom"),
        _("Nobody has to ask at the door whether she may come in."),
    ),
    (
        "visit",
        lambda space: space.bring_fr or space.bring_nl or space.bring_en,
        _("What to bring"),
        _("Nobody comes for nothing because the identity card stayed at home."),
    ),
]
OF_SITE: list[tuple[str, Callable[[Site], object], str | Promise, str | Promise]] = [
    (
        "pin",
        lambda site: site.lat is not None and not site.is_approximate,
        _("The pin on the map"),
        _("Now it only says the neighbourhood: distances and order in the search are rough."),
    ),
    (
        "access",
        lambda site: site.wheelchair,
        _("How one gets in"),
        _("People with a wheelchair or a pram stay away where nothing is said."),
    ),
    (
        "hours",
        lambda site: site.hours_known,
        _("The opening hours"),
        _("Until they are confirmed, the public reads “please call”."),
    ),
]


def gaps(space: Space, sites: Sequence[Site], *, machines: bool) -> tuple[list[Gap], int]:
    """What is missing, the sites' last, and of how many things; `machines`: any is counted."""
    found = [
        Gap(page, what, brings) for page, is_known, what, brings in OF_SPACE if not is_known(space)
    ]
    if not machines:
        found.append(
            Gap("equipment", _("Computers and machines"), _("People see that there is room."))
        )
    if not sites and not space.is_mobile:
        found.append(Gap("sites", _("An address"), _("Without it, the space is on no map.")))
    found += [
        Gap(page, what, brings, site)
        for site in sites
        for page, is_known, what, brings in OF_SITE
        if not is_known(site)
    ]
    return found, len(OF_SPACE) + 2 + len(OF_SITE) * len(sites)
