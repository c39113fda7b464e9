"""What people are told about their seats: by mail, or on the list of people to call.

No subject names a person, a workshop or a place: subjects are read on locked screens.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from halte.core.i18n import localized
from halte.core.mail.domain import send
from halte.visitors.enums import Channel
from halte.visitors.models import Visitor
from halte.workshops.calendar import invitation_of, withdrawal_of
from halte.workshops.codes import spaced
from halte.workshops.enums import CallReason, EnrolmentState
from halte.workshops.models import Call, Enrolment, Session
from halte.workshops.moments import moment_text, span_text

# What has not been said yet and is no longer right once there is other news.
OUTDATES = {
    CallReason.SEAT_HELD: [CallReason.SEAT_HELD, CallReason.GIVEN_UP],
    CallReason.MOVED: [CallReason.MOVED, CallReason.REMINDER],
}


def enrolled(rows: Sequence[Enrolment]) -> None:
    """Somebody asked for seats and may have got them; who has no address saw it on the screen."""
    _mail(rows, "seat_asked")


def confirmed(rows: Sequence[Enrolment]) -> None:
    """The held seats of one asking were taken."""
    for row in rows:
        no_longer_to_call(row)
    _mail(rows, "seat_asked")


def seats_held(rows: Iterable[Enrolment]) -> None:
    """Seats became free and are held; one mail for all dates of one asking.

    Who has neither address nor number stands on the list too: she is told when she comes by.
    """
    for together in _by_asking(rows):
        # The mail says until when: the first end counts.
        together.sort(key=lambda row: row.held_until or row.session.starts_at)
        if _channel(together[0].visitor) == Channel.MAIL:
            _mail(together, "seat_held")
            continue
        for row in together:
            if row.held_until and hasattr(row.visitor, "identity"):
                _call(row, CallReason.SEAT_HELD, until=row.held_until)


def changed(rows: Iterable[Enrolment]) -> None:
    """When or where has changed; one mail for all dates of one asking."""
    _tell_together(rows, "session_moved", CallReason.MOVED)


def called_off(rows: Iterable[Enrolment], *, lost: Collection[Enrolment]) -> None:
    """The sessions do not take place; one mail for all dates of one asking. `lost`: who of them
    had a seat."""
    rows = list(rows)
    for row in rows:
        no_longer_to_call(row)
    _tell_together(rows, "session_cancelled", CallReason.CANCELLED, lost=lost)


def given_up(row: Enrolment, *, had_seat: bool) -> None:
    """There are fewer seats than before; she waits again."""
    no_longer_to_call(row)
    lost = [row] if had_seat else []
    until = row.session.starts_at
    _mail_or_call(row, "seat_given_up", CallReason.GIVEN_UP, until=until, lost=lost)


def given_back(rows: Iterable[Enrolment], *, lost: Collection[Enrolment], by_herself: bool) -> None:
    """Places were given back; one mail for all dates of one asking. `lost`: where she had a seat.

    Who did it herself is not called, and gets a mail only where a seat leaves her calendar.
    """
    rows = list(rows)
    for row in rows:
        no_longer_to_call(row)
    coming = [row for row in rows if row.session.starts_at > timezone.now()]
    if not by_herself:
        _tell_together(coming, "seat_given_back", CallReason.GIVEN_BACK, lost=lost)
    elif gone := [row for row in coming if row in lost]:
        _mail(gone, "seat_given_back", lost=gone)


def reminded(row: Enrolment) -> None:
    """The session is tomorrow."""
    _mail_or_call(row, "session_tomorrow", CallReason.REMINDER, until=row.session.starts_at)


def no_longer_to_call(row: Enrolment) -> None:
    """What was to be said has no object any more."""
    row.calls.filter(done_at__isnull=True).update(done_at=timezone.now())


# ---- How ----------------------------------------------------------------------------------------


def _mail_or_call(
    row: Enrolment,
    template: str,
    reason: CallReason,
    *,
    until: datetime,
    lost: Collection[Enrolment] = (),
) -> None:
    """The list of calls also shows who cannot be called: the team tells them in person.

    Whoever has only a slip of paper reads there what a reminder says.
    """
    channel = _channel(row.visitor)
    is_news = reason != CallReason.REMINDER or _is_restricted(row.visitor)
    if channel == Channel.MAIL:
        _mail([row], template, lost=lost)
    elif channel == Channel.PHONE or (channel == Channel.PAPER and is_news):
        _call(row, reason, until=until)


def _call(row: Enrolment, reason: CallReason, *, until: datetime) -> None:
    """Note what has to be said; what it outdates goes from the list."""
    older = row.calls.filter(done_at__isnull=True, reason__in=OUTDATES.get(reason, [reason]))
    older.update(done_at=timezone.now())
    Call.objects.create(enrolment=row, space_id=row.space_id, reason=reason, until=until)


def _by_asking(rows: Iterable[Enrolment]) -> list[list[Enrolment]]:
    by_code: dict[str, list[Enrolment]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    return list(by_code.values())


def _tell_together(
    rows: Iterable[Enrolment],
    template: str,
    reason: CallReason,
    *,
    lost: Collection[Enrolment] = (),
) -> None:
    for together in _by_asking(rows):
        if _channel(together[0].visitor) == Channel.MAIL:
            _mail(together, template, lost=[row for row in together if row in lost])
            continue
        for row in together:
            _mail_or_call(row, template, reason, until=row.session.starts_at)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people would be told, by mail and by telephone, and how many cannot be."""

    mails: int = 0
    calls: int = 0
    nobody: int = 0

    @property
    def people(self) -> int:
        return self.mails + self.calls + self.nobody


def reached(rows: Iterable[Enrolment]) -> Reached:
    """How these people would be told; each counts once. Identities must be loaded."""
    ways = {row.visitor_id or -row.pk: _channel(row.visitor) for row in rows}
    count = Counter(ways.values())
    return Reached(
        mails=count[Channel.MAIL],
        calls=count[Channel.PHONE],
        nobody=len(ways) - count[Channel.MAIL] - count[Channel.PHONE],
    )


def _channel(visitor: Visitor | None) -> Channel | None:
    """How to reach somebody; None for nobody, and for somebody whose name was deleted."""
    identity = getattr(visitor, "identity", None)
    return identity.channel if identity else None


def _is_restricted(visitor: Visitor | None) -> bool:
    identity = getattr(visitor, "identity", None)
    return identity is not None and identity.is_restricted


def _mail(rows: Sequence[Enrolment], template: str, *, lost: Collection[Enrolment] = ()) -> None:
    """One mail about all rows of one asking; the seats that were `lost` leave her calendar."""
    visitor = rows[0].visitor
    if visitor is None or _channel(visitor) != Channel.MAIL:
        return
    language = visitor.language
    with override(language):
        path = reverse("workshops:seat", args=[rows[0].code])
        context = {
            "link": settings.BASE_URL + path,
            "sessions": [_told(row, language) for row in rows],
            "space": localized(rows[0].session.space, "name", language),
            "phone": _phone(rows[0].session.space),
            "code": spaced(rows[0].code),
        }
    send(
        visitor.identity.email,
        template=template,
        context=context,
        language=language,
        secret=True,
        calendar=withdrawal_of(lost) if lost else invitation_of(rows),
    )


def _told(row: Enrolment, language: str) -> dict[str, object]:
    """One session in words, in the language that is active."""
    session = row.session
    return {
        "title": localized(session.activity, "title", language),
        "when": when(session, language),
        "place": localized(session.space, "name", language),
        "address": address(session.site, language),
        "bring": localized(session.activity, "bring", language),
        "was": _was(session, language),
        "room": session.room,
        "note": session.public_note,
        "has_seat": row.state == EnrolmentState.CONFIRMED,
        "held_until": moment_text(row.held_until, language) if row.held_until else "",
    }


def _was(session: Session, language: str) -> dict[str, str]:
    """When and where it was until now, as far as the mail is about a change of that."""
    before = session.before
    if not before:
        return {}
    old = Session(
        starts_at=before.get("starts_at", session.starts_at),
        ends_at=before.get("ends_at", session.ends_at),
    )
    site, room = before.get("site", session.site), before.get("room", session.room)
    said = {}
    if (old.starts_at, old.ends_at) != (session.starts_at, session.ends_at):
        said["when"] = when(old, language)
    if (site.pk, room) != (session.site_id, session.room):
        said["place"] = ", ".join(filter(None, (address(site, language), room)))
    return said


def _phone(space) -> str:
    return space.phone.as_national if space.phone else ""


def address(site, language: str) -> str:
    """Street, postcode and town."""
    town = localized(site.municipality, "name", language) if site.municipality else ""
    return f"{site.street}, {site.postcode} {town}".strip()


def when(session: Session, language: str) -> str:
    """Day and times of a session as people of the place read them."""
    return span_text(session.starts_at, session.ends_at, language)
