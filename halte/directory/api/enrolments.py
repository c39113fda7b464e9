"""Enrolling people by program: for a space itself, or for an organisation that sends people.

Why so: docs/adr/090-programs-that-enrol.md.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from halte.accounts.enums import ScopeKind, TokenScope
from halte.accounts.models import ApiToken
from halte.accounts.requests import KeyUsed, once
from halte.core import rows
from halte.core.problem import problem
from halte.core.questions import BadQuestion
from halte.core.transitions import TransitionRefused
from halte.directory.api import own
from halte.directory.api.answers import as_json, refused
from halte.directory.api.bodies import KEY, Asking, Unreadable, read_asking, read_body, read_key
from halte.directory.api.schemas import EnrolmentItem
from halte.network.models import Space
from halte.workshops import choosing, programme
from halte.workshops.choosing import Choice
from halte.workshops.domain import enrolments
from halte.workshops.enums import EnrolmentState, Source
from halte.workshops.models import ApiRequest, Enrolment, Session

SESSION = {
    "in": "path",
    "name": "session",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The `id` of the session.",
}
ENROLMENT = {**SESSION, "name": "enrolment", "description": "The `id` of the enrolment."}
IDEMPOTENCY = {
    "in": "header",
    "name": KEY,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A text of your own for this one enrolment, such as a UUID. Send it again with "
    "the same body when no answer came: the answer is the same, and nobody is enrolled twice.",
}
BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/EnrolmentBody"},
            "example": {
                "name": "Ana Exemple",
                "phone": "0470 12 34 56",
                "language": "fr",
                "help_level": "some",
                "for_relative": None,
            },
        }
    },
}

# As `Session.objects.published()`, with what a token may do there.
ASKED = """
    SELECT session.id, session.ends_at, session.series_id, space.id, space.uuid,
           %s IN (space.uuid, house.uuid),
           EXISTS (SELECT FROM network_organisation WHERE uuid = %s)
    FROM workshops_session session JOIN network_space space ON space.id = session.space_id
    JOIN network_organisation house ON house.id = space.organisation_id
    WHERE session.uuid = %s AND session.state <> 'draft' AND space.is_published
"""

router = Router()


@dataclass(frozen=True, slots=True)
class Voice:
    """For whom a token speaks at a session: the space itself, or who sends people."""

    source: str
    sent_by: UUID | None = None

    def people(self, session: Session) -> QuerySet[Enrolment]:
        """Whom of a session it may know: a space its own, a sender whom it sent."""
        mine = Enrolment.objects.filter(session=session)
        return mine.filter(sent_by=self.sent_by) if self.sent_by else mine


@router.post(
    "/sessions/{uuid:session}/enrolments",
    auth=own.TokenAuth(),
    response={201: EnrolmentItem},
    url_name="enrol",
    openapi_extra={
        "operationId": "enrol",
        "parameters": [SESSION, IDEMPOTENCY],
        "requestBody": BODY,
    },
)
def enrol(request: HttpRequest, session: UUID) -> HttpResponse:
    """Enrol somebody for a session: a seat, or a place on the waiting list.

    With a token of the session's space, of its organisation, or of any organisation that sends
    people; it must allow to write. Whoever asks for a date of a course is enrolled for all its
    dates.
    """
    token = request.auth  # type: ignore[attr-defined]
    row, voice = _opened(token, session)
    if row is None or voice is None:
        return _not_here(token, row)
    try:
        body, key = read_body(request), read_key(request)
        asking = read_asking(body)
        with rows.of([row.space.uuid]):
            return as_json(_enrol(token, key, body, row, voice, asking), 201)
    except Unreadable as wrong:
        return problem(wrong.status, wrong.sentence)
    except BadQuestion as wrong:
        return refused(wrong.problems)
    except KeyUsed:
        return own.key_used(KEY)
    except enrolments.EnrolmentRefused as wrong:
        return problem(409, _why_not(wrong))


@router.delete(
    "/sessions/{uuid:session}/enrolments/{uuid:enrolment}",
    auth=own.TokenAuth(),
    response={204: None},
    url_name="give_back",
    openapi_extra={"operationId": "give_back", "parameters": [SESSION, ENROLMENT]},
)
def give_back(request: HttpRequest, session: UUID, enrolment: UUID) -> HttpResponse:
    """Give a seat, or a place on the waiting list, back; it goes to the next person.

    A token of the space may give back any of its seats, another only those of people it enrolled.
    """
    token = request.auth  # type: ignore[attr-defined]
    row, voice = _opened(token, session)
    if row is None or voice is None:
        return _not_here(token, row)
    with rows.of([row.space.uuid]):
        found = voice.people(row).filter(uuid=enrolment).select_related("session__series").first()
        if found is None:
            return problem(404, _("There is no such enrolment."))
        return _give_back(found)


def _opened(token: ApiToken, uuid: UUID) -> tuple[Session | None, Voice | None]:
    """The session, if the public sees it, and for whom the token may act there; one query.

    Only what enrolling asks of it: the act reads the session again once it is locked.
    """
    scope = token.scope
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [scope.uuid, scope.uuid, uuid])
        found = cursor.fetchone()
    if found is None:
        return None, None
    key, ends_at, series, space_key, space_uuid, is_its_own, is_sender = found
    place = Space(pk=space_key, uuid=space_uuid)
    session = Session(pk=key, uuid=uuid, ends_at=ends_at, series_id=series, space=place)
    if TokenScope.WRITE not in token.allows:
        return session, None
    if is_its_own:
        return session, Voice(Source.PUBLIC)
    if scope.kind == ScopeKind.ORGANISATION and is_sender:
        return session, Voice(Source.REFERRER, scope.uuid)
    # A token of another space, or of an organisation that is no more.
    return session, None


def _not_here(token: ApiToken, session: Session | None) -> HttpResponse:
    """Why a token can do nothing here: 403 for what everybody may read, 404 for what nobody may."""
    lacking = own.lacks(token, TokenScope.WRITE)
    if lacking is not None:
        return lacking
    if session is None:
        return problem(404, _("There is no such session."))
    return problem(403, _("This token speaks for another place."))


def _enrol(
    token: ApiToken, key: str, body: dict, session: Session, voice: Voice, asking: Asking
) -> dict:
    def act() -> tuple[dict, dict]:
        dates, choice = _dates(session, asking)
        made = enrolments.enrol_within(
            dates,
            asking.contact,
            language=asking.language,
            choice=choice,
            source=voice.source,
            sent_by=voice.sent_by,
            help_level=asking.help_level,
            relative=asking.relative,
        )
        row = next(row for row in made if row.session_id == session.pk)
        return {"enrolment_id": row.pk}, enrolment_item(row)

    return once(ApiRequest, token, key, [str(session.uuid), body], act)


def _dates(session: Session, asking: Asking) -> tuple[list[Session], Choice]:
    """The session, for a course with its other dates, and with what a mail tells of them."""
    others = choosing.others(session, now=timezone.now()) if choosing.is_course(session) else []
    dates, choice = choosing.choose(session, others)
    if asking.contact.email:
        [session] = programme.shown([session.pk])
        dates = [session, *dates[1:]]
    return dates, choice


def enrolment_item(row: Enrolment) -> dict:
    """What is said of somebody who has just been put last on the list of a locked session."""
    return {
        "id": str(row.uuid),
        "state": row.state,
        "position": row.session.waiting if row.state == EnrolmentState.WAITING else None,
    }


def _why_not(wrong: enrolments.EnrolmentRefused) -> str:
    sentences = {
        enrolments.AlreadyEnrolled: _("This person is on the list of this session already."),
        enrolments.Overlaps: _("This person has another session at this time."),
        enrolments.SessionCancelled: _("This session was cancelled."),
        enrolments.Closed: _("Enrolment for this session has closed."),
        enrolments.NotOpen: _("Enrolment for this session has not opened yet."),
    }
    return sentences[type(wrong)]


def _give_back(row: Enrolment) -> HttpResponse:
    """204 also for a seat that was given back before: asking twice is no mistake."""
    done = HttpResponse(status=204)
    if row.state == EnrolmentState.CANCELLED:
        return done
    too_late = _("This seat cannot be given back any more.")
    try:
        enrolments.give_back(row)
    except TransitionRefused:
        return problem(409, too_late)
    return done
