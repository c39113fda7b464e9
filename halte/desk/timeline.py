"""What the tables of the desk are called in a history (halte/core/timeline.py)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import language_name
from halte.core.timeline import Words, describe
from halte.desk.models import (
    Absence,
    Appointment,
    Availability,
    DeskRules,
    Exclusion,
    Help,
    Incident,
    Occupancy,
    Offer,
    Visit,
    Workstation,
)

OF_VISITOR = {"space": _("Space"), "visitor": _("Number")}
NAMES: dict[type[models.Model], tuple[Any, dict[str, Any]]] = {
    Visit: (
        _("Visit"),
        {
            **OF_VISITOR,
            "heads": _("How many people"),
            "purposes": _("For what"),
            "arrived_at": _("Arrived"),
            "left_at": _("Left"),
            "leaving": _("How it ended"),
            "source": _("Written down through"),
            "workshop": _("Workshop"),
            "outing": _("Outing"),
            "entry": _("Number of the entry"),
            "noted_by": _("Written down by"),
            "noted_at": _("Noted on"),
            "deleted_at": _("Deleted on"),
        },
    ),
    Help: (
        _("Help"),
        {
            "space": _("Space"),
            "visit": _("Visit"),
            "topic": _("Subject"),
            "minutes": _("Minutes"),
            "autonomy": _("How it was done"),
            "referred_to": _("Sent on to"),
            "noted_by": _("Written down by"),
            "noted_at": _("Noted on"),
        },
    ),
    Occupancy: (
        _("Computer reserved"),
        {
            **OF_VISITOR,
            "workstation": _("Computer"),
            "kind": _("Kind"),
            "state": _("State"),
            "during": _("When"),
            "visit": _("Visit"),
            "workshop": _("Workshop"),
            "extensions": _("How often it was made longer"),
            "is_grace_used": _("A last extension was given"),
            "created_at": _("Made on"),
        },
    ),
    Absence: (
        _("Absence"),
        {"space": _("Space"), "facilitator": _("Who"), "during": _("When")},
    ),
    Appointment: (
        _("Appointment"),
        {
            **OF_VISITOR,
            "offer": _("Subject"),
            "facilitator": _("With"),
            "site": _("Place"),
            "during": _("When"),
            "state": _("State"),
            "visit": _("Visit"),
            "wants_earlier": _("Would come earlier"),
            "sequence": _("How often it was changed"),
            "asked_at": _("Asked on"),
            "reminded_at": _("Reminded on"),
        },
    ),
    Incident: (
        _("Incident"),
        {
            **OF_VISITOR,
            "happened_at": _("When"),
            "facts": _("What happened"),
            "closed_at": _("Closed on"),
            "noted_by": _("Written down by"),
            "noted_at": _("Noted on"),
        },
    ),
    Exclusion: (
        _("Exclusion"),
        {
            **OF_VISITOR,
            "incident": _("Incident"),
            "reason": _("Why"),
            "first": _("From"),
            "last": _("Until"),
            "decided_by": _("Decided by"),
            "decided_at": _("Decided on"),
            "reviewed_at": _("Looked at again on"),
            "review": _("What was found then"),
        },
    ),
    DeskRules: (
        _("Rules of the desk"),
        {
            "space": _("Space"),
            "allowance_minutes": _("Minutes at a computer"),
            "gap_minutes": _("Minutes before a reservation"),
            "extension_minutes": _("Minutes more while nobody waits"),
            "grace_minutes": _("Minutes more while somebody waits"),
            "never_reserved": _("Computers that are never reserved"),
            "purposes": _("Short list of purposes"),
        },
    ),
    Workstation: (
        _("Computer"),
        {
            "space": _("Space"),
            "site": _("Place"),
            "label": _("Name"),
            "position": _("Position"),
            "kind": _("Kind"),
            "is_adapted": _("Adapted"),
            "is_reservable": _("Can be reserved"),
            "retired_at": _("Retired on"),
        },
    ),
    Offer: (
        _("Subject of appointments"),
        {
            "space": _("Space"),
            "title_fr": _("Title in French"),
            "title_nl": _("Title in Dutch"),
            "title_en": _("Title in English"),
            "minutes": _("Minutes"),
            "is_sensitive": _("Sensitive"),
            "is_public": _("Public"),
            "retired_at": _("Retired on"),
        },
    ),
    Availability: (
        _("Time for appointments"),
        {
            "space": _("Space"),
            "offer": _("Subject"),
            "facilitator": _("With"),
            "site": _("Place"),
            "weekday": _("Day"),
            "opens": _("From"),
            "closes": _("Until"),
            "valid_from": _("Valid from"),
            "valid_until": _("Valid until"),
        },
    ),
}


def register() -> None:
    """Say it, once, when the app is ready."""
    for model, (kind, fields) in NAMES.items():
        values = {"language": language_name} if "language" in fields else {}
        describe(model, Words(kind, fields, values=values))
