"""What the tables of workshops are called in a history (halte/core/timeline.py)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halte.core.i18n import language_name
from halte.core.timeline import Words, describe, in_languages
from halte.workshops import models

SPACE = {"space": _("Space")}


def register() -> None:
    """Say it, once, when the app is ready."""
    describe(models.Activity, _activity())
    describe(models.Series, _series())
    describe(models.Session, _session())
    describe(models.EnrolmentRules, _rules())
    describe(models.GroupVisit, _visit())
    describe(models.HeadCount, _heads())


def _activity() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Workshop"),
        {
            **SPACE,
            **in_languages("title", _("Title")),
            **in_languages("description", _("Description")),
            **in_languages("audience", _("Who may come, in words")),
            **in_languages("price_note", _("Price, in words")),
            **in_languages("bring", _("What to bring")),
            "theme": _("Theme"),
            "level": _("Level"),
            "framework": _("Edition of DigComp"),
            "competences": _("Competences"),
            "language": _("Language"),
            "price": _("Price"),
            "minimum": _("Fewest people"),
            "maximum": _("Most people"),
            "is_shared": _("Other spaces may take it over"),
            "copied_from": _("Taken over from"),
            "created_at": _("Made on"),
        },
        title=("title_fr",),
        values={"language": language_name},
    )


def _series() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Series"),
        {
            **SPACE,
            "activity": _("Workshop"),
            "is_whole": _("One enrols for all dates"),
            "created_at": _("Made on"),
        },
        title=("activity",),
    )


def _session() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Date of a workshop"),
        {
            **SPACE,
            "activity": _("Workshop"),
            "series": _("Series"),
            "site": _("Site"),
            "room": _("Room"),
            "starts_at": _("From"),
            "ends_at": _("Until"),
            "capacity": _("Seats"),
            "computers_needed": _("Computers needed"),
            "kept_for_referrers": _("Seats kept for organisations"),
            "kept_until": _("Kept until"),
            "enrolment_opens_at": _("Enrolment opens"),
            "enrolment_closes_at": _("Enrolment closes"),
            "state": _("State"),
            "public_note": _("Note for everybody"),
            "created_at": _("Made on"),
        },
        title=("activity", "starts_at"),
        unsaid=("sequence",),
    )


def _rules() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Rules for enrolment"),
        {"hold_hours": _("Hours for which a seat is held")},
        unsaid=("space",),
    )


def _visit() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Visit of a group"),
        {
            **SPACE,
            "session": _("Workshop"),
            "day": _("Day"),
            "group": _("Group"),
            "noted_at": _("Noted on"),
        },
        title=("group", "day"),
    )


def _heads() -> Words:
    return Words(
        pgettext_lazy("kind of record", "Heads of a group"),
        {"age_band": _("Age"), "gender": _("Gender"), "heads": _("How many")},
        title=("age_band", "gender"),
        unsaid=("visit",),
    )
