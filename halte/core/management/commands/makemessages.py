"""Django's ``makemessages`` without guesses: a sentence that is new has no translation yet."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """A guessed translation, marked fuzzy, would only have to be found and removed again."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
