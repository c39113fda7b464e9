"""`halte trialmail ADDRESS`: whether mails leave this installation."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from halte.core.mail.domain import send


class Command(BaseCommand):
    help = "Queues a trial mail; the worker sends it, and the outbox tells what became of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["address"])
        except ValidationError as error:
            raise CommandError("That is no e-mail address.") from error
        if options["language"] not in dict(settings.LANGUAGES):
            raise CommandError(f"Languages: {', '.join(code for code, _ in settings.LANGUAGES)}.")
        send(options["address"], template="trial", context={}, language=options["language"])
        self.stdout.write("The mail waits for the worker; the outbox shows what becomes of it.")
