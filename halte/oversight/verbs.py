"""Acts of the log in words, for the person they are about."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VERBS: dict[str, Any] = {
    "sign_in": gettext_lazy("signed in"),
    "sign out": gettext_lazy("signed out"),
    "fail to sign in": gettext_lazy("could not sign in"),
    "fail a second step": gettext_lazy("gave a wrong code"),
    "add a factor": gettext_lazy("second factor added"),
    "remove a factor": gettext_lazy("second factor removed"),
    "make recovery codes": gettext_lazy("recovery codes made"),
    "use a recovery code": gettext_lazy("recovery code used"),
    "change the password": gettext_lazy("password changed"),
    "reset the password": gettext_lazy("password changed"),
    "ask for another address": gettext_lazy("e-mail address changed"),
    "change the address": gettext_lazy("e-mail address changed"),
    "end a session": gettext_lazy("signed out"),
    "end other sessions": gettext_lazy("signed out"),
    "open account": gettext_lazy("account opened"),
    "join": gettext_lazy("joined the team"),
    "invite": gettext_lazy("invited somebody"),
    "change role": gettext_lazy("role changed"),
    "end": gettext_lazy("ended"),
    "export": gettext_lazy("gave data out"),
    "erase": gettext_lazy("erased data"),
    "restrict": gettext_lazy("restricted data"),
    "lift restriction": gettext_lazy("ended a restriction"),
    "correct": gettext_lazy("corrected"),
    "change": gettext_lazy("changed"),
    "create": gettext_lazy("made"),
    "add": gettext_lazy("added"),
    "remove": gettext_lazy("removed"),
    "confirm": gettext_lazy("confirmed"),
    "enrol": gettext_lazy("enrolled somebody"),
    "open request": gettext_lazy("wrote a request down"),
    "confirm identity": gettext_lazy("checked who it is"),
}


def verb_in_words(verb: str) -> str:
    """What was done; acts without words of their own have a common one."""
    return str(VERBS.get(verb) or _("worked on it"))
