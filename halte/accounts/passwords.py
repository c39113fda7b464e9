"""What a password must be; in our own words, as Django's are not in all our languages."""

from django.contrib.auth import password_validation as django_rules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(django_rules.MinimumLengthValidator):
    """So many characters at least."""

    def get_error_message(self) -> str:
        words = ngettext(
            "This password is too short: it needs %(number)d character or more.",
            "This password is too short: it needs %(number)d characters or more.",
            self.min_length,
        )
        return words % {"number": self.min_length}


class UnlikeThePerson(django_rules.UserAttributeSimilarityValidator):
    """Not the name or the address of whoever chooses it."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def get_error_message(self) -> str:
        return _("This password looks like your name or your address. Choose another one.")


class NotCommon(django_rules.CommonPasswordValidator):
    """None of those that everybody tries first."""

    def get_error_message(self) -> str:
        return _("Many people use this password. Choose another one.")
