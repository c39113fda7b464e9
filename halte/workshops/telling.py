"""What people are told about their seats: by mail, or on the list of people to call.

No subject names a person, a workshop or a place: subjects are read on locked screens.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from halte.core.i18n import babel_locale, localized
from halte.core.mail.domain import send
from halte.visitors.enums import Channel
from halte.visitors.models import Visitor
from halte.workshops.calendar import invitation_of
from halte.workshops.enums import CallReason, EnrolmentState
from halte.workshops.models import Call, Enrolment, Session


def enrolled(rows: Sequence[Enrolment]) -> None:
    """Somebody asked for seats and may have got them; who has no address saw it on the screen."""
    _mail(rows, "seat_asked")


def confirmed(row: Enrolment) -> None:
    """A held seat was taken."""
    no_longer_to_call(row)
    _mail([row], "seat_asked")


def seats_held(rows: Iterable[Enrolment]) -> None:
    """A seat became free and is held for somebody."""
    for row in rows:
        if row.held_until:
            _mail_or_call(row, "seat_held", CallReason.SEAT_HELD, until=row.held_until)


def changed(rows: Iterable[Enrolment]) -> None:
    """When or where has changed."""
    for row in rows:
        _mail_or_call(row, "session_moved", CallReason.MOVED, until=row.session.starts_at)


def called_off(rows: Iterable[Enrolment]) -> None:
    """The session does not take place."""
    for row in rows:
        no_longer_to_call(row)
        _mail_or_call(row, "session_cancelled", CallReason.CANCELLED, until=row.session.starts_at)


def given_up(row: Enrolment) -> None:
    """There are fewer seats than before; she waits again."""
    no_longer_to_call(row)
    _mail_or_call(row, "seat_given_up", CallReason.GIVEN_UP, until=row.session.starts_at)


def reminded(row: Enrolment) -> None:
    """The session is tomorrow."""
    _mail_or_call(row, "session_tomorrow", CallReason.REMINDER, until=row.session.starts_at)


def no_longer_to_call(row: Enrolment) -> None:
    """What was to be said has no object any more."""
    row.calls.filter(done_at__isnull=True).update(done_at=timezone.now())


# ---- How ----------------------------------------------------------------------------------------


def _mail_or_call(row: Enrolment, template: str, reason: CallReason, *, until: datetime) -> None:
    channel = _channel(row.visitor)
    if channel == Channel.MAIL:
        _mail([row], template)
    elif channel == Channel.PHONE:
        Call.objects.create(enrolment=row, space_id=row.space_id, reason=reason, until=until)


def _channel(visitor: Visitor | None) -> Channel | None:
    """How to reach somebody; None for nobody, and for somebody whose name was deleted."""
    identity = getattr(visitor, "identity", None)
    return identity.channel if identity else None


def _mail(rows: Sequence[Enrolment], template: str) -> None:
    """One mail about all rows of one asking."""
    visitor = rows[0].visitor
    if visitor is None or _channel(visitor) != Channel.MAIL:
        return
    language = visitor.language
    with override(language):
        path = reverse("workshops:seat", args=[rows[0].code])
        context = {
            "link": settings.BASE_URL + path,
            "sessions": [_told(row, language) for row in rows],
        }
    send(
        visitor.identity.email,
        template=template,
        context=context,
        language=language,
        secret=True,
        calendar=invitation_of(rows),
    )


def _told(row: Enrolment, language: str) -> dict[str, object]:
    """One session in words, in the language that is active."""
    session = row.session
    return {
        "title": localized(session.activity, "title", language),
        "when": when(session, language),
        "place": localized(session.space, "name", language),
        "street": session.site.street,
        "room": session.room,
        "has_seat": row.state == EnrolmentState.CONFIRMED,
        "held_until": moment(row.held_until, language) if row.held_until else "",
    }


def when(session: Session, language: str) -> str:
    """Day and times of a session as people of the place read them."""
    start = timezone.localtime(session.starts_at)
    end = timezone.localtime(session.ends_at)
    day = format_date(start.date(), "full", babel_locale(language))
    return f"{day}, {start:%H:%M} – {end:%H:%M}"


def moment(at: datetime, language: str) -> str:
    """A day and a time."""
    local = timezone.localtime(at)
    return f"{format_date(local.date(), 'full', babel_locale(language))}, {local:%H:%M}"
