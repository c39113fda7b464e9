"""The frame around a work page: who is at work, where, and what can be opened from here."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from halte.core import work
from halte.core.work import Entry, Group, Place, Words
from halte.core.work.addresses import slug_in
from halte.core.work.middleware import COOKIE

# More spaces than this are searched, not listed.
MOST_PLACES = 40
# A phone shows this many pages at the bottom, and "More".
AT_THE_BOTTOM = 4
KEPT_AS = "_halte_frame"


@dataclass(frozen=True, slots=True)
class Link:
    """A page that the person may open."""

    name: Words
    link: str
    icon: str = ""
    is_current: bool = False


@dataclass
class Frame:
    """Computed once a request, on the first page that shows it; one query."""

    request: HttpRequest
    slug: str = field(init=False)

    def __post_init__(self) -> None:
        self.slug = slug_in(self.request.path_info)

    @cached_property
    def _found(self) -> list[Place]:
        wanted = [self.slug, self.request.COOKIES.get(COOKIE, "")]
        first = [slug for slug in wanted if slug]
        return work.places(self.request.user, first, MOST_PLACES + 1)

    @property
    def has_too_many(self) -> bool:
        """Whether the spaces are too many to list."""
        return len(self._found) > MOST_PLACES

    @cached_property
    def place(self) -> Place | None:
        """The space of the address, or else the one of before; the only one, where there is one."""
        by_slug = {place.slug: place for place in self._found}
        if self.slug:
            return by_slug.get(self.slug)
        last = by_slug.get(self.request.COOKIES.get(COOKIE, ""))
        return last or (self._found[0] if len(self._found) == 1 else None)

    @cached_property
    def spaces(self) -> list[Link]:
        """The spaces to change to, each with the page for the same job where it may be opened."""
        if self.has_too_many:
            return []
        ordered = sorted(self._found, key=lambda place: place.name.casefold())
        return [
            Link(place.name, self._same_job(place), is_current=place == self.place)
            for place in ordered
        ]

    def _same_job(self, place: Place) -> str:
        job = self._current_entry
        if job and job.group == Group.SPACE and self._shows(job, place):
            return _address(job, place)
        return first_page(self.request.user, place)

    @property
    def jobs(self) -> list[Link]:
        """What can be done in the space, this page aside."""
        return [link for link in self._links(Group.SPACE) if not link.is_current]

    # ---- Navigation ----

    @cached_property
    def groups(self) -> list[tuple[Group, list[Link]]]:
        """The navigation: groups that have something to open."""
        groups = [(group, self._links(group)) for group in Group if group != Group.ACCOUNT]
        return [(group, links) for group, links in groups if links]

    @cached_property
    def account(self) -> list[Link]:
        return self._links(Group.ACCOUNT)

    @property
    def bottom(self) -> list[Link]:
        """The pages that a phone shows without a further touch."""
        return [link for _group, links in self.groups for link in links][:AT_THE_BOTTOM]

    @property
    def rest(self) -> list[tuple[Group, list[Link]]]:
        """The pages behind "More"."""
        above = {link.link for link in self.bottom}
        rest = [
            (group, [each for each in links if each.link not in above])
            for group, links in self.groups
        ]
        return [(group, links) for group, links in rest if links]

    @property
    def is_current_in_rest(self) -> bool:
        return any(link.is_current for _group, links in self.rest for link in links)

    def _links(self, group: Group) -> list[Link]:
        return [
            Link(
                entry.name,
                _address(entry, self.place),
                entry.icon,
                is_current=entry == self._current_entry,
            )
            for entry in self._of(group)
            if self._shows(entry, self.place)
        ]

    def _of(self, group: Group) -> list[Entry]:
        return [entry for entry in work.entries if entry.group == group]

    def _shows(self, entry: Entry, place: Place | None) -> bool:
        if entry.group == Group.SPACE:
            return place is not None and entry.shown(self.request.user, place.row)
        return entry.shown(self.request.user)

    @cached_property
    def _current_entry(self) -> Entry | None:
        """The entry whose address is this page's or the longest beginning of it."""
        here, found, length = self.request.path_info, None, 0
        for entry in work.entries:
            if entry.group == Group.SPACE and not (self.slug and self.place):
                continue
            link = _address(entry, self.place)
            is_home = entry.group == Group.HOME
            for start in (link, *(f"{link.rpartition('/')[0]}/{each}" for each in entry.also)):
                fits = here == start or (not is_home and here.startswith(f"{start}/"))
                if fits and len(start) > length:
                    found, length = entry, len(start)
        return found


def frame_of(request: HttpRequest) -> Frame:
    """The frame of a request, always the same one."""
    if KEPT_AS not in request.__dict__:
        request.__dict__[KEPT_AS] = Frame(request)
    return request.__dict__[KEPT_AS]


def first_page(user, place: Place) -> str:
    """The first page of a space that somebody may open, or else her list of spaces."""
    for entry in work.entries:
        if entry.group == Group.SPACE and entry.shown(user, place.row):
            return _address(entry, place)
    return reverse("network:spaces")


def _address(entry: Entry, place: Place | None) -> str:
    if entry.group == Group.SPACE and place is not None:
        return reverse(entry.address, args=[place.slug])
    return reverse(entry.address)
