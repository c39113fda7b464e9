"""The form of the answers, for the OpenAPI document (the tests hold answers against it)."""

from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from halte.desk.enums import Purpose


class Texts(Schema):
    """A text in the languages of the network; null where nobody has written it."""

    fr: str | None
    nl: str | None
    en: str | None


class Names(Schema):
    fr: str
    nl: str


class Where(Schema):
    street: str | None
    postcode: str
    municipality: Names
    nis_code: str = Field(description="The municipality's NIS code (Statbel).")
    lat: float | None
    lon: float | None
    coordinates_source: str | None = Field(
        description="map, geocoder, postcode or municipality; the last two are only an area."
    )


class SpaceSite(Where):
    street: str


class Hours(Schema):
    opening_hours: str | None = Field(
        description="OpenStreetMap `opening_hours`; null: nobody has confirmed the hours."
    )
    open_now: bool | None
    next_opening: str | None = Field(description="ISO 8601 with offset.")


class Label(Schema):
    """The recognition by the Region."""

    status: str | None = Field(description="labelled, withdrawn or null.")
    since: str | None


class SpaceItem(Schema):
    """A public digital space, with the nearest (else the first) of its sites."""

    id: str = Field(description="UUID, for ever the same.")
    slug: str
    name: Texts
    organisation: str
    site: SpaceSite | None
    distance_m: int | None = Field(description="Metres in a straight line; null without `near`.")
    phone: str | None = Field(description="E.164.")
    services: list[str]
    languages: list[str] = Field(description="ISO 639-1 codes of what the team speaks.")
    price: str | None = Field(description="free, symbolic, or null when nobody has said.")
    audience: str | None = Field(description="everyone, restricted, or null.")
    accessibility: list[str]
    opening_hours: str | None = Field(
        description="OpenStreetMap `opening_hours`; null: nobody has confirmed the hours."
    )
    open_now: bool | None
    next_opening: str | None = Field(description="ISO 8601 with offset.")
    freshness: str = Field(description="up_to_date, to_watch, to_check, out_of_date or never.")
    label: Label
    url: str


class SpacePage(Schema):
    items: list[SpaceItem]
    next_cursor: str | None = Field(description="Null on the last page.")


class SiteDetail(SpaceSite, Hours):
    id: str
    address_note: Texts
    directions: Texts
    accessibility: list[str]
    hours_confirmed_on: str | None


class Equipment(Schema):
    kind: str
    count: int


class OutingDetail(Where):
    starts_at: str
    ends_at: str
    place: str
    partner: str | None


class SpaceDetail(SpaceItem):
    """A public digital space with all its sites, machines and coming outings."""

    description: Texts
    is_mobile: bool
    email: str | None
    website: str | None
    audience_note: Texts
    price_note: Texts
    bring: Texts
    welcome: Texts
    confirmed_on: str | None
    updated_at: str
    sites: list[SiteDetail]
    equipment: list[Equipment]
    outings: list[OutingDetail]


class OwnSpace(SpaceDetail):
    """A space as its own programs see it."""

    is_published: bool = Field(description="Whether the public sees it.")


class TokenScope(Schema):
    kind: str = Field(description="space or organisation.")
    id: str
    slug: str
    name: Texts


class TokenItem(Schema):
    """What the token of the request is and allows."""

    name: str
    prefix: str = Field(description="The first signs of the token.")
    allows: list[str] = Field(description="read, write.")
    scope: TokenScope
    created_at: str


class Taught(Schema):
    title: Texts
    theme: str
    level: str = Field(description="first_steps, basic, independent or advanced.")


class OfSpace(Schema):
    slug: str
    name: Texts


class SessionItem(Schema):
    """A date on which something is taught."""

    id: str = Field(description="UUID, for ever the same.")
    activity: Taught
    space: OfSpace
    site: SpaceSite
    starts_at: str = Field(description="ISO 8601 with offset.")
    ends_at: str
    language: str = Field(description="ISO 639 code of the language it is taught in.")
    price: str = Field(description="free or symbolic.")
    seats_left: int = Field(
        description="For everybody. 0 also while somebody waits for a seat that became free."
    )
    seats_kept: int = Field(
        description="Seats besides, which only organisations that send people may take by now."
    )
    waiting: int = Field(description="How many people wait.")
    enrol_url: str = Field(description="The page on which somebody enrols.")


class SessionPage(Schema):
    items: list[SessionItem]
    next_cursor: str | None = Field(description="Null on the last page.")


class EnrolmentBody(Schema):
    """Somebody who shall come. A telephone number or an e-mail address is needed."""

    model_config = {"extra": "forbid"}

    name: str = Field(description="A name or first name, in any script.", max_length=120)
    phone: str | None = Field(None, description="In any shape; without a country, a Belgian one.")
    email: str | None = Field(None, description="Where the seat's link and reminders are sent.")
    language: str | None = Field(
        None,
        description="In which the space writes to her, one of those of the pages, such as fr, nl "
        "or ar; the installation’s first unless given.",
    )
    help_level: Literal["much", "some", "little"] | None = Field(
        None, description="How much help she expects to need."
    )
    for_relative: Literal["child", "parent", "other"] | bool | None = Field(
        None, description="Whom the seat is for, when not for the one who asks."
    )


class EnrolmentItem(Schema):
    """Where somebody stands."""

    id: str = Field(description="UUID, for ever the same.")
    state: Literal["confirmed", "waiting"]
    position: int | None = Field(description="Place on the waiting list, from 1; null with a seat.")


class ProfileBody(Schema):
    """Somebody without a name. Fields that the space does not ask for are refused."""

    model_config = {"extra": "forbid"}

    language: str | None = Field(None, description="One of those of the pages, such as fr or ar.")
    birth_year: int | None = Field(None, ge=1900, description="Not in the future.")
    gender: Literal["woman", "man", "other"] | None = None
    postcode: str | None = Field(None, description="Of any country.", max_length=10)
    situation: str | None = Field(
        None,
        description="school, student, work, job_seeker, home, unable, retired or other.",
    )
    spoken: list[str] | None = Field(None, description="ISO 639 codes.")
    level: str | None = Field(None, description="first_steps, basic, independent or advanced.")
    devices: list[str] | None = Field(None, description="computer, tablet, smartphone or none.")
    connection: str | None = Field(None, description="fixed, mobile or none.")


class VisitBody(Schema):
    """Who came: a visitor, a profile, so many heads, or one person of whom nothing is known."""

    model_config = {"extra": "forbid"}

    visitor: UUID | None = Field(None, description="The `id` of somebody known to the space.")
    profile: ProfileBody | None = None
    head_count: int | None = Field(None, ge=1, le=500, description="So many, of nobody known.")
    purposes: list[Purpose] = Field(description="Why, the first one first.", min_length=1)
    workstation: UUID | None = Field(None, description="Where the person sits down at once.")
    at: str | None = Field(
        None, description="ISO 8601 with offset, up to 31 days ago; now unless given."
    )


class SessionHere(Schema):
    workstation: str
    ends_at: str = Field(description="ISO 8601 with offset.")


class VisitItem(Schema):
    id: str = Field(description="UUID, for ever the same.")
    session: SessionHere | None = Field(description="At the workstation that was named.")


class LeftItem(Schema):
    id: str
    left_at: str


class VisitorItem(Schema):
    id: str
    name: str
    language: str = Field(description="In which the space speaks to this person.")


class VisitorPage(Schema):
    items: list[VisitorItem]


class WorkstationItem(Schema):
    """A computer, and what has it; says nothing of who."""

    id: str
    label: str
    kind: Literal["desktop", "laptop", "tablet"]
    is_adapted: bool
    is_reservable: bool
    taken_by: Literal["session", "booking", "workshop", "repair"] | None
    ends_at: str | None = Field(
        description="May lie in the past: the time is over and nobody has ended the session."
    )
    next_at: str | None = Field(description="When something else has the computer.")


class WorkstationPage(Schema):
    items: list[WorkstationItem]


class SittingBody(Schema):
    model_config = {"extra": "forbid"}

    visit: UUID | None = Field(None, description="The visit of who sits down.")


class SittingItem(Schema):
    id: str
    workstation: str
    ends_at: str


class TicketBody(Schema):
    model_config = {"extra": "forbid"}

    purpose: Purpose | None = None


class Waits(Schema):
    number: int
    purpose: str | None
    wait_minutes: int = Field(description="About: the pace of the last calls goes on.")


class Called(Schema):
    number: int
    called_at: str


class QueueItem(Schema):
    """Of today."""

    waiting: list[Waits]
    called: list[Called]
    wait_minutes: int = Field(description="For whoever takes a number now.")


class TicketItem(Waits):
    id: str


class FieldError(Schema):
    field: str
    detail: str


class ProblemDetails(Schema):
    """What is wrong (RFC 9457), in the language of `Accept-Language`."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]
