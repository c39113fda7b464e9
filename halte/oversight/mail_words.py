"""What the outbox calls each mail, and why one did not leave: never the mail's own words."""

from django.utils.translation import gettext_lazy as _

# By template, as the apps name theirs; a test looks whether one is missing.
MAILS = {
    "account_changed": _("Your Halte account was changed"),
    "address": _("Confirm your e-mail address"),
    "ended": _("End of a role"),
    "invitation": _("Invitation"),
    "joined": _("Somebody joined your team"),
    "left": _("Somebody left your team"),
    "password_reset": _("A new password for Halte"),
    "role_changed": _("A role has changed"),
    "seat_asked": _("Your enrolment"),
    "seat_given_back": _("Your place is given back"),
    "seat_given_up": _("You are on the waiting list again"),
    "seat_held": _("A seat is free for you"),
    "session_cancelled": _("A workshop is cancelled"),
    "session_moved": _("Workshop: another time or place"),
    "session_tomorrow": _("Workshop: reminder"),
    "still_right": _("Is this still right? Please look at your page on Halte"),
    "trial": _("Trial mail"),
}
# By the kind of error; others stand as they are, with the server's number.
ERRORS = {
    "NoMailServer": _("No mail server is set"),
    "Restricted": _("The person has asked that their data not be used"),
    "ConnectionRefusedError": _("The mail server does not answer"),
    "TimeoutError": _("The mail server does not answer"),
    "gaierror": _("The mail server does not answer"),
}
