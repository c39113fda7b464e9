"""Certificates of attendance: one tagged A4 sheet in PDF (PDF/UA-1), in the person's language."""

import json
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import typst
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from halte import core
from halte.core.i18n import DATA_LANGUAGES, babel_locale, localized
from halte.visitors.models import Visitor
from halte.workshops import competences
from halte.workshops.enums import EnrolmentState, Framework
from halte.workshops.models import Enrolment, Series, Session

SHEET = Path(__file__).parent / "printed" / "certificate.typ"
FONTS = Path(core.__file__).parent / "static" / "vendor" / "pdf"


def language_for(visitor: Visitor, asked: str = "") -> str:
    """The language of her sheet: the one asked for, else hers, where there is one."""
    known = [code for code in (asked, visitor.language) if code in DATA_LANGUAGES]
    return known[0] if known else settings.LANGUAGE_CODE


def file_name(series: Series, language: str) -> str:
    """What the file is called: certificate, workshop, language; nobody's name."""
    with override(language):
        words = f"{_('Certificate of attendance')} {localized(series.activity, 'title', language)}"
    return f"{slugify(words)}-{language}.pdf"


def certificate(series: Series, visitor: Visitor, *, day: date, language: str = "") -> bytes:
    """The sheet for somebody who finished a series; her identity is loaded.

    A name in letters that none of the fonts has gets a line to write it on by hand: one missing
    letter would stop the whole sheet.
    """
    language = language_for(visitor, language)
    sessions = attended(series, visitor)
    with override(language):
        facts = _facts(series, sessions, language, day)
    try:
        return _pdf({**facts, "name": visitor.identity.name})
    except typst.TypstError:
        return _pdf({**facts, "name": ""})


def attended(series: Series, visitor: Visitor) -> list[Session]:
    """The sessions of a series to which somebody came."""
    rows = Enrolment.objects.filter(
        session__series=series, visitor=visitor, state=EnrolmentState.ATTENDED
    )
    return [row.session for row in rows.select_related("session").order_by("session__starts_at")]


def _facts(series: Series, sessions: list[Session], language: str, day: date) -> dict[str, object]:
    """The words of the sheet in the active language."""
    space, activity = series.space, series.activity
    site = sessions[0].site if sessions else None
    town = localized(site.municipality, "name", language) if site else ""
    lines = [*presence(sessions, language)]
    if activity.competences:
        edition = str(Framework(activity.framework).label)
        names = {
            code: name
            for area in competences.areas(activity.framework, language)
            for code, name in area.competences
        }
        shown = [f"{code} {names.get(code, '')}".strip() for code in activity.competences]
        lines.append(f"{edition} – {', '.join(shown)}")
    made = {"place": town, "day": _day(day, language)}
    return {
        "language": language,
        "region": "BE" if language != "en" else "GB",
        "title": _("Certificate of attendance"),
        "space": localized(space, "name", language),
        "place": f"{site.street}, {site.postcode} {town}" if site else "",
        "certifies": _("We certify that"),
        "took_part": _("took part in"),
        "activity": localized(activity, "title", language),
        "lines": lines,
        "made": _("Made in %(place)s on %(day)s") % made if town else made["day"],
        "signature": _("For the space: name and signature"),
    }


def presence(sessions: list[Session], language: str) -> list[str]:
    """How many sessions, how many hours, and on which days."""
    if not sessions:
        return []
    length = sum((each.ends_at - each.starts_at for each in sessions), timedelta())
    hours = format_decimal(round(length.total_seconds() / 3600, 1), locale=babel_locale(language))
    # The sign "h" has no plural: hours do not follow the number of sessions.
    count = ngettext(
        "%(number)d session, %(hours)s h in all.",
        "%(number)d sessions, %(hours)s h in all.",
        len(sessions),
    )
    days = format_list(
        [_day(_local(each.starts_at), language) for each in sessions],
        locale=babel_locale(language),
    )
    return [count % {"number": len(sessions), "hours": hours}, f"{days}."]


def _local(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _day(day: date, language: str) -> str:
    return format_date(day, "long", babel_locale(language))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of the house, one file a script, and no others.

    Beside the fonts that come with typst, letters would be set in those.
    """
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _pdf(facts: dict[str, object]) -> bytes:
    return typst.compile(
        str(SHEET),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(facts, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
