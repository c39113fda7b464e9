"""`halte create-admin`: the first administrator of the Region, who then invites everybody else."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.models import User
from halte.accounts.notifications import link_of
from halte.accounts.scopes import REGION
from halte.core.i18n import DATA_LANGUAGES


class Command(BaseCommand):
    help = "Makes an administrator of the Region."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--language", choices=DATA_LANGUAGES, default="fr")
        parser.add_argument(
            "--link", action="store_true", help="print a link that works once, ask no password"
        )

    def handle(self, *args: Any, email: str, link: bool, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is not an e-mail address.") from error
        if link:
            self._print_link(email, options["language"])
        else:
            self._with_password(email, options["name"], options["language"])

    def _print_link(self, email: str, language: str) -> None:
        try:
            invitation = domain.invite(
                email,
                role=Role.ADMINISTRATOR,
                scope=REGION,
                by=None,
                language=language,
                by_mail=False,
            )
        except domain.AlreadyHeld:
            raise CommandError(f"{email} is an administrator already.") from None
        self.stdout.write(link_of(invitation))

    def _with_password(self, email: str, name: str, language: str) -> None:
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} has an account. Add the role to it with: --link")
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal to type a password at. Use: --link")
        password = self._ask(User(email=email, name=name))
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name, language=language)
            domain.give_role(user, Role.ADMINISTRATOR, REGION, by=None)
        self.stdout.write(f"{email} is an administrator of the Region.")

    def _ask(self, user: User) -> str:
        """A password, typed twice and good enough."""
        password = getpass("Password: ")
        if getpass("Once more: ") != password:
            raise CommandError("The two passwords are not the same.")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
