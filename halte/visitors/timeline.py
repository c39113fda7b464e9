"""What the tables of people are called in a history (halte/core/timeline.py)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import language_name
from halte.core.timeline import Words, describe
from halte.visitors.models import (
    Consent,
    HouseRules,
    Merge,
    ProfileSettings,
    RulesSignature,
    Visitor,
)

OF_VISITOR = {"space": _("Space"), "visitor": _("Number")}
NAMES: dict[type[models.Model], tuple[Any, dict[str, Any]]] = {
    Visitor: (
        _("Profile of a visitor"),
        {
            "space": _("Space"),
            "language": _("Language"),
            "birth_year": _("Year of birth"),
            "gender": _("Gender"),
            "postcode": _("Postcode"),
            "situation": _("Situation"),
            "spoken": _("Languages"),
            "level": _("Level with computers"),
            "devices": _("Devices at home"),
            "connection": _("Internet at home"),
            "created_at": _("Made on"),
            "seen_at": _("Last seen"),
        },
    ),
    Merge: (
        _("Two records put together"),
        {
            "space": _("Space"),
            "kept": _("Number"),
            "taken": _("What was put in"),
            "at": _("When"),
            "by": _("Who"),
            "undone_at": _("Taken apart on"),
        },
    ),
    Consent: (
        _("Consent"),
        {
            **OF_VISITOR,
            "kind": _("Kind"),
            "version": _("Version"),
            "language": _("Language"),
            "given_at": _("Given on"),
            "withdrawn_at": _("Taken back on"),
        },
    ),
    RulesSignature: (
        _("House rules signed"),
        {
            **OF_VISITOR,
            "rules": _("House rules"),
            "language": _("Language"),
            "is_on_paper": _("On paper"),
            "signed_at": _("Signed on"),
            "noted_by": _("Written down by"),
        },
    ),
    ProfileSettings: (
        _("What a space asks about people"),
        {"space": _("Space"), "asked": _("What is asked")},
    ),
    HouseRules: (
        _("House rules"),
        {
            "space": _("Space"),
            "version": _("Version"),
            "texts": _("Text"),
            "in_force_from": _("In force from"),
        },
    ),
}


def register() -> None:
    """Say it, once, when the app is ready."""
    for model, (kind, fields) in NAMES.items():
        values = {"language": language_name} if "language" in fields else {}
        describe(model, Words(kind, fields, values=values))
